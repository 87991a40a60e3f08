/**
 * What the documents leave open about the tasks of maintenance.
 * @module
 */
import { type Case, defineProbe } from '../../kit/case/case.ts';
import { ok } from '../../kit/session/client.ts';
import { enterRequest, exitRequest } from '../../kit/session/maintenance.ts';
import { mixedHost } from '../needs.ts';
import { at, enterOrSkip, settleTaskOf, tiedUuids } from './unchecked.ts';

export const taskProbes: readonly Case[] = [
  defineProbe({
    row: 'task.resource-type',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      const { resource_type } = await enterOrSkip(t, host, vms);
      return {
        choice: resource_type === 'Host' ? 'host' : resource_type ? undefined : 'null',
        seen: resource_type,
      };
    },
  }),
  defineProbe({
    row: 'task.resource-mutation',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      const { resource_mutation: name } = await enterOrSkip(t, host, vms);
      const choice =
        name === 'enterMaintenanceMode' ? 'camel-case' : name === '' ? 'empty' : name ? undefined : 'null';
      return { choice, seen: name };
    },
  }),
  defineProbe({
    row: 'task.args',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      const { args } = await enterOrSkip(t, host, vms);
      const isRequest = at(args, 'where', 'host_id') === host.id;
      return {
        choice: Object.keys(args).length === 0 ? 'empty' : isRequest ? 'request' : undefined,
        seen: args,
      };
    },
  }),
  defineProbe({
    row: 'task.steps',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      const { steps } = await enterOrSkip(t, host, vms);
      return { choice: steps.length === 0 ? 'empty' : 'phases', seen: steps };
    },
  }),
  defineProbe({
    row: 'task.progress',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      const { body } = await t.send(...enterRequest(host, { shutdown_vms: tiedUuids(vms) }));
      const seen = (await t.watch(String(at(body, 'task_id')))).map(({ progress }) => progress);
      const isShare = seen.some((progress) => progress > 0 && progress < 1);
      return { choice: isShare ? 'share' : seen.at(-1) === 1 ? 'at-the-end' : 'never', seen };
    },
  }),
  defineProbe({
    row: 'task.of-each-vm',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms, movable }) {
      await enterOrSkip(t, host, vms);
      const tasks = ok(await t.api.POST('/get-tasks', { body: { where: { resource_id: movable.id } } }));
      return { choice: tasks.length === 0 ? 'no' : 'yes', seen: tasks.length };
    },
  }),
  defineProbe({
    row: 'task.exit-description',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms, fixed }) {
      await enterOrSkip(t, host, vms);
      const back = await settleTaskOf(
        t,
        await t.send(...exitRequest(host, { poweron_vms: [fixed.local_id] })),
      );
      await enterOrSkip(t, host, vms);
      const plain = await settleTaskOf(t, await t.send(...exitRequest(host)));
      return { choice: back?.description === plain?.description ? 'plain' : 'by-lists' };
    },
  }),
  defineProbe({
    row: 'audit.action',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      await enterOrSkip(t, host, vms);
      const logs = ok(
        await t.api.POST('/get-user-audit-logs', { body: { where: { resource_id: host.id } } }),
      );
      const actions = logs.map(({ action }) => action);
      const choice = actions.includes('ENTER_MAINTENANCE_MODE')
        ? 'maintenance'
        : actions.includes('ENTER_MAINTAINANCE')
          ? 'maintainance'
          : undefined;
      return { choice, seen: actions };
    },
  }),
];

/**
 * How the tasks of maintenance look.
 * @module
 */
import { type Case, defineProbe } from '../../kit/case/case.ts';
import { ok } from '../../kit/session/client.ts';
import { mixedHost } from '../needs.ts';
import { at, endOf, enterHost, requestEnter, requestExit, tiedOf } from './ask.ts';

export const taskProbes: readonly Case[] = [
  defineProbe('task.resource-type', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    const { resource_type } = await enterHost(t, host, vms);
    t.observe(
      'task.resource-type',
      resource_type === 'Host' ? 'host' : resource_type ? undefined : 'null',
      resource_type,
    );
  }),
  defineProbe('task.resource-mutation', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    const { resource_mutation: name } = await enterHost(t, host, vms);
    const choice =
      name === 'enterMaintenanceMode' ? 'camel-case' : name === '' ? 'empty' : name ? undefined : 'null';
    t.observe('task.resource-mutation', choice, name);
  }),
  defineProbe('task.args', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    const { args } = await enterHost(t, host, vms);
    const isRequest = at(args, 'where', 'host_id') === host.id;
    t.observe(
      'task.args',
      Object.keys(args).length === 0 ? 'empty' : isRequest ? 'request' : undefined,
      args,
    );
  }),
  defineProbe('task.steps', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    const { steps } = await enterHost(t, host, vms);
    t.observe('task.steps', steps.length === 0 ? 'empty' : 'phases', steps);
  }),
  defineProbe('task.progress', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    const { body } = await requestEnter(t, host, tiedOf(vms));
    const seen = (await t.watch(String(at(body, 'task_id')))).map(({ progress }) => progress);
    const isShare = seen.some((progress) => progress > 0 && progress < 1);
    t.observe('task.progress', isShare ? 'share' : seen.at(-1) === 1 ? 'at-the-end' : 'never', seen);
  }),
  defineProbe('task.of-each-vm', 'lifecycle', mixedHost, async (t, { host, vms, movable }) => {
    await enterHost(t, host, vms);
    const tasks = ok(await t.api.POST('/get-tasks', { body: { where: { resource_id: movable.id } } }));
    t.observe('task.of-each-vm', tasks.length === 0 ? 'no' : 'yes', tasks.length);
  }),
  defineProbe('task.exit-description', 'lifecycle', mixedHost, async (t, { host, vms, fixed }) => {
    await enterHost(t, host, vms);
    const back = await endOf(t, await requestExit(t, host, { poweron_vms: [fixed.local_id] }));
    await enterHost(t, host, vms);
    const plain = await endOf(t, await requestExit(t, host));
    t.observe('task.exit-description', back?.description === plain?.description ? 'plain' : 'by-lists');
  }),
  defineProbe('audit.action', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    await enterHost(t, host, vms);
    const logs = ok(await t.api.POST('/get-user-audit-logs', { body: { where: { resource_id: host.id } } }));
    const actions = logs.map(({ action }) => action);
    const choice = actions.includes('ENTER_MAINTENANCE_MODE')
      ? 'maintenance'
      : actions.includes('ENTER_MAINTAINANCE')
        ? 'maintainance'
        : undefined;
    t.observe('audit.action', choice, actions);
  }),
];

/**
 * What the documents leave open about requests and their answers.
 * @module
 */
import { type Case, defineProbe } from '../../kit/case/case.ts';
import type { Need } from '../../kit/case/need.ts';
import { Skip } from '../../kit/case/verdict.ts';
import { enterRequest, exitRequest, precheckRequest } from '../../kit/session/maintenance.ts';
import type { Host, Vm } from '../../kit/session/wire.ts';
import {
  anInventory,
  anyHost,
  byName,
  hostWithRunningVm,
  mixedHost,
  neighbours,
  requireDisposable,
} from '../needs.ts';
import { readVm } from '../reads.ts';
import { threeHosts, worldOf } from '../world.ts';
import { at, enterOrSkip, precheckOrSkip, reactionTo, settleTaskOf, tiedUuids } from './unchecked.ts';

/** A guest that does not receive a request to shut down. */
const deafVm: Need<{ readonly vm: Vm }> = {
  name: 'a world of its own with a running VM whose VM tools do not run',
  seed: threeHosts([{ name: 'deaf-01', fields: { vm_tools_status: 'NOT_INSTALLED' } }]),
  find: async (inventory) => {
    requireDisposable(inventory);
    return { vm: byName(await inventory.vms(), 'deaf-01') };
  },
};

/** A running VM with HA, which every other host can take. */
const haVm: Need<{ readonly host: Host; readonly vm: Vm }> = {
  name: 'a world of its own with a running VM with HA',
  seed: threeHosts([{ name: 'protected-01', ha: true }]),
  find: async (inventory) => {
    requireDisposable(inventory);
    const vm = byName(await inventory.vms(), 'protected-01');
    const host = (await inventory.hosts()).find(({ id }) => id === vm.host?.id);
    if (host === undefined) throw new Skip('The VM is on no host.');
    return { host, vm };
  },
};

/** A VM that is too big for every other host. */
const stuckVm: Need<{ readonly vm: Vm }> = {
  name: 'a world of its own with a VM that is too big for every other host',
  seed: worldOf([
    { name: 'case-01', memory: '256GiB', vms: [{ name: 'stuck-01', memory: '128GiB' }] },
    { name: 'case-02', memory: '64GiB' },
  ]),
  find: async (inventory) => {
    requireDisposable(inventory);
    return { vm: byName(await inventory.vms(), 'stuck-01') };
  },
};

export const requestProbes: readonly Case[] = [
  defineProbe({
    row: 'not-simulated.status',
    tier: 'read',
    needs: anInventory,
    async run(t) {
      const { status } = await t.send('/get-vms', {
        body: { where: { isolation_policy: { id: 'nobody' } } },
      });
      if (status === 200) throw new Skip('The target answers a filter by IsolationPolicy.');
      return { choice: String(status) };
    },
  }),
  defineProbe({
    row: 'selector.id',
    tier: 'precheck',
    needs: anyHost,
    async run(t, { host }) {
      const { task } = await precheckOrSkip(t, host);
      const { status } = await t.send('/enter-maintance-mode-precheck-result', {
        body: { where: { id: task.id } },
      });
      return { choice: status === 200 ? 'accepted' : 'refused', seen: status };
    },
  }),
  defineProbe({
    row: 'body.invalid',
    tier: 'precheck',
    needs: anyHost,
    async run(t) {
      return { choice: String((await t.send('/enter-maintenance-mode-precheck', { body: {} })).status) };
    },
  }),
  defineProbe({
    row: 'body.unknown-member',
    tier: 'precheck',
    needs: anyHost,
    async run(t, { host }) {
      const answer = await t.send('/enter-maintenance-mode-precheck', {
        body: { where: { id: host.id }, force: true },
      });
      await settleTaskOf(t, answer);
      return { choice: answer.status === 200 ? 'ignored' : 'refused', seen: answer.status };
    },
  }),
  defineProbe({
    row: 'host-filter.none',
    tier: 'precheck',
    needs: anyHost,
    async run(t) {
      return { choice: String((await t.send(...precheckRequest({ id: 'nobody' }))).status) };
    },
  }),
  defineProbe({
    row: 'host-filter.several',
    tier: 'precheck',
    needs: neighbours,
    async run(t, { host }) {
      const answer = await t.send(...precheckRequest({ cluster: { id: host.cluster.id } }));
      await settleTaskOf(t, answer);
      return { choice: answer.status === 200 ? 'first' : String(answer.status), seen: answer.status };
    },
  }),
  defineProbe({
    row: 'error.code',
    tier: 'precheck',
    needs: anyHost,
    async run(t) {
      const code = at((await t.send(...precheckRequest({ id: 'nobody' }))).body, 'code');
      return { choice: code === undefined ? 'resource-locked' : 'every', seen: code };
    },
  }),
  defineProbe({
    row: 'vm-lists.id-kind',
    tier: 'precheck',
    needs: mixedHost,
    async run(t, { host, fixed }) {
      const { text } = (await precheckOrSkip(t, host)).result;
      const choice = text.includes(fixed.local_id)
        ? 'local-id'
        : text.includes(fixed.id)
          ? 'cuid'
          : undefined;
      return { choice, seen: text };
    },
  }),
  defineProbe({
    row: 'vm-lists.cuid',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms, fixed }) {
      const { text } = (await precheckOrSkip(t, host)).result;
      if (text.includes(fixed.id)) throw new Skip('The lists answer cuids themselves.');
      await enterOrSkip(t, host, vms);
      const answer = await t.send(...exitRequest(host, { poweron_vms: [fixed.id] }));
      await settleTaskOf(t, answer);
      const isOn = (await readVm(t, fixed)).status === 'RUNNING';
      return {
        choice: answer.status >= 400 ? 'refused' : isOn ? 'accepted' : 'ignored',
        seen: answer.status,
      };
    },
  }),
  defineProbe({
    row: 'mutation.data',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      const answer = await t.send(...enterRequest(host, { shutdown_vms: tiedUuids(vms) }));
      await settleTaskOf(t, answer);
      return { choice: at(answer.body, 'data', 'host_state') === undefined ? 'required-fields' : 'whole' };
    },
  }),
  defineProbe({
    row: 'operation.empty-where',
    tier: 'lifecycle',
    needs: neighbours,
    async run(t) {
      const { status } = await t.send('/update-host', { body: { where: {}, data: {} } });
      return { choice: status === 200 ? 'everything' : 'refused', seen: status };
    },
  }),
  defineProbe({
    row: 'operation.unmatched-where',
    tier: 'lifecycle',
    needs: anyHost,
    async run(t) {
      const { status } = await t.send('/start-vm', { body: { where: { id: 'nobody' } } });
      return { choice: status === 200 ? 'empty' : status === 404 ? 'not-found' : undefined, seen: status };
    },
  }),
  defineProbe({
    row: 'vm-power.wrong-state',
    tier: 'lifecycle',
    needs: hostWithRunningVm,
    async run(t, { vm }) {
      const reaction = await reactionTo(t, ['/start-vm', { body: { where: { id: vm.id } } }]);
      return { choice: reaction, seen: reaction };
    },
  }),
  defineProbe({
    row: 'vm.no-host',
    tier: 'lifecycle',
    needs: stuckVm,
    async run(t, { vm }) {
      const reaction = await reactionTo(t, ['/migrate-vm', { body: { where: { id: vm.id } } }]);
      return { choice: reaction, seen: reaction };
    },
  }),
  defineProbe({
    row: 'shut-down.without-tools',
    tier: 'lifecycle',
    needs: deafVm,
    async run(t, { vm }) {
      const task = await settleTaskOf(t, await t.send('/shutdown-vm', { body: { where: { id: vm.id } } }));
      return { choice: task?.status === 'FAILED' ? 'times-out' : 'shuts-down', seen: task?.error_code };
    },
  }),
  defineProbe({
    row: 'host-down.ha-vms',
    tier: 'lifecycle',
    needs: haVm,
    async run(t, { host, vm }) {
      const body = { where: { host_id: host.id }, data: { action: 'reboot', force: true } };
      const task = await settleTaskOf(t, await t.send('/operate-host-power', { body }));
      if (task?.status !== 'SUCCESSED') throw new Skip('The host is not rebooted by force.');
      const { status, host: now } = await readVm(t, vm);
      const choice = now?.id === host.id ? 'stays' : 'restarted';
      return { choice, seen: { status, host: now?.name } };
    },
  }),
  defineProbe({
    row: 'host-power.array-body',
    tier: 'lifecycle',
    needs: neighbours,
    async run(t, { host }) {
      const body = [{ where: { host_id: host.id }, data: { action: 'poweroff', force: true } }];
      const { status } = await t.send('/operate-host-power', { body });
      return { choice: status === 200 ? 'accepted' : 'refused', seen: status };
    },
  }),
];

/**
 * What the documents leave open about the exit check and exit.
 * @module
 */
import { type Case, defineProbe } from '../../kit/case/case.ts';
import type { Tools } from '../../kit/case/tools.ts';
import { Skip } from '../../kit/case/verdict.ts';
import { exitCheckRequest, exitRequest } from '../../kit/session/maintenance.ts';
import { isTied } from '../../kit/session/traits.ts';
import type { Host, Task, Vm } from '../../kit/session/wire.ts';
import { mixedHost, type Neighbours, neighbours } from '../needs.ts';
import { readVm } from '../reads.ts';
import { at, enterOrSkip, exitItem, reactionTo, settleTaskOf } from './unchecked.ts';

export const exitProbes: readonly Case[] = [
  defineProbe({
    row: 'exit-check.not-in-maintenance',
    tier: 'read',
    needs: mixedHost,
    async run(t, { host }) {
      const { status } = await t.send(...exitCheckRequest({ id: host.id }));
      return { choice: status === 200 ? 'empty' : 'refused', seen: status };
    },
  }),
  defineProbe({
    row: 'exit-check.unfit-host',
    tier: 'lifecycle',
    needs: neighbours,
    async run(t, { host, vms }) {
      await enterAndPowerOff(t, host, vms);
      const { status } = await t.send(...exitCheckRequest({ id: host.id }));
      return { choice: status === 200 ? 'listed' : 'refused', seen: status };
    },
  }),
  defineProbe({
    row: 'exit-check.task-id',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      const { id } = await enterOrSkip(t, host, vms);
      const { status } = await t.send(...exitCheckRequest({ id }));
      return { choice: status === 200 ? 'accepted' : 'no-match', seen: status };
    },
  }),
  defineProbe({
    row: 'exit-check.shut-down-vms',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms, fixed }) {
      await enterOrSkip(t, host, vms);
      const { body } = await t.send(...exitCheckRequest({ id: host.id }));
      const text = JSON.stringify(at(body, 'shutDownVms')) ?? '';
      return { choice: text.includes(`"${fixed.name}"`) ? 'were-shut-down' : 'must-be-shut-down' };
    },
  }),
  defineProbe({
    row: 'exit-check.shut-down.target-host-name',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms, fixed }) {
      await enterOrSkip(t, host, vms);
      const name = at(await exitItem(t, host, fixed), 'target_host_name');
      return { choice: name === '' ? 'empty' : name === null ? 'null' : undefined, seen: name };
    },
  }),
  defineProbe({
    row: 'exit-check.vm-state',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms, movable }) {
      await enterOrSkip(t, host, vms);
      const state = at(await exitItem(t, host, movable), 'vm_state');
      return { choice: state === 'running' ? 'elf' : state === 'RUNNING' ? 'tower' : undefined, seen: state };
    },
  }),
  defineProbe({
    row: 'exit-check.vm-state-when',
    tier: 'lifecycle',
    needs: neighbours,
    async run(t, needed) {
      const state = String(at(await changedMeanwhile(t, needed), 'vm_state')).toLowerCase();
      return {
        choice: state === 'running' ? 'as-left' : state === 'stopped' ? 'now' : undefined,
        seen: state,
      };
    },
  }),
  defineProbe({
    row: 'exit-check.reason',
    tier: 'lifecycle',
    needs: neighbours,
    async run(t, needed) {
      const reason = String(at(await changedMeanwhile(t, needed), 'verify', 'reason'));
      const isKey = /^[a-z_]+$/.test(reason);
      return { choice: isKey ? 'keys' : /^[A-Z_]+$/.test(reason) ? 'upper-case' : 'sentence', seen: reason };
    },
  }),
  defineProbe({
    row: 'exit.not-in-maintenance',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host }) {
      const reaction = await reactionTo(t, exitRequest(host));
      return { choice: reaction, seen: reaction };
    },
  }),
  defineProbe({
    row: 'exit.unfit-host',
    tier: 'lifecycle',
    needs: neighbours,
    async run(t, { host, vms }) {
      await enterAndPowerOff(t, host, vms);
      const reaction = await reactionTo(t, exitRequest(host));
      return { choice: reaction, seen: reaction };
    },
  }),
  defineProbe({
    row: 'exit.other-vm',
    tier: 'lifecycle',
    needs: neighbours,
    async run(t, { host, vms, movable, secondVm }) {
      await enterOrSkip(t, host, vms);
      const data = { live_migrate_back_vms: [secondVm.local_id, movable.local_id] };
      const reaction = await reactionTo(t, exitRequest(host, data));
      return { choice: reaction === 'succeeds' ? 'ignored' : reaction, seen: reaction };
    },
  }),
  defineProbe({
    row: 'exit.changed-vm',
    tier: 'lifecycle',
    needs: neighbours,
    async run(t, needed) {
      const { reaction } = await exitWithChanged(t, needed);
      const choice = reaction === 'task-fails' ? 'tried' : reaction === 'succeeds' ? 'skipped' : reaction;
      return { choice, seen: reaction };
    },
  }),
  defineProbe({
    row: 'exit.vm-fails',
    tier: 'lifecycle',
    needs: neighbours,
    async run(t, needed) {
      const { reaction, other } = await exitWithChanged(t, needed);
      if (reaction !== 'task-fails') throw new Skip('An exit with a VM that has changed does not fail.');
      const isBack = (await readVm(t, other)).host?.id === needed.host.id;
      return { choice: isBack ? 'goes-on' : 'stops' };
    },
  }),
];

/** Enters, then powers the host off. Throws Skip unless it succeeds. */
async function enterAndPowerOff(t: Tools, host: Host, vms: readonly Vm[]): Promise<void> {
  await enterOrSkip(t, host, vms);
  const body = { where: { host_id: host.id }, data: { action: 'poweroff', force: false } };
  const task = await settleTaskOf(t, await t.send('/operate-host-power', { body }));
  if (task?.status !== 'SUCCESSED') throw new Skip('The host is not powered off.');
}

/** Returns the item of the exit check for a VM that was moved and is powered off meanwhile. */
async function changedMeanwhile(t: Tools, { host, vms, movable }: Neighbours): Promise<unknown> {
  await enterOrSkip(t, host, vms);
  await powerOff(t, movable);
  return exitItem(t, host, movable);
}

async function powerOff(t: Tools, { id }: Vm): Promise<Task | undefined> {
  return settleTaskOf(t, await t.send('/poweroff-vm', { body: { where: { id } } }));
}

/** Exits with both VMs that were moved, after the first was powered off. */
async function exitWithChanged(t: Tools, { host, vms, movable }: Neighbours) {
  const other = vms.find((vm) => vm.id !== movable.id && vm.status === 'RUNNING' && !isTied(vm));
  if (other === undefined) throw new Skip('There is no second running VM that can be moved.');
  await enterOrSkip(t, host, vms);
  await powerOff(t, movable);
  const data = { live_migrate_back_vms: [movable.local_id, other.local_id] };
  return { reaction: await reactionTo(t, exitRequest(host, data)), other };
}

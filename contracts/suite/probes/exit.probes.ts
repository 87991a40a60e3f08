/**
 * What the exit check and leaving do that nobody wrote down.
 * @module
 */
import { type Case, defineProbe } from '../../kit/case/case.ts';
import type { Tools } from '../../kit/case/tools.ts';
import { Skip } from '../../kit/case/verdict.ts';
import { isTied } from '../../kit/session/facts.ts';
import type { Task, Vm } from '../../kit/session/wire.ts';
import { mixedHost, type Neighbours, neighbours } from '../needs.ts';
import { readVm } from '../reads.ts';
import { at, endOf, enterHost, exitCheckOf, exitItem, howTaken, post, requestExit } from './ask.ts';

export const exitProbes: readonly Case[] = [
  defineProbe('exit-check.not-in-maintenance', 'read', mixedHost, async (t, { host }) => {
    const { status } = await exitCheckOf(t, host);
    t.observe('exit-check.not-in-maintenance', status === 200 ? 'empty' : 'refused', status);
  }),
  defineProbe('exit-check.task-id', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    const { status } = await exitCheckOf(t, await enterHost(t, host, vms));
    t.observe('exit-check.task-id', status === 200 ? 'accepted' : 'no-match', status);
  }),
  defineProbe('exit-check.shut-down-vms', 'lifecycle', mixedHost, async (t, { host, vms, fixed }) => {
    await enterHost(t, host, vms);
    const { body } = await exitCheckOf(t, host);
    const text = JSON.stringify(at(body, 'shutDownVms')) ?? '';
    t.observe(
      'exit-check.shut-down-vms',
      text.includes(`"${fixed.name}"`) ? 'were-shut-down' : 'must-be-shut-down',
    );
  }),
  defineProbe(
    'exit-check.shut-down.target-host-name',
    'lifecycle',
    mixedHost,
    async (t, { host, vms, fixed }) => {
      await enterHost(t, host, vms);
      const name = at(await exitItem(t, host, fixed), 'target_host_name');
      t.observe(
        'exit-check.shut-down.target-host-name',
        name === '' ? 'empty' : name === null ? 'null' : undefined,
        name,
      );
    },
  ),
  defineProbe('exit-check.vm-state', 'lifecycle', mixedHost, async (t, { host, vms, movable }) => {
    await enterHost(t, host, vms);
    const state = at(await exitItem(t, host, movable), 'vm_state');
    t.observe(
      'exit-check.vm-state',
      state === 'running' ? 'elf' : state === 'RUNNING' ? 'tower' : undefined,
      state,
    );
  }),
  defineProbe('exit-check.vm-state-when', 'lifecycle', neighbours, async (t, needed) => {
    const state = String(at(await changedMeanwhile(t, needed), 'vm_state')).toLowerCase();
    t.observe(
      'exit-check.vm-state-when',
      state === 'running' ? 'as-left' : state === 'stopped' ? 'now' : undefined,
      state,
    );
  }),
  defineProbe('exit-check.reason', 'lifecycle', neighbours, async (t, needed) => {
    const reason = String(at(await changedMeanwhile(t, needed), 'verify', 'reason'));
    const isKey = /^[a-z_]+$/.test(reason);
    t.observe(
      'exit-check.reason',
      isKey ? 'keys' : /^[A-Z_]+$/.test(reason) ? 'upper-case' : 'sentence',
      reason,
    );
  }),
  defineProbe('exit.not-in-maintenance', 'lifecycle', mixedHost, async (t, { host }) => {
    const taken = await howTaken(t, await requestExit(t, host));
    t.observe('exit.not-in-maintenance', taken, taken);
  }),
  defineProbe('exit.other-vm', 'lifecycle', neighbours, async (t, { host, vms, movable, secondVm }) => {
    await enterHost(t, host, vms);
    const data = { live_migrate_back_vms: [secondVm.local_id, movable.local_id] };
    const taken = await howTaken(t, await requestExit(t, host, data));
    t.observe('exit.other-vm', taken === 'succeeds' ? 'ignored' : taken, taken);
  }),
  defineProbe('exit.changed-vm', 'lifecycle', neighbours, async (t, needed) => {
    const { taken } = await exitWithChanged(t, needed);
    const choice = taken === 'task-fails' ? 'tried' : taken === 'succeeds' ? 'skipped' : taken;
    t.observe('exit.changed-vm', choice, taken);
  }),
  defineProbe('exit.vm-fails', 'lifecycle', neighbours, async (t, needed) => {
    const { taken, other } = await exitWithChanged(t, needed);
    if (taken !== 'task-fails') throw new Skip('An exit with a VM that has changed does not fail.');
    const isBack = (await readVm(t, other)).host?.id === needed.host.id;
    t.observe('exit.vm-fails', isBack ? 'goes-on' : 'stops');
  }),
];

/** What the exit check says of a VM that was moved, and is powered off meanwhile. */
async function changedMeanwhile(t: Tools, { host, vms, movable }: Neighbours): Promise<unknown> {
  await enterHost(t, host, vms);
  await powerOff(t, movable);
  return exitItem(t, host, movable);
}

async function powerOff(t: Tools, { id }: Vm): Promise<Task | undefined> {
  return endOf(t, await post(t, '/poweroff-vm', { where: { id } }));
}

/** Leaves with both VMs that were moved, the first of which is powered off meanwhile. */
async function exitWithChanged(t: Tools, { host, vms, movable }: Neighbours) {
  const other = vms.find((vm) => vm.id !== movable.id && vm.status === 'RUNNING' && !isTied(vm));
  if (other === undefined) throw new Skip('There is no second running VM that can be moved.');
  await enterHost(t, host, vms);
  await powerOff(t, movable);
  const data = { live_migrate_back_vms: [movable.local_id, other.local_id] };
  return { taken: await howTaken(t, await requestExit(t, host, data)), other };
}

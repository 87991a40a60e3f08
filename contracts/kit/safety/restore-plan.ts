/**
 * What brings a host's VMs back to how they were. Pure: it answers, and asks nothing.
 * @module
 */
import { maintenanceOf } from '../session/facts.ts';
import type { Host, Vm, Wire } from '../session/wire.ts';
import type { Baseline, VmBefore } from './scope.ts';

/** The host as it is now, and what has become of its VMs, wherever they are. */
export interface Now {
  readonly host: Host;
  readonly vms: readonly Vm[];
}

export type Move = '/resume-vm' | '/shutdown-vm' | '/migrate-vm' | '/start-vm';

/** The next thing to do for a VM. Others may follow it. */
export interface Step {
  readonly path: Move;
  readonly vm: VmBefore;
}

/** The next step for each VM that is not as it was; none for what no request can mend. */
export function stepsBack(before: Baseline, now: Now): Step[] {
  return before.vms.flatMap((vm) => {
    const path = stepOf(vm, find(now, vm), before);
    return path === undefined ? [] : [{ path, vm }];
  });
}

function stepOf(was: VmBefore, is: Vm | undefined, { host }: Baseline): Move | undefined {
  if (is === undefined) return undefined;
  if (is.status === 'SUSPENDED' && was.status !== 'SUSPENDED') return '/resume-vm';
  if (is.status === 'RUNNING' && was.status === 'STOPPED') return '/shutdown-vm';
  if (is.host?.id !== host.id) return '/migrate-vm';
  return is.status === 'STOPPED' && was.status === 'RUNNING' ? '/start-vm' : undefined;
}

/** What is not as it was, in words; empty if all is. */
export function differences(before: Baseline, now: Now): string[] {
  const state = maintenanceOf(now.host);
  const ofHost = state === 'IN_USE' ? [] : [`Host ${before.host.name} is ${state}.`];
  return [...ofHost, ...before.vms.flatMap((vm) => differenceOf(vm, find(now, vm), before))];
}

function differenceOf(was: VmBefore, is: Vm | undefined, { host }: Baseline): string[] {
  if (is === undefined) return [`VM ${was.name} is gone.`];
  if (is.status === was.status && is.host?.id === host.id) return [];
  return [
    `VM ${was.name} is ${is.status} on ${is.host?.name ?? 'no host'}; it was ${was.status} on ${host.name}.`,
  ];
}

/** What an exit is to bring back: all that the entry did, but for VMs that were off before and those that changed since. */
export function exitLists(
  before: Baseline,
  check: Wire['ExitMaintenanceModeResult'],
): Required<Wire['ExitMaintenanceModeInput']> {
  const wasOff = new Set(before.vms.filter(({ status }) => status === 'STOPPED').map((vm) => vm.local_id));
  return {
    poweron_vms: uuidsOf(check.shutDownVms).filter((uuid) => !wasOff.has(uuid)),
    live_migrate_back_vms: uuidsOf(check.liveMigrateVms),
    offline_migrate_back_vms: uuidsOf(check.offlineMigrateVms),
  };
}

function uuidsOf(vms: Wire['ExitMaintenanceModeResult']['shutDownVms']): string[] {
  return vms.flatMap(({ vm_uuid, verify }) => (verify?.changed === true ? [] : (vm_uuid ?? [])));
}

function find({ vms }: Now, { id }: VmBefore): Vm | undefined {
  return vms.find((vm) => vm.id === id);
}

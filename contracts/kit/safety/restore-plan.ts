/**
 * What brings a host's VMs back to the baseline. Pure functions: they send nothing.
 * @module
 */
import { type ExitCheck, exitLists } from '../session/maintenance.ts';
import { maintenanceOf } from '../session/traits.ts';
import type { Vm, Wire } from '../session/wire.ts';
import type { Baseline, BaselineVm, Now } from './baseline.ts';

export type VmOperation = '/resume-vm' | '/shutdown-vm' | '/migrate-vm' | '/start-vm';

/** The next operation for a VM. Others may follow it. */
export interface RestoreStep {
  readonly path: VmOperation;
  readonly vm: BaselineVm;
}

/** Returns the next step for each VM that differs from the baseline; none where no request can help. */
export function restorePlan(baseline: Baseline, now: Now): RestoreStep[] {
  return baseline.vms.flatMap((vm) => {
    const path = nextOperation(vm, find(now, vm), baseline);
    return path === undefined ? [] : [{ path, vm }];
  });
}

function nextOperation(before: BaselineVm, now: Vm | undefined, { host }: Baseline): VmOperation | undefined {
  if (now === undefined) return undefined;
  if (now.status === 'SUSPENDED' && before.status !== 'SUSPENDED') return '/resume-vm';
  if (now.status === 'RUNNING' && before.status === 'STOPPED') return '/shutdown-vm';
  if (now.host?.id !== host.id) return '/migrate-vm';
  return now.status === 'STOPPED' && before.status === 'RUNNING' ? '/start-vm' : undefined;
}

/** Describes what differs from the baseline; empty if nothing does. */
export function differences(baseline: Baseline, now: Now): string[] {
  const state = maintenanceOf(now.host);
  const ofHost = state === 'IN_USE' ? [] : [`Host ${baseline.host.name} is ${state}.`];
  return [...ofHost, ...baseline.vms.flatMap((vm) => differenceOf(vm, find(now, vm), baseline))];
}

function differenceOf(before: BaselineVm, now: Vm | undefined, { host }: Baseline): string[] {
  if (now === undefined) return [`VM ${before.name} is gone.`];
  if (now.status === before.status && now.host?.id === host.id) return [];
  return [
    `VM ${before.name} is ${now.status} on ${now.host?.name ?? 'no host'}; it was ${before.status} on ${host.name}.`,
  ];
}

/**
 * Returns the lists of an exit that undoes what entering did. VMs that were off in the baseline stay off, and VMs
 * that have changed since are left alone.
 */
export function restoringLists(
  baseline: Baseline,
  { shutDownVms, liveMigrateVms, offlineMigrateVms }: ExitCheck,
): Required<Wire['ExitMaintenanceModeInput']> {
  const wasOff = new Set(baseline.vms.filter(({ status }) => status === 'STOPPED').map((vm) => vm.local_id));
  const lists = exitLists({
    shutDownVms: shutDownVms.filter(isUnchanged),
    liveMigrateVms: liveMigrateVms.filter(isUnchanged),
    offlineMigrateVms: offlineMigrateVms.filter(isUnchanged),
  });
  return { ...lists, poweron_vms: lists.poweron_vms.filter((uuid) => !wasOff.has(uuid)) };
}

function isUnchanged({ verify }: Wire['MaintenanceModeVmInfo']): boolean {
  return verify?.changed !== true;
}

function find({ vms }: Now, { id }: BaselineVm): Vm | undefined {
  return vms.find((vm) => vm.id === id);
}

/**
 * The exit check as the wire shows it.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { exitCheck } from '../../engine/maintenance/exit.ts';
import { verifyVm } from '../../engine/maintenance/exit-lists.ts';
import { findTie } from '../../engine/placement/placement.ts';
import { isRunning } from '../../engine/world/derived.ts';
import type { EvacuatedVm, HostRecord, VmRecord } from '../../engine/world/records.ts';
import type { Wire } from '../../engine/world/wire.ts';
import type { World } from '../../engine/world/world.ts';
import { type Call, json } from '../call.ts';

/** The JSON of the exit check of a host. */
export function shownExitCheck(call: Call, host: HostRecord): string {
  const { world } = call;
  const { vms } = exitCheck(world, host);
  const show = (shown: readonly EvacuatedVm[]) => shown.map((vm) => vmInfo(call, vm));
  const treated = (action: EvacuatedVm['action']) => vms.filter((vm) => vm.action === action);
  const isUndone = isChosen(world.behaviours, 'exit-check.shut-down-vms', 'were-shut-down');
  return json<'ExitMaintenanceModePrecheckResult'>({
    shutDownVms: show(isUndone ? treated('shut-down') : vms.filter((vm) => isStuck(world, vm))),
    liveMigrateVms: show(treated('live-migrate')),
    offlineMigrateVms: show(treated('offline-migrate')),
  });
}

/** The id by which the lists of the maintenance operations name a VM. */
export function uuidOf({ behaviours }: World, { vm, uuid }: Pick<EvacuatedVm, 'vm' | 'uuid'>): string {
  return isChosen(behaviours, 'vm-lists.id-kind', 'local-id') ? uuid : vm;
}

/** A VM that runs, and can be moved back only when it does not. */
function isStuck(world: World, { vm: id, action }: EvacuatedVm): boolean {
  const vm = world.get('Vm', id);
  if (action !== 'live-migrate' || vm === undefined || !isRunning(vm)) return false;
  return findTie(world, vm, 'live') !== undefined;
}

/** `state` is always "done", as published: there is no exit check before every step of entering was. */
function vmInfo({ world, caller }: Call, vm: EvacuatedVm): Wire['MaintenanceModeVmInfo'] {
  return {
    state: 'done',
    target_host_name: targetHostName(world, vm),
    verify: verifyVm(world, vm, caller.language),
    vm_ha: vm.ha,
    vm_name: vm.name,
    vm_state: powerState(world, vm),
    vm_uuid: uuidOf(world, vm),
  };
}

function powerState(world: World, { vm, action }: EvacuatedVm): string {
  const left: VmRecord['status'] = action === 'live-migrate' ? 'RUNNING' : 'STOPPED';
  const isNow = isChosen(world.behaviours, 'exit-check.vm-state-when', 'now');
  const state = isNow ? (world.get('Vm', vm)?.status ?? '') : left;
  return isChosen(world.behaviours, 'exit-check.vm-state', 'elf') ? state.toLowerCase() : state;
}

function targetHostName(world: World, { action, host }: EvacuatedVm): string | null {
  if (action !== 'shut-down') return world.must('Host', host).name;
  return isChosen(world.behaviours, 'exit-check.shut-down.target-host-name', 'empty') ? '' : null;
}

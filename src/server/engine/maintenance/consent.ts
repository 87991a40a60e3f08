/**
 * `shutdown_vms`: which VMs a request to enter consents to shut down.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours.ts';
import { isRunning } from '../world/derived.ts';
import { findListedVm } from '../world/find.ts';
import type { HostRecord, Id, VmRecord } from '../world/records.ts';
import { Refusal } from '../world/refusal.ts';
import type { World } from '../world/world.ts';
import { canBeMoved, mustBeNamed, notOnHost, notRunning } from './messages.ts';
import { planEvacuation } from './plan.ts';
import { ENTER_FAILED, refuse } from './task.ts';

/** The VMs that the list names, each once. Refuses those that are unknown, and by behaviour those that are elsewhere or do not run. */
export function consentOf(world: World, host: HostRecord, list: readonly string[]): Id[] {
  const vms = list.map((id, index) => consented(world, host, id, `data.shutdown_vms[${index}]`));
  return [...new Set(vms.filter((vm) => vm !== undefined).map((vm) => vm.id))];
}

/** Refuses by behaviour a list that leaves out a VM that must be shut down, or that names one that can be moved. */
export function refuseUnlessConsented(world: World, host: HostRecord, list: readonly Id[]): void {
  const { behaviours } = world;
  const refusesMissing = isChosen(behaviours, 'enter.missing-vm', 'refused');
  const refusesMovable = isChosen(behaviours, 'enter.listed-movable-vm', 'refused');
  if (!refusesMissing && !refusesMovable) return;
  for (const planned of planEvacuation(world, host)) {
    const { action, vm, reason } = planned;
    if (refusesMissing && action === 'shut-down' && !list.includes(vm))
      refuse({ code: ENTER_FAILED, message: mustBeNamed(planned, reason) });
    if (refusesMovable && action === 'live-migrate' && list.includes(vm))
      refuse({ code: ENTER_FAILED, message: canBeMoved(planned, reason) });
  }
}

function consented(world: World, host: HostRecord, id: string, place: string): VmRecord | undefined {
  const vm = findListedVm(world, id, place);
  if (vm === undefined) return undefined;
  if (vm.host !== host.id) {
    if (isChosen(world.behaviours, 'enter.listed-other-vm', 'ignored')) return undefined;
    throw new Refusal({ kind: 'state', message: notOnHost(place, vm, host) });
  }
  if (!isRunning(vm) && isChosen(world.behaviours, 'enter.listed-off-vm', 'refused'))
    throw new Refusal({ kind: 'state', message: notRunning(place, vm) });
  return vm;
}

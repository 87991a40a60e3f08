/**
 * The steps of operations on hosts.
 * @module
 */

import { Load } from '../placement/load.ts';
import { placeVm } from '../placement/placement.ts';
import { DONE, failed, hostOf, type Outcome } from '../task/job.ts';
import { poweredOff } from '../vm/power.ts';
import { hostsOf, isRunning, vmsOf } from '../world/derived.ts';
import type { Job, Step } from '../world/job.ts';
import type { VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { nameIsTaken } from './messages.ts';

/** The host has its new names, if no other has taken them meanwhile. */
export function finishRename(
  world: World,
  job: Job,
  { name, scvm_name }: Extract<Step, { kind: 'rename-host' }>,
): Outcome {
  const host = hostOf(world, job);
  const taken = hostsOf(world, { id: host.cluster }).some(
    (other) => other.id !== host.id && other.name === name,
  );
  if (taken && name !== undefined) return failed('EC_CHANGE_HOSTNAME_DUPLICATE', nameIsTaken(name));
  world.update('Host', host.id, { ...(name && { name }), ...(scvm_name && { scvm_name }) });
  return DONE;
}

/**
 * The host is gone from the network; VMs that ran on it are cut off, and those with HA run elsewhere if
 * another host can take them. Documented: product manual; the status is assumed.
 */
export function finishPowerOff(world: World, job: Job): Outcome {
  const host = hostOf(world, job);
  world.update('Host', host.id, { status: 'SESSION_EXPIRED' });
  for (const vm of vmsOf(world, host)) cutOff(world, vm);
  return DONE;
}

/** The host is back. */
export function finishPowerOn(world: World, job: Job): Outcome {
  world.update('Host', hostOf(world, job).id, { status: 'CONNECTED_HEALTHY' });
  return DONE;
}

function cutOff(world: World, vm: VmRecord): void {
  if (!isRunning(vm) && vm.status !== 'SUSPENDED') return;
  const placement = vm.ha && isRunning(vm) ? placeVm(world, vm, 'live', new Load(world), 'cold') : undefined;
  if (placement !== undefined && 'target' in placement)
    world.update('Vm', vm.id, { host: placement.target.id });
  else world.update('Vm', vm.id, poweredOff(world, vm));
}

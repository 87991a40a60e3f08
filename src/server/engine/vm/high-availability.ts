/**
 * High availability (HA): VMs whose host loses power or its connection restart on another host. Documented: product
 * manual, for a host that is powered off by force. That a lost host counts the same is assumed.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { Load } from '../placement/load.ts';
import { placeVm } from '../placement/placement.ts';
import { isRunning, vmsOf } from '../world/derived.ts';
import type { HostRecord, Id } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { powerOnFields } from './power.ts';

/** How long HA waits before it restarts VMs elsewhere, in ms of virtual time. Assumed. */
const HA_DELAY_MS = 30_000;

/** How long HA waits for a VM that a task is busy with, in ms of virtual time. */
const RETRY_MS = 5_000;

/** Schedules the restart of the VMs with HA that run on a host, unless the behaviour leaves them there. */
export function scheduleRestarts(world: World, host: HostRecord): void {
  if (isChosen(world.behaviours, 'host-down.ha-vms', 'stays')) return;
  for (const vm of vmsOf(world, host))
    if (vm.ha && isRunning(vm)) schedule(world, vm.id, host.id, HA_DELAY_MS);
}

/** Drops the restarts of VMs whose host is back. */
export function cancelRestarts(world: World, host: Id): void {
  world.agenda.drop((what) => 'kind' in what && what.kind === 'restart-vm' && what.host === host);
}

/**
 * Restarts a VM on another host that can take it. If none can, the VM stays as it is. Does nothing if the VM has left
 * its host meanwhile.
 */
export function restartElsewhere(world: World, id: Id, host: Id): void {
  const vm = world.get('Vm', id);
  if (vm === undefined || vm.host !== host || vm.in_recycle_bin) return;
  if (vm.entityAsyncStatus !== null) return schedule(world, id, host, RETRY_MS);
  const placement = placeVm(world, vm, 'live', new Load(world), 'cold');
  if ('target' in placement) world.update('Vm', id, { ...powerOnFields(vm), host: placement.target.id });
}

function schedule(world: World, vm: Id, host: Id, ms: number): void {
  world.agenda.schedule(world.now + ms, { kind: 'restart-vm', vm, host });
}

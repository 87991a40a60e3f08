/**
 * The power of a host. CloudTower can only take it away; somebody who presses the button gives it back.
 * @module
 */
import type { Instant } from '../time/iso.ts';
import { cancelRestarts, scheduleRestarts } from '../vm/high-availability.ts';
import { powerOffFields } from '../vm/power.ts';
import { isRunning, vmsOf } from '../world/derived.ts';
import type { HostRecord, Id } from '../world/records.ts';
import type { World } from '../world/world.ts';

/** How long a host takes to start, in ms of virtual time. Assumed. */
export const START_MS = 60_000;

/**
 * Takes the power from a host and its VMs. HA restarts the VMs that it protects. Documented: product manual; the status
 * is assumed.
 */
export function cutPower(world: World, host: HostRecord): void {
  scheduleRestarts(world, host);
  world.update('Host', host.id, { status: 'SESSION_EXPIRED' });
  for (const vm of vmsOf(world, host))
    if (isRunning(vm) || vm.status === 'SUSPENDED') world.update('Vm', vm.id, powerOffFields(world, vm));
}

/** Starts a host that is off. It is connected once it has started. */
export function startHost(world: World, host: Id): void {
  world.agenda.schedule(world.now + START_MS, { kind: 'start-host', host });
}

/** Returns when a host that is starting will have started; undefined if it is not starting. */
export function startsAt(world: World, host: Id): Instant | undefined {
  const starts = world.agenda.entries().find(({ what }) => {
    return 'kind' in what && what.kind === 'start-host' && what.host === host;
  });
  return starts?.at;
}

/** Connects a host that has started. Its VMs stay as they are. */
export function connect(world: World, host: Id): void {
  cancelRestarts(world, host);
  world.update('Host', host, { status: 'CONNECTED_HEALTHY' });
}

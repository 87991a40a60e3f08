/**
 * Updates `host_state`, the maintenance block of a host.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { toIso } from '../time/iso.ts';
import type { HostRecord, Id } from '../world/records.ts';
import type { World } from '../world/world.ts';

/** Marks a host as entering maintenance in a task. */
export function markEntering(world: World, host: HostRecord, task: Id): void {
  world.update('Host', host.id, {
    entityAsyncStatus: 'UPDATING',
    host_state: {
      state: 'ENTERING_MAINTENANCE_MODE',
      enter_maintenance_time: isChosen(world.behaviours, 'host-state.time', 'in-maintenance')
        ? ''
        : entryTime(world),
      maintenance_job_id: jobId(world, task),
    },
  });
}

/** Marks a host as in maintenance. It keeps the id of the maintenance job. */
export function markInMaintenance(world: World, { id, host_state }: HostRecord): void {
  const { enter_maintenance_time = '', maintenance_job_id = '' } = host_state ?? {};
  const isKept = isChosen(world.behaviours, 'host-state.time', 'entering');
  world.update('Host', id, {
    host_state: {
      state: 'MAINTENANCE_MODE',
      enter_maintenance_time: isKept ? enter_maintenance_time : entryTime(world),
      maintenance_job_id,
    },
  });
}

/**
 * Marks a host as in use again, and removes its maintenance record. The fields of its last maintenance stay stored;
 * whether reads return them is a behaviour.
 */
export function markInUse(world: World, { id, host_state }: HostRecord): void {
  world.update('Host', id, { host_state: host_state && { ...host_state, state: 'IN_USE' } });
  world.remove('Maintenance', id);
}

/**
 * Returns the id of a maintenance job. Every choice draws the same random numbers, so that later ids do not depend on
 * it.
 */
function jobId(world: World, task: Id): string {
  const uuid = world.random.uuid();
  if (isChosen(world.behaviours, 'host-state.job-id', 'task-id')) return task;
  return isChosen(world.behaviours, 'host-state.job-id', 'uuid') ? uuid : cuidLike(uuid);
}

function cuidLike(uuid: string): string {
  const digits = BigInt(`0x${uuid.replaceAll('-', '')}`).toString(36);
  return `c${digits.padStart(24, '0').slice(-24)}`;
}

function entryTime({ behaviours, now: at }: World): string {
  if (isChosen(behaviours, 'host-state.time-format', 'epoch-seconds')) return String(Math.floor(at / 1000));
  return isChosen(behaviours, 'host-state.time-format', 'epoch-milliseconds') ? String(at) : toIso(at);
}

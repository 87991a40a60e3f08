/**
 * The state of a host in the maintenance flow: entering, in maintenance, leaving, unusable.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import type { Job } from './job.ts';
import type { HostRecord, Id } from './records.ts';
import { lockedRefusal } from './refusal.ts';
import type { Wire } from './wire.ts';
import type { World } from './world.ts';

type HostState = Wire['NestedMaintenanceHostState'];

const UNAVAILABLE: readonly Wire['HostStatus'][] = ['CONNECTED_ERROR', 'SESSION_EXPIRED', 'INITIALIZING'];

/**
 * Returns `host_state` as reads return it. The value for a host that is neither entering nor in maintenance is a
 * behaviour.
 */
export function visibleHostState({ behaviours }: World, host: HostRecord): HostState | null {
  if (isInOrEnteringMaintenance(host) || isChosen(behaviours, 'host-state.normal', 'in-use-kept'))
    return host.host_state;
  if (isChosen(behaviours, 'host-state.normal', 'null')) return null;
  return { state: 'IN_USE', enter_maintenance_time: '', maintenance_job_id: '' };
}

/** Whether a host is entering maintenance or in it. */
export function isInOrEnteringMaintenance({ host_state }: HostRecord): boolean {
  return host_state?.state === 'ENTERING_MAINTENANCE_MODE' || host_state?.state === 'MAINTENANCE_MODE';
}

/** Throws a Refusal while a task is busy with the host. */
export function refuseLockedHost({ id, entityAsyncStatus }: HostRecord): void {
  if (entityAsyncStatus !== null) throw lockedRefusal({ id, type: 'HOST' });
}

/** Whether a job is taking the host out of maintenance. It runs until the VMs are powered on and moved back. */
export function isLeaving(world: World, host: HostRecord): boolean {
  return world.where('Job', 'host', host.id).some(isLeavingJob);
}

/** Returns the jobs about the hosts of a cluster. Most hosts have none, so host records are not loaded. */
export function jobsOnHosts(world: World, cluster: Id): Job[] {
  return world
    .idsWhere('Host', 'cluster', cluster)
    .flatMap((host) => world.idsWhere('Job', 'host', host))
    .map((id) => world.must('Job', id));
}

/** Returns the ids of the hosts of a cluster that are leaving maintenance. */
export function leavingHosts(world: World, cluster: Id): Id[] {
  return jobsOnHosts(world, cluster)
    .filter(isLeavingJob)
    .flatMap(({ host }) => host ?? []);
}

function isLeavingJob({ steps }: Job): boolean {
  return steps.some(({ kind }) => kind === 'leave-maintenance');
}

/**
 * Returns why a host can neither run VMs nor enter maintenance, or undefined if it can. Assumed, from a consumer's
 * rule.
 */
export function whyOutOfReach(host: HostRecord): Text | undefined {
  if (UNAVAILABLE.includes(host.status)) return message('host-state.unusable', { status: host.status });
  return host.state === 'REMOVING' ? message('host-state.removing') : undefined;
}

/**
 * Returns why a host cannot run VMs, or undefined if it can. Assumed, from a consumer's rule: status and maintenance
 * both count.
 */
export function whyUnusable(host: HostRecord): Text | undefined {
  const state = host.host_state?.state;
  if (state === 'ENTERING_MAINTENANCE_MODE') return message('host-state.entering');
  if (state === 'MAINTENANCE_MODE') return message('host-state.in-maintenance');
  return whyOutOfReach(host);
}

/**
 * Hosts that have lost their connection. Their VMs keep running, but no step can work with them.
 * @module
 */
import { failed, type Outcome, type StepTraits } from '../task/step.ts';
import { cancelRestarts, scheduleRestarts } from '../vm/high-availability.ts';
import type { Job, Step } from '../world/job.ts';
import type { HostRecord, Id } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { describeStepFailure } from './codes.ts';
import type { LoseHostFault } from './rule.ts';

/** A host that a fault has disconnected. Plain data. */
export interface LostHost {
  readonly fault: string;
  readonly host: Id;
  readonly status: HostRecord['status'];
  /** The status before the fault. */
  readonly was: HostRecord['status'];
}

/** Disconnects a host. HA restarts the VMs that it protects on other hosts; all others keep running. */
export function loseHost(world: World, host: HostRecord, fault: string, rule: LoseHostFault): LostHost {
  const { status = 'SESSION_EXPIRED' } = rule;
  scheduleRestarts(world, host);
  world.update('Host', host.id, { status });
  return { fault, host: host.id, status, was: host.status };
}

/** Reconnects a host, unless its status has changed since: a reboot reconnects it as well. */
export function restoreHost(world: World, lost: LostHost): void {
  if (!isStillLost(world, lost)) return;
  cancelRestarts(world, lost.host);
  world.update('Host', lost.host, { status: lost.was });
}

/** Whether a host that was lost has not come back in another way, such as by a reboot. */
export function isStillLost(world: World, { host, status }: LostHost): boolean {
  return world.get('Host', host)?.status === status;
}

/** Returns the failure of a step that needs a lost host, or undefined if it needs none. The code is assumed. */
export function lostHostOutcome(
  world: World,
  lost: readonly LostHost[],
  job: Job,
  step: Step,
  { worksOffline, offlineCode = 'EC_CLUSTER_API_TIMEOUT' }: StepTraits,
): Outcome | undefined {
  const needed = hostsOf(world, job, step);
  const isLost = lost.some((one) => needed.includes(one.host) && isStillLost(world, one));
  if (!isLost || worksOffline === true) return undefined;
  return failed(offlineCode, describeStepFailure(world, job, step, offlineCode));
}

/** Returns the hosts that a step needs. */
function hostsOf(world: World, job: Job, step: Step): readonly (Id | null | undefined)[] {
  const current = 'vm' in step ? world.get('Vm', step.vm)?.host : undefined;
  return [job.host, current, 'to' in step ? step.to : undefined];
}

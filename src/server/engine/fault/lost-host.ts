/**
 * A host whose connection is lost: what runs on it runs on, but nothing can be done with it.
 * @module
 */
import { failed, type Outcome } from '../task/step.ts';
import type { Job, Step, StepKind } from '../world/job.ts';
import type { HostRecord, Id } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { describeStepFailure } from './codes.ts';
import type { LoseHostFault } from './rule.ts';

/** A host that a fault has taken away, and what it was before. Plain data. */
export interface LostHost {
  readonly fault: string;
  readonly host: Id;
  readonly status: HostRecord['status'];
  readonly was: HostRecord['status'];
}

/** Takes a host away. */
export function loseHost(world: World, host: HostRecord, fault: string, rule: LoseHostFault): LostHost {
  const { status = 'SESSION_EXPIRED' } = rule;
  world.update('Host', host.id, { status });
  return { fault, host: host.id, status, was: host.status };
}

/** Gives a host back, unless it has come back by itself: a reboot brings it back, too. */
export function restoreHost(world: World, { host, status, was }: LostHost): void {
  if (world.get('Host', host)?.status === status) world.update('Host', host, { status: was });
}

/** Steps that ask for the state of hosts themselves, or do not need the connection. */
const UNAFFECTED_STEPS: readonly StepKind[] = [
  'precheck',
  'check-environment',
  'power-off-host',
  'power-on-host',
];

/** How a step ends that needs a host which is lost; undefined if it needs none. Which code it is is assumed. */
export function lostHostOutcome(
  world: World,
  lost: readonly LostHost[],
  job: Job,
  step: Step,
): Outcome | undefined {
  const needed = hostsOf(world, job, step);
  const isLost = lost.some(
    ({ host, status }) => needed.includes(host) && world.get('Host', host)?.status === status,
  );
  if (!isLost || UNAFFECTED_STEPS.includes(step.kind)) return undefined;
  const code = step.kind === 'live-migrate' ? 'JOB_LIBVIRT_ABORT_MIGRATE' : 'EC_CLUSTER_API_TIMEOUT';
  return failed(code, describeStepFailure(world, job, step, code));
}

/** The hosts that a step works with. */
function hostsOf(world: World, job: Job, step: Step): readonly (Id | null | undefined)[] {
  const on = 'vm' in step ? world.get('Vm', step.vm)?.host : undefined;
  return [job.host, on, 'to' in step ? step.to : undefined];
}

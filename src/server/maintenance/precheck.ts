/**
 * The precheck: a task that asks which VMs must be shut down, and what keeps the host out of maintenance.
 * @module
 */
import { isChosen } from '../../../contracts/behaviours.ts';
import { DONE, failed, hostOf, type Outcome, startJob } from '../task/job.ts';
import { type Caller, isFinished, resourceOf } from '../task/task.ts';
import { hostsOf } from '../world/derived.ts';
import { isInOrEnteringMaintenance } from '../world/host.ts';
import type { Job } from '../world/job.ts';
import type { Finding, HostRecord, TaskRecord } from '../world/records.ts';
import { Refusal } from '../world/refusal.ts';
import type { World } from '../world/world.ts';
import { describeFindings, findBlocking, ofHost } from './checks.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { cannotBeChecked, cannotEnter, hostStateAlready, notAPrecheck, secondCheck } from './messages.ts';
import { type PlannedVm, planEvacuation } from './plan.ts';

const MUTATION = 'enterMaintenanceModePreCheck';
const CHECK_FAILED = 'EC_MAINTENANCE_MODE_PRE_CHECK_FAILED';

/** Starts a precheck of a host. Refuses while the cluster has another one, and for a host whose maintenance has begun. */
export function startPrecheck(world: World, host: HostRecord, caller: Caller): TaskRecord {
  refuseInMaintenance(host);
  refuseSecondPrecheck(world, host);
  const task = {
    description: DESCRIPTIONS.precheck(host.name),
    mutation: MUTATION,
    resource: resourceOf(host),
  };
  return startJob(world, task, { kind: 'precheck', shutDown: [], steps: [{ kind: 'precheck' }] }, caller);
}

/** Writes down what the precheck found. */
export function finishPrecheck(world: World, job: Job): Outcome {
  const host = hostOf(world, job);
  const plan = planEvacuation(world, host);
  const shutDown = plan.filter((planned) => planned.action === 'shut-down').map((planned) => planned.vm);
  const blocking = blockingOf(world, host, plan);
  world.insert('Precheck', { id: job.id, host: host.id, shutDown, blocking });
  if (blocking.length === 0 || isChosen(world.behaviours, 'precheck.blocked', 'succeeded')) return DONE;
  return failed(CHECK_FAILED, cannotEnter(host, describeFindings(blocking)));
}

/** What keeps a host with this plan out of maintenance mode. */
export function blockingOf(world: World, host: HostRecord, plan: readonly PlannedVm[]): Finding[] {
  return [...ownMaintenance(host), ...findBlocking(world, host, plan)];
}

export interface PrecheckResult {
  /** The `local_id`s of the VMs that must be shut down; empty until the task has ended. */
  readonly shutDown: readonly string[];
  /** True when the check has ended and found nothing that blocks. */
  readonly done: boolean;
}

/** What a precheck task has found so far. Refuses a task of another kind. */
export function precheckResult(world: World, task: TaskRecord): PrecheckResult {
  const found = world.get('Precheck', task.id);
  if (found !== undefined) {
    const vms = found.shutDown.map((id) => world.get('Vm', id)).filter((vm) => vm !== undefined);
    return {
      shutDown: vms.map((vm) => vm.local_id),
      done: found.blocking.length === 0 && task.status === 'SUCCESSED',
    };
  }
  if (world.get('Job', task.id)?.kind === 'precheck') return { shutDown: [], done: false };
  if (isFinished(task) && task.resource_mutation === MUTATION) return { shutDown: [], done: false };
  const kind = isChosen(world.behaviours, 'precheck-result.other-task', 'refused') ? 'state' : 'not-found';
  throw new Refusal({ kind, message: notAPrecheck(task) });
}

/** Entering may have begun while the check ran. */
function ownMaintenance(host: HostRecord): Finding[] {
  if (!isInOrEnteringMaintenance(host)) return [];
  return [{ check: 'check_host_state', reason: ofHost(host, hostStateAlready(host)) }];
}

function refuseInMaintenance(host: HostRecord): void {
  if (!isInOrEnteringMaintenance(host)) return;
  throw new Refusal({
    kind: 'state',
    code: 'EC_MAINTENANCE_MODE_HOST_STATE_INVALID',
    message: cannotBeChecked(host, hostStateAlready(host)),
  });
}

function refuseSecondPrecheck(world: World, host: HostRecord): void {
  for (const other of hostsOf(world, { id: host.cluster })) {
    const running = world.where('Job', 'host', other.id).find((job) => job.kind === 'precheck');
    if (running === undefined) continue;
    throw new Refusal({
      kind: 'state',
      code: CHECK_FAILED,
      message: secondCheck(other, running.id),
    });
  }
}

/**
 * The precheck: a task that finds the VMs that must be shut down, and the reasons why the host cannot enter
 * maintenance.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { message } from '../language/message.ts';
import { hostOf, startJob } from '../task/job.ts';
import { DONE, FAIL, failed, type JobHandler, type Outcome } from '../task/step.ts';
import { type Caller, isFinished } from '../task/task.ts';
import { noSuchTask } from '../world/find.ts';
import { isInOrEnteringMaintenance, jobsOnHosts } from '../world/host.ts';
import type { Failure, Job } from '../world/job.ts';
import type { Finding, HostRecord, Id, TaskRecord, VmRecord } from '../world/records.ts';
import { Refusal, type RefusalDetail } from '../world/refusal.ts';
import type { World } from '../world/world.ts';
import { cannotEnter, describeFindings, findBlocking, hostReason, whyAlreadyBegun } from './checks.ts';
import { type PlannedVm, planEvacuation } from './plan.ts';
import { failStep, maintenanceTask, refuse } from './task.ts';

const CHECK_FAILED = 'EC_MAINTENANCE_MODE_PRE_CHECK_FAILED';

/**
 * Starts a precheck of a host. If another precheck of the cluster is running, throws a Refusal or starts a task that
 * fails, by behaviour. If the host is entering or in maintenance, throws a Refusal or checks it all the same.
 */
export function startPrecheck(
  world: World,
  host: HostRecord,
  caller: Caller,
  args: TaskRecord['args'] = {},
): TaskRecord {
  if (isChosen(world.behaviours, 'precheck.in-maintenance', 'refused')) refuseInMaintenance(host);
  const second = secondPrecheck(world, host);
  if (second !== undefined && isChosen(world.behaviours, 'precheck.second', 'refused')) refuse(second);
  const description = message('task.precheck', { host: host.name });
  const newTask = maintenanceTask(world, host, {
    mutation: 'enterMaintenanceModePreCheck',
    description,
    args,
  });
  const steps = [second === undefined ? ({ kind: 'precheck' } as const) : failStep(second)];
  const task = startJob(world, newTask, { kind: 'precheck', shutDown: [], steps }, caller);
  world.insert('Precheck', { id: task.id, host: host.id, shutDown: [], blocking: [] });
  return task;
}

export const PRECHECK: JobHandler<'precheck'> = {
  steps: {
    fail: FAIL,
    precheck: {
      phase: 'CHECK_ENVIRONMENT',
      worksOffline: true,
      duration: (world) => 1_500 + world.random.below(500),
      finish: (world, _step, job) => finishPrecheck(world, job),
    },
  },
};

/** Stores the result of the precheck. */
function finishPrecheck(world: World, job: Job): Outcome {
  const host = hostOf(world, job);
  const plan = planEvacuation(world, host);
  const shutDown = plan.filter((planned) => planned.action === 'shut-down').map((planned) => planned.vm);
  const blocking = blockingOf(world, host, plan);
  world.update('Precheck', job.id, { shutDown, blocking });
  if (blocking.length === 0 || isChosen(world.behaviours, 'precheck.blocked', 'succeeded')) return DONE;
  return failed(CHECK_FAILED, cannotEnter(host, describeFindings(blocking)));
}

/** Returns the reasons why a host with this plan cannot enter maintenance mode. */
export function blockingOf(world: World, host: HostRecord, plan: readonly PlannedVm[]): Finding[] {
  return [...ownMaintenance(host), ...findBlocking(world, host, plan)];
}

/** Returns a finding if the host started to enter maintenance during the precheck. */
function ownMaintenance(host: HostRecord): Finding[] {
  if (!isInOrEnteringMaintenance(host)) return [];
  return [{ check: 'check_host_state', reason: hostReason(host, whyAlreadyBegun(host)) }];
}

function refuseInMaintenance(host: HostRecord): void {
  if (!isInOrEnteringMaintenance(host)) return;
  refuse({
    code: 'EC_MAINTENANCE_MODE_HOST_STATE_INVALID',
    message: message('maintenance.cannot-check', { host: host.name, reason: whyAlreadyBegun(host) }),
  });
}

/** Returns the failure of a precheck while another one of the cluster is running. */
function secondPrecheck(world: World, { cluster }: HostRecord): Failure | undefined {
  const running = jobsOnHosts(world, cluster).find(isPrecheck);
  if (running === undefined) return undefined;
  const values = { host: hostOf(world, running).name, task: running.id };
  return { code: CHECK_FAILED, message: message('maintenance.second-precheck', values) };
}

function isPrecheck({ steps }: Job): boolean {
  return steps.some(({ kind }) => kind === 'precheck');
}

export interface PrecheckResult {
  /** The VMs that must be shut down; empty until the task ends. */
  readonly shutDown: readonly VmRecord[];
  /** Whether the host may enter, or by behaviour whether the check has ended. */
  readonly done: boolean;
}

const EMPTY_RESULT: PrecheckResult = { shutDown: [], done: false };

/**
 * Returns the result of a precheck task. For an unfinished or failed precheck, and for any other task, behaviours
 * decide between an empty result and a Refusal.
 */
export function precheckResult(world: World, id: Id): PrecheckResult {
  const task = world.get('Task', id);
  if (task === undefined)
    return emptyOrRefuse(world, 'precheck-result.unknown-task', noSuchTask(id, 'where.task_id'));
  const precheck = world.get('Precheck', id);
  if (precheck === undefined)
    return emptyOrRefuse(world, 'precheck-result.other-task', {
      message: message('maintenance.not-a-precheck', { task: id, description: task.description }),
    });
  if (!isFinished(task))
    return emptyOrRefuse(world, 'precheck-result.early', {
      message: message('maintenance.precheck-running', { task: id }),
    });
  const isFailed = task.status === 'FAILED';
  if (isFailed && !isChosen(world.behaviours, 'precheck-result.failed', 'found'))
    return emptyOrRefuse(world, 'precheck-result.failed', {
      message: message('maintenance.precheck-failed', { task: id, reason: task.error_message ?? '' }),
    });
  const isClear = precheck.blocking.length === 0 && !isFailed;
  return {
    shutDown: precheck.shutDown.map((vm) => world.get('Vm', vm)).filter((vm) => vm !== undefined),
    done: isClear || isChosen(world.behaviours, 'precheck-result.done', 'finished'),
  };
}

/** Returns the host that a task has put into maintenance, until it leaves. */
export function enteredBy(world: World, task: Id): HostRecord | undefined {
  const record = [...world.all('Maintenance')].find((maintenance) => maintenance.task === task);
  return record && world.get('Host', record.id);
}

type ResultBehaviour = `precheck-result.${'unknown-task' | 'other-task' | 'early' | 'failed'}`;

function emptyOrRefuse(
  world: World,
  behaviour: ResultBehaviour,
  reason: Pick<RefusalDetail, 'code' | 'message'>,
): PrecheckResult {
  if (isChosen(world.behaviours, behaviour, 'empty')) return EMPTY_RESULT;
  const isNotFound =
    behaviour !== 'precheck-result.failed' && isChosen(world.behaviours, behaviour, 'not-found');
  throw new Refusal({ kind: isNotFound ? 'not-found' : 'state', ...reason });
}

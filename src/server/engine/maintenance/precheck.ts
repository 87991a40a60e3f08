/**
 * The precheck: a task that asks which VMs must be shut down, and what keeps the host out of maintenance.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours.ts';
import { DONE, failed, hostOf, type Outcome, startJob } from '../task/job.ts';
import type { Caller } from '../task/task.ts';
import { isInOrEnteringMaintenance, jobsOnHosts } from '../world/host.ts';
import type { Failure, Job } from '../world/job.ts';
import type { Finding, HostRecord, TaskRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { describeFindings, findBlocking, ofHost } from './checks.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { cannotBeChecked, cannotEnter, hostStateAlready, secondCheck } from './messages.ts';
import { type PlannedVm, planEvacuation } from './plan.ts';
import { failing, refuse, taskAbout } from './task.ts';

const CHECK_FAILED = 'EC_MAINTENANCE_MODE_PRE_CHECK_FAILED';

/** Starts a precheck of a host. How it says no while the cluster has another one, and for a host whose maintenance has begun, are behaviours. */
export function startPrecheck(
  world: World,
  host: HostRecord,
  caller: Caller,
  args: TaskRecord['args'] = {},
): TaskRecord {
  if (isChosen(world.behaviours, 'precheck.in-maintenance', 'refused')) refuseInMaintenance(host);
  const second = secondPrecheck(world, host);
  if (second !== undefined && isChosen(world.behaviours, 'precheck.second', 'refused')) refuse(second);
  const description = DESCRIPTIONS.precheck(host.name);
  const about = taskAbout(world, host, { mutation: 'enterMaintenanceModePreCheck', description, args });
  const steps = [second === undefined ? ({ kind: 'precheck' } as const) : failing(second)];
  const task = startJob(world, about, { kind: 'precheck', shutDown: [], steps }, caller);
  world.insert('Precheck', { id: task.id, host: host.id, shutDown: [], blocking: [] });
  return task;
}

/** Writes down what the precheck found. */
export function finishPrecheck(world: World, job: Job): Outcome {
  const host = hostOf(world, job);
  const plan = planEvacuation(world, host);
  const shutDown = plan.filter((planned) => planned.action === 'shut-down').map((planned) => planned.vm);
  const blocking = blockingOf(world, host, plan);
  world.update('Precheck', job.id, { shutDown, blocking });
  if (blocking.length === 0 || isChosen(world.behaviours, 'precheck.blocked', 'succeeded')) return DONE;
  return failed(CHECK_FAILED, cannotEnter(host, describeFindings(blocking)));
}

/** What keeps a host with this plan out of maintenance mode. */
export function blockingOf(world: World, host: HostRecord, plan: readonly PlannedVm[]): Finding[] {
  return [...ownMaintenance(host), ...findBlocking(world, host, plan)];
}

/** Entering may have begun while the check ran. */
function ownMaintenance(host: HostRecord): Finding[] {
  if (!isInOrEnteringMaintenance(host)) return [];
  return [{ check: 'check_host_state', reason: ofHost(host, hostStateAlready(host)) }];
}

function refuseInMaintenance(host: HostRecord): void {
  if (!isInOrEnteringMaintenance(host)) return;
  refuse({
    code: 'EC_MAINTENANCE_MODE_HOST_STATE_INVALID',
    message: cannotBeChecked(host, hostStateAlready(host)),
  });
}

/** Why a host cannot be checked while another precheck of its cluster runs. */
function secondPrecheck(world: World, { cluster }: HostRecord): Failure | undefined {
  const running = jobsOnHosts(world, cluster).find(isChecking);
  if (running === undefined) return undefined;
  return { code: CHECK_FAILED, message: secondCheck(hostOf(world, running), running.id) };
}

function isChecking({ steps }: Job): boolean {
  return steps.some(({ kind }) => kind === 'precheck');
}

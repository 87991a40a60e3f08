/**
 * Entering maintenance: check the environment, live-migrate, shut down, migrate cold, close the host. The
 * order is that of the web UI's phases (assumed to be the order of running).
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours.ts';
import { failed, hostOf, type Outcome, startJob } from '../task/job.ts';
import type { Caller } from '../task/task.ts';
import { isRunning, vmsOf } from '../world/derived.ts';
import { refuseLockedHost } from '../world/host.ts';
import type { Failure, Job, Step } from '../world/job.ts';
import type { EvacuatedVm, HostRecord, Id, TaskRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { describeFindings, findBlocking } from './checks.ts';
import { consentOf, refuseUnlessConsented } from './consent.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { beginEntering, closeForMaintenance, reopen } from './host-state.ts';
import { cannotEnter, stillRunning, wasNotNamed } from './messages.ts';
import { objectionTo } from './objection.ts';
import { type PlannedVm, planEvacuation } from './plan.ts';
import { ENTER_FAILED, failing, refuse, taskAbout } from './task.ts';

/**
 * Starts to put a host into maintenance; null if it is there already and that is to be no mistake.
 * `shutDown` are `local_id`s or ids of VMs. How a host that cannot enter and VMs that should not be named are
 * refused are behaviours.
 */
export function enterMaintenance(
  world: World,
  host: HostRecord,
  shutDown: readonly string[],
  caller: Caller,
  args: TaskRecord['args'] = {},
): TaskRecord | null {
  const isThere = host.host_state?.state === 'MAINTENANCE_MODE';
  if (isThere && isChosen(world.behaviours, 'enter.already', 'nothing-to-do')) return null;
  const objection = objectionTo(world, host);
  const consented = consentOf(world, host, shutDown);
  const start = (steps: readonly Step[]) => {
    const description = DESCRIPTIONS.enter(host.name);
    const about = taskAbout(world, host, { mutation: 'enterMaintenanceMode', description, args });
    return startJob(world, about, { kind: 'enter', shutDown: consented, steps }, caller);
  };
  if (objection !== undefined) return start([failing(objection)]);
  refuseLockedHost(host);
  refuseUnlessConsented(world, host, consented);
  if (isChosen(world.behaviours, 'enter.blocked', 'refused')) refuseBlocked(world, host, consented);
  const task = start([{ kind: 'check-environment' }, { kind: 'storage-maintenance' }]);
  beginEntering(world, host, task.id);
  return task;
}

/** The first step ends: what blocks now fails the task, otherwise the plan is carried out. */
export function finishEnvironmentCheck(world: World, job: Job): Outcome {
  const host = hostOf(world, job);
  const plan = planFor(world, host, job.shutDown);
  const blocked = whyBlocked(world, host, plan);
  if (blocked !== undefined) return { kind: 'failed', failure: blocked };
  world.insert('Maintenance', { id: host.id, task: job.id, vms: [] });
  return { kind: 'then', steps: stepsOf(world, plan, new Set(job.shutDown)) };
}

/** A VM that must be shut down was not named. */
export function refuseShutDown(
  world: World,
  { vm, why }: Extract<Step, { kind: 'refuse-shut-down' }>,
): Outcome {
  return failed(ENTER_FAILED, wasNotNamed(world.must('Vm', vm), why.reason));
}

/** The last step: the host is closed, unless a VM still runs or is suspended on it. */
export function closeHost(world: World, job: Job): Outcome {
  const host = hostOf(world, job);
  const left = vmsOf(world, host).find((vm) => isRunning(vm) || vm.status === 'SUSPENDED');
  if (left !== undefined) return failed(ENTER_FAILED, stillRunning(left, host));
  closeForMaintenance(world, host);
  return { kind: 'done' };
}

/** Notes in the maintenance record what was done to a VM, once it is done. */
export function recordEvacuated(world: World, host: Id, id: Id, action: EvacuatedVm['action']): void {
  const vm = world.must('Vm', id);
  const { vms } = world.must('Maintenance', host);
  const entry = {
    vm: id,
    uuid: vm.local_id,
    name: vm.name,
    ha: vm.ha,
    inBin: vm.in_recycle_bin,
    action,
    host: vm.host ?? '',
  };
  world.update('Maintenance', host, { vms: [...vms, entry] });
}

/** The task has ended. If it failed the host is in use again; what was moved or shut down stays so. */
export function endEntering(world: World, job: Job, failure?: Failure): void {
  const host = hostOf(world, job);
  world.update('Host', host.id, { entityAsyncStatus: null });
  if (failure === undefined || host.host_state?.state !== 'ENTERING_MAINTENANCE_MODE') return;
  reopen(world, host);
}

function refuseBlocked(world: World, host: HostRecord, shutDown: readonly Id[]): void {
  const blocked = whyBlocked(world, host, planFor(world, host, shutDown));
  if (blocked !== undefined) refuse(blocked);
}

function whyBlocked(world: World, host: HostRecord, plan: readonly PlannedVm[]): Failure | undefined {
  const blocking = findBlocking(world, host, plan);
  if (blocking.length === 0) return undefined;
  return { code: ENTER_FAILED, message: cannotEnter(host, describeFindings(blocking)) };
}

function planFor(world: World, host: HostRecord, shutDown: readonly Id[]): readonly PlannedVm[] {
  const isOrder = isChosen(world.behaviours, 'enter.listed-movable-vm', 'shut-down');
  return planEvacuation(world, host, { shutDown: new Set(isOrder ? shutDown : []) });
}

function stepsOf(world: World, plan: readonly PlannedVm[], consented: ReadonlySet<Id>): Step[] {
  const needsNoConsent = isChosen(world.behaviours, 'enter.missing-vm', 'shut-down');
  const steps = plan
    .map((planned) => stepOf(planned, needsNoConsent || consented.has(planned.vm)))
    .filter((step) => step !== undefined);
  const phases = ['live-migrate', 'shut-down', 'offline-migrate'];
  const phase = ({ kind }: Step) => phases.indexOf(kind === 'refuse-shut-down' ? 'shut-down' : kind);
  return steps.toSorted((a, b) => phase(a) - phase(b));
}

function stepOf(planned: PlannedVm, mayShutDown: boolean): Step | undefined {
  const { vm, rule, reason } = planned;
  const why = { rule, reason };
  switch (planned.action) {
    case 'live-migrate':
    case 'offline-migrate':
      return { kind: planned.action, vm, to: planned.to, why };
    case 'shut-down':
      return { kind: mayShutDown ? 'shut-down' : 'refuse-shut-down', vm, why };
    case 'stay':
    case 'block':
      return undefined;
  }
}

/**
 * Entering maintenance: check the environment, live-migrate, shut down, migrate cold, close the host. The
 * order is that of the web UI's phases (assumed to be the order of running).
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import { hostOf, startJob } from '../task/job.ts';
import { DONE, FAIL, failed, type JobHandler, type Outcome, type StepHandler } from '../task/step.ts';
import type { Caller } from '../task/task.ts';
import { LIVE_MIGRATE, OFFLINE_MIGRATE, SHUT_DOWN } from '../vm/moves.ts';
import { isRunning, vmsOf } from '../world/derived.ts';
import { findListedVm } from '../world/find.ts';
import { isInOrEnteringMaintenance, refuseLockedHost } from '../world/host.ts';
import type { Failure, Job, JobStep, StepOf } from '../world/job.ts';
import type { EvacuatedVm, HostRecord, Id, TaskRecord, VmRecord } from '../world/records.ts';
import { Refusal } from '../world/refusal.ts';
import type { World } from '../world/world.ts';
import {
  cannotEnter,
  describeFindings,
  findBlocking,
  otherInMaintenance,
  whyAlreadyBegun,
  whyUnfit,
} from './checks.ts';
import { markEntering, markInMaintenance, markInUse } from './host-state.ts';
import { type PlannedVm, planEvacuation } from './plan.ts';
import { ENTER_FAILED, failStep, maintenanceTask, refuse } from './task.ts';

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
  const objection = failureOf(world, host);
  const consented = resolveShutDownList(world, host, shutDown);
  const start = (steps: readonly JobStep<'enter'>[]) => {
    const description = message('task.enter', { host: host.name });
    const about = maintenanceTask(world, host, { mutation: 'enterMaintenanceMode', description, args });
    return startJob(world, about, { kind: 'enter', shutDown: consented, steps }, caller);
  };
  if (objection !== undefined) return start([failStep(objection)]);
  refuseLockedHost(host);
  refuseUnlessConsented(world, host, consented);
  if (isChosen(world.behaviours, 'enter.blocked', 'refused')) refuseBlocked(world, host, consented);
  const task = start([{ kind: 'check-environment' }, { kind: 'storage-maintenance' }]);
  markEntering(world, host, task.id);
  return task;
}

export const ENTER: JobHandler<'enter'> = {
  // The VMs may go meanwhile; what has been done to them is in the maintenance record of the host.
  needs: ({ host, at }) => (at > 0 && host !== null ? [{ table: 'Maintenance', ids: [host] }] : []),
  steps: {
    fail: FAIL,
    'check-environment': {
      phase: 'CHECK_ENVIRONMENT',
      duration: () => 1_000,
      finish: (world, _step, job) => finishEnvironmentCheck(world, job),
    },
    'live-migrate': withRecord(LIVE_MIGRATE),
    'shut-down': withRecord(SHUT_DOWN),
    /** A VM that must be shut down was not named. */
    'refuse-shut-down': {
      phase: SHUT_DOWN.phase,
      duration: () => 0,
      begin: (world, { vm, why }) => failed(ENTER_FAILED, missingFromList(world.must('Vm', vm), why.reason)),
    },
    'offline-migrate': withRecord(OFFLINE_MIGRATE),
    'storage-maintenance': {
      phase: 'ENTER_STORAGE_MAINTENANCE_MODE',
      duration: () => 1_000,
      finish: (world, _step, job) => closeHost(world, job),
    },
  },
  onEnd: endEntering,
};

/** The same step; what it has done goes into the maintenance record of the host. */
function withRecord<S extends StepOf<EvacuatedVm['action']>>(handler: StepHandler<S>): StepHandler<S> {
  return {
    ...handler,
    finish(world, step, job) {
      const outcome = handler.finish?.(world, step, job) ?? DONE;
      if (outcome.kind === 'done') recordEvacuation(world, hostOf(world, job).id, step.vm, step.kind);
      return outcome;
    },
  };
}

/** The first step ends: what blocks now fails the task, otherwise the plan is carried out. */
function finishEnvironmentCheck(world: World, job: Job): Outcome {
  const host = hostOf(world, job);
  const plan = planFor(world, host, job.shutDown);
  const blocked = whyBlocked(world, host, plan);
  if (blocked !== undefined) return { kind: 'failed', failure: blocked };
  world.insert('Maintenance', { id: host.id, task: job.id, vms: [] });
  return { kind: 'then', steps: stepsOf(world, plan, new Set(job.shutDown)) };
}

function missingFromList({ name, local_id }: VmRecord, reason: Text): Text {
  return message('maintenance.vm-was-not-named', { vm: name, id: local_id, reason });
}

/** The last step: the host is closed, unless a VM still runs or is suspended on it. */
function closeHost(world: World, job: Job): Outcome {
  const host = hostOf(world, job);
  const left = vmsOf(world, host).find((vm) => isRunning(vm) || vm.status === 'SUSPENDED');
  if (left !== undefined) {
    const { name, status } = left;
    const values = { vm: name, status, host: host.name };
    return failed(ENTER_FAILED, message('maintenance.vm-left-on-host', values));
  }
  markInMaintenance(world, host);
  return DONE;
}

/** Notes in the maintenance record what was done to a VM, once it is done. */
function recordEvacuation(world: World, host: Id, id: Id, action: EvacuatedVm['action']): void {
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
function endEntering(world: World, job: Job, failure?: Failure): void {
  const host = hostOf(world, job);
  world.update('Host', host.id, { entityAsyncStatus: null });
  if (failure === undefined || host.host_state?.state !== 'ENTERING_MAINTENANCE_MODE') return;
  markInUse(world, host);
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

function stepsOf(world: World, plan: readonly PlannedVm[], consented: ReadonlySet<Id>): JobStep<'enter'>[] {
  const needsNoConsent = isChosen(world.behaviours, 'enter.missing-vm', 'shut-down');
  const steps = plan
    .map((planned) => stepOf(planned, needsNoConsent || consented.has(planned.vm)))
    .filter((step) => step !== undefined);
  const phases = ['live-migrate', 'shut-down', 'offline-migrate'];
  const phase = ({ kind }: JobStep<'enter'>) =>
    phases.indexOf(kind === 'refuse-shut-down' ? 'shut-down' : kind);
  return steps.toSorted((a, b) => phase(a) - phase(b));
}

function stepOf(planned: PlannedVm, mayShutDown: boolean): JobStep<'enter'> | undefined {
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

const STATE_INVALID = 'EC_MAINTENANCE_MODE_HOST_STATE_INVALID';
const EXISTS = 'EC_MAINTENANCE_MODE_EXIST_HOST_IN_MT_MODE';

interface Objection {
  /** The row that says how it is told. */
  readonly behaviour: 'enter.already' | 'enter.unfit-host' | 'enter.second-host';
  readonly failure: Failure;
}

/** What the task of entering must fail with; undefined if nothing is in the way. Refuses where the row says so. */
function failureOf(world: World, host: HostRecord): Failure | undefined {
  const objection = findObjection(world, host);
  if (objection === undefined || isChosen(world.behaviours, objection.behaviour, 'task-fails'))
    return objection?.failure;
  return refuse(objection.failure);
}

function findObjection(world: World, host: HostRecord): Objection | undefined {
  if (isInOrEnteringMaintenance(host)) {
    const objection = cannotEnter(host, whyAlreadyBegun(host));
    return { behaviour: 'enter.already', failure: { code: STATE_INVALID, message: objection } };
  }
  const why = whyUnfit(world, host);
  if (why !== undefined) {
    const objection = cannotEnter(host, why);
    return { behaviour: 'enter.unfit-host', failure: { code: STATE_INVALID, message: objection } };
  }
  const [other] = otherInMaintenance(world, host);
  if (other === undefined) return undefined;
  const objection = message('maintenance.second-host', { host: other.name });
  return { behaviour: 'enter.second-host', failure: { code: EXISTS, message: objection } };
}

/** The VMs that the list names, each once. Refuses those that are unknown, and by behaviour those that are elsewhere or do not run. */
function resolveShutDownList(world: World, host: HostRecord, list: readonly string[]): Id[] {
  const vms = list.map((id, index) => listedVm(world, host, id, `data.shutdown_vms[${index}]`));
  return [...new Set(vms.filter((vm) => vm !== undefined).map((vm) => vm.id))];
}

/** Refuses by behaviour a list that leaves out a VM that must be shut down, or that names one that can be moved. */
function refuseUnlessConsented(world: World, host: HostRecord, list: readonly Id[]): void {
  const { behaviours } = world;
  const refusesMissing = isChosen(behaviours, 'enter.missing-vm', 'refused');
  const refusesMovable = isChosen(behaviours, 'enter.listed-movable-vm', 'refused');
  if (!refusesMissing && !refusesMovable) return;
  for (const { action, vm, name, reason } of planEvacuation(world, host)) {
    const values = { vm: name, reason };
    if (refusesMissing && action === 'shut-down' && !list.includes(vm))
      refuse({ code: ENTER_FAILED, message: message('maintenance.vm-must-be-named', values) });
    if (refusesMovable && action === 'live-migrate' && list.includes(vm))
      refuse({ code: ENTER_FAILED, message: message('maintenance.vm-can-be-moved', values) });
  }
}

function listedVm(world: World, host: HostRecord, id: string, place: string): VmRecord | undefined {
  const vm = findListedVm(world, id, place);
  if (vm === undefined) return undefined;
  const { name, status } = vm;
  if (vm.host !== host.id) {
    if (isChosen(world.behaviours, 'enter.listed-other-vm', 'ignored')) return undefined;
    const values = { place, vm: name, host: host.name };
    throw new Refusal({ kind: 'state', message: message('maintenance.vm-not-on-host', values) });
  }
  if (!isRunning(vm) && isChosen(world.behaviours, 'enter.listed-off-vm', 'refused')) {
    const values = { place, vm: name, status };
    throw new Refusal({ kind: 'state', message: message('maintenance.vm-not-running', values) });
  }
  return vm;
}

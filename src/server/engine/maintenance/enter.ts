/**
 * Entering maintenance: check the environment, live-migrate, shut down, migrate cold, close the host. The order is that
 * of the phases in the web UI (assumed to be the order of execution).
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import { hostOf, startJob } from '../task/job.ts';
import { DONE, FAIL, failed, type JobHandler, type Outcome, SKIP, type StepHandler } from '../task/step.ts';
import type { Caller } from '../task/task.ts';
import { LIVE_MIGRATE, OFFLINE_MIGRATE, SHUT_DOWN } from '../vm/moves.ts';
import { isRunning } from '../world/derived.ts';
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
import { type PlannedVm, type PlanOptions, planEvacuation, planVm } from './plan.ts';
import { ENTER_FAILED, failStep, maintenanceTask, refuse } from './task.ts';

/**
 * Starts to put a host into maintenance. `shutDown` holds `local_id`s or ids of VMs. For a host that cannot enter, the
 * behaviours decide between a Refusal and a task that fails. Returns null for a host that is already in maintenance, if
 * the behaviour treats that as nothing to do. Throws a Refusal for VMs that should not be listed, by behaviour.
 */
export function enterMaintenance(
  world: World,
  host: HostRecord,
  shutDown: readonly string[],
  caller: Caller,
  args: TaskRecord['args'] = {},
): TaskRecord | null {
  const isInMaintenance = host.host_state?.state === 'MAINTENANCE_MODE';
  if (isInMaintenance && isChosen(world.behaviours, 'enter.already', 'nothing-to-do')) return null;
  const failure = failureOf(world, host);
  const listed = resolveShutDownList(world, host, shutDown);
  const start = (steps: readonly JobStep<'enter'>[]) => {
    const description = message('task.enter', { host: host.name });
    const newTask = maintenanceTask(world, host, { mutation: 'enterMaintenanceMode', description, args });
    return startJob(world, newTask, { kind: 'enter', shutDown: listed, steps }, caller);
  };
  if (failure !== undefined) return start([failStep(failure)]);
  refuseLockedHost(host);
  refuseWrongList(world, host, listed);
  if (isChosen(world.behaviours, 'enter.blocked', 'refused')) refuseBlocked(world, host, listed);
  const task = start([{ kind: 'check-environment' }, { kind: 'storage-maintenance' }]);
  markEntering(world, host, task.id);
  return task;
}

export const ENTER: JobHandler<'enter'> = {
  // VMs may be deleted meanwhile. The maintenance record of the host holds what was done to them.
  needs: ({ host, at }) => (at > 0 && host !== null ? [{ table: 'Maintenance', ids: [host] }] : []),
  steps: {
    fail: FAIL,
    'check-environment': {
      phase: 'CHECK_ENVIRONMENT',
      worksOffline: true,
      duration: () => 1_000,
      finish: (world, _step, job) => finishEnvironmentCheck(world, job),
    },
    'live-migrate': asNeeded(withRecord(LIVE_MIGRATE)),
    'shut-down': asNeeded(withRecord(SHUT_DOWN)),
    /** A VM that must be shut down is missing from the list. */
    'refuse-shut-down': asNeeded({
      phase: SHUT_DOWN.phase,
      duration: () => 0,
      begin: (world, { vm, why }) => failed(ENTER_FAILED, missingFromList(world.must('Vm', vm), why.reason)),
    }),
    'offline-migrate': asNeeded(withRecord(OFFLINE_MIGRATE)),
    'storage-maintenance': {
      phase: 'ENTER_STORAGE_MAINTENANCE_MODE',
      duration: () => 1_000,
      begin: (world, _step, job) => takeRestAlong(world, job),
      finish: (world, _step, job) => closeHost(world, job),
    },
  },
  onEnd: endEntering,
};

/**
 * Returns the same handler, but when the turn of its VM comes, the rules decide anew what the VM needs: it may have
 * been moved, powered off or recycled since the plan was made.
 */
function asNeeded<S extends StepOf<EvacuatedVm['action'] | 'refuse-shut-down'>>(
  handler: StepHandler<S>,
): StepHandler<S> {
  return {
    ...handler,
    begin(world, step, job) {
      const vm = world.get('Vm', step.vm);
      if (vm === undefined || vm.host !== job.host) return SKIP;
      const needed = stepOf(planVm(world, vm, ordersOf(world, job.shutDown)), mayShutDown(world, job, vm.id));
      if (needed === undefined) return SKIP;
      if (needed.kind === step.kind || needed.kind === 'refuse-shut-down')
        return handler.begin?.(world, step, job) ?? DONE;
      world.update('Vm', vm.id, { entityAsyncStatus: 'UPDATING' });
      return { kind: 'instead', step: needed };
    },
  };
}

/** Returns the same handler, and adds what the step did to the maintenance record of the host. */
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

/** Ends the first step: fails if a check blocks the host, else adds the steps of the plan. */
function finishEnvironmentCheck(world: World, job: Job): Outcome {
  const host = hostOf(world, job);
  const plan = planFor(world, host, job.shutDown);
  const blocked = whyBlocked(world, host, plan);
  if (blocked !== undefined) return { kind: 'failed', failure: blocked };
  world.insert('Maintenance', { id: host.id, task: job.id, vms: [] });
  return { kind: 'then', steps: stepsOf(world, plan, job) };
}

function missingFromList({ name, local_id }: VmRecord, reason: Text): Text {
  return message('maintenance.vm-was-not-named', { vm: name, id: local_id, reason });
}

/** Begins the last step: VMs that changed after their turn and still have to leave are taken along first. */
function takeRestAlong(world: World, job: Job): Outcome {
  const steps = stepsOf(world, restOf(world, job), job);
  return steps.length === 0 ? DONE : { kind: 'first', steps };
}

/** Ends the last step: the host enters maintenance mode, unless a VM on it still has to leave. */
function closeHost(world: World, job: Job): Outcome {
  const host = hostOf(world, job);
  const [left] = restOf(world, job);
  if (left !== undefined) {
    const { name, reason } = left;
    return failed(
      ENTER_FAILED,
      message('maintenance.vm-left-on-host', { vm: name, host: host.name, reason }),
    );
  }
  markInMaintenance(world, host);
  return DONE;
}

/** Returns the plan for the VMs that are still on the host and may not stay there. */
function restOf(world: World, job: Job): readonly PlannedVm[] {
  const host = hostOf(world, job);
  const shutDown = new Set(world.must('Maintenance', host.id).vms.map(({ vm }) => vm));
  return planFor(world, host, job.shutDown).filter(
    ({ vm, action, rule }) =>
      action !== 'stay' &&
      !shutDown.has(vm) &&
      // A VM that the client allowed to be shut down, and that is off already, may stay.
      !(rule === 'ha-stuck' && mayShutDown(world, job, vm)),
  );
}

/** Adds a VM that has been moved or shut down to the maintenance record. */
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

/** Frees the host when the task ends. After a failure the host is in use again; VMs stay moved or shut down. */
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
  return planEvacuation(world, host, ordersOf(world, shutDown));
}

/** Returns the VMs that the list orders to be shut down: by behaviour, it is an order, or only a permission. */
function ordersOf({ behaviours }: World, shutDown: readonly Id[]): PlanOptions {
  const isOrder = isChosen(behaviours, 'enter.listed-movable-vm', 'shut-down');
  return { shutDown: new Set(isOrder ? shutDown : []) };
}

/** Whether a VM may be shut down if it cannot be moved: the client named it, or by behaviour it need not. */
function mayShutDown({ behaviours }: World, { shutDown }: Job, vm: Id): boolean {
  return shutDown.includes(vm) || isChosen(behaviours, 'enter.missing-vm', 'shut-down');
}

function stepsOf(world: World, plan: readonly PlannedVm[], job: Job): JobStep<'enter'>[] {
  const steps = plan
    .map((planned) => stepOf(planned, mayShutDown(world, job, planned.vm)))
    .filter((step) => step !== undefined);
  const phases = ['live-migrate', 'shut-down', 'offline-migrate'];
  const phase = ({ kind }: JobStep<'enter'>) =>
    phases.indexOf(kind === 'refuse-shut-down' ? 'shut-down' : kind);
  return steps.toSorted((a, b) => phase(a) - phase(b));
}

function stepOf(planned: PlannedVm, isAllowed: boolean): JobStep<'enter'> | undefined {
  const { vm, name, rule, reason } = planned;
  const why = { rule, reason };
  switch (planned.action) {
    case 'live-migrate':
    case 'offline-migrate':
      return { kind: planned.action, vm, name, to: planned.to, why };
    case 'shut-down':
      return isAllowed ? { kind: 'shut-down', vm, name, why } : { kind: 'refuse-shut-down', vm, why };
    case 'stay':
    case 'block':
      return undefined;
  }
}

const STATE_INVALID = 'EC_MAINTENANCE_MODE_HOST_STATE_INVALID';
const EXISTS = 'EC_MAINTENANCE_MODE_EXIST_HOST_IN_MT_MODE';

interface Objection {
  /** The behaviour that decides between a refusal and a task that fails. */
  readonly behaviour: 'enter.already' | 'enter.unfit-host' | 'enter.second-host';
  readonly failure: Failure;
}

/**
 * Returns the failure of a task that cannot start, or undefined if it can. Throws a Refusal if the behaviour says so.
 */
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

/**
 * Returns the VMs of the list, each once. Throws a Refusal for unknown VMs, and by behaviour for VMs that are on
 * another host or not running.
 */
function resolveShutDownList(world: World, host: HostRecord, list: readonly string[]): Id[] {
  const vms = list.map((id, index) => listedVm(world, host, id, `data.shutdown_vms[${index}]`));
  return [...new Set(vms.filter((vm) => vm !== undefined).map((vm) => vm.id))];
}

/** Throws a Refusal, by behaviour, if the list omits a VM that must be shut down, or holds a VM that can be moved. */
function refuseWrongList(world: World, host: HostRecord, list: readonly Id[]): void {
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

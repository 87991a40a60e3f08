/**
 * The operations on VMs. Each is refused with a reason, or starts a task.
 * @module
 */
import { chosen } from '../../../../contracts/behaviours/index.ts';
import { join, message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import type { Move } from '../placement/load.ts';
import { Load } from '../placement/load.ts';
import {
  canTake,
  findTie,
  type Obstacle,
  placeVm,
  reasonWithFilter,
  whyNot,
} from '../placement/placement.ts';
import { startJob } from '../task/job.ts';
import { DONE, failed, type VmStepHandler } from '../task/step.ts';
import { type Caller, resourceOf } from '../task/task.ts';
import type { ErrorCode } from '../world/error-codes.ts';
import { findHost } from '../world/find.ts';
import type { Failure, StepOf, VmChange, Why } from '../world/job.ts';
import type { HostRecord, Id, TaskRecord, VmRecord } from '../world/records.ts';
import { lockedRefusal, Refusal } from '../world/refusal.ts';
import type { World } from '../world/world.ts';
import { VM_CHANGES } from './changes.ts';
import { LIVE_MIGRATE, OFFLINE_MIGRATE, SHUT_DOWN } from './moves.ts';
import { ignoresShutdown, powerOnFields, SHUT_DOWN_LIMIT_MS, shutDownTimedOut } from './power.ts';

/** A change of a VM on its host, a graceful shutdown, a start or a migration. */
export type VmOperation = VmChange | 'shut-down' | 'start' | 'migrate';

export interface VmRequest {
  readonly operation: VmOperation;
  readonly mutation: string;
  /** The id of the requested host. If it is absent, the scheduler chooses one. */
  readonly host?: string;
}

type VmStepKind = 'live-migrate' | 'offline-migrate' | 'shut-down' | 'start' | 'change-vm';
type VmStep = StepOf<VmStepKind>;

/**
 * The steps of operations on VMs. The VM is busy since the request, so no other task changes it. The state of its host
 * and the names of other VMs may still have changed when the step ends.
 */
export const VM_OPERATION_STEPS: { readonly [K in VmStepKind]: VmStepHandler<StepOf<K>> } = {
  'live-migrate': withoutBegin(LIVE_MIGRATE),
  'offline-migrate': withoutBegin(OFFLINE_MIGRATE),
  'shut-down': withoutBegin(SHUT_DOWN),
  start: {
    phase: 'START_VM',
    verb: 'moved to be started',
    vmTask: {
      mutation: 'startVm',
      describe: (world, { name }, { to }) =>
        message('task.start', { vm: name, host: world.must('Host', to).name }),
    },
    duration: (world) => 1_000 + world.random.below(500),
    /** Starts the VM on the planned host. Fails if the host can no longer take it. */
    finish(world, { vm: id, to }) {
      const vm = world.must('Vm', id);
      world.update('Vm', id, { entityAsyncStatus: null });
      const obstacle = whyNotStart(world, vm, world.must('Host', to));
      if (obstacle !== undefined) {
        const reason = reasonWithFilter(obstacle);
        return failed(NAMED_HOST, message('vm.cannot-start', { vm: vm.name, reason }));
      }
      world.update('Vm', id, { ...powerOnFields(vm), host: to });
      return DONE;
    },
  },
  'change-vm': {
    phase: 'CHANGE_VM',
    waitsForGuest: ({ change }) => change === 'restart',
    vmTask: { mutation: '', describe: (_world, { name }, { change }) => VM_CHANGES[change].describe(name) },
    duration: (world, { vm, change }) =>
      change === 'restart' && ignoresShutdown(world, world.must('Vm', vm))
        ? SHUT_DOWN_LIMIT_MS
        : VM_CHANGES[change].ms,
    /** Applies the change. A deleted VM is removed from its placement groups as well. */
    finish(world, { vm: id, change }) {
      const vm = world.must('Vm', id);
      world.update('Vm', id, { entityAsyncStatus: null });
      const { from, why, change: make } = VM_CHANGES[change];
      const objection = from.includes(vm.status) ? why?.(world, vm) : wrongStatus(vm, from);
      if (objection !== undefined) return failed('JOB_VM_STATE_MACHINE_ERROR', vmSentence(vm, objection));
      if (change === 'restart' && ignoresShutdown(world, vm)) return shutDownTimedOut(vm);
      const fields = make(world, vm);
      if (fields === undefined) removeVm(world, id);
      else world.update('Vm', id, fields);
      return DONE;
    },
  },
};

/** Returns the handler without `begin`: the request has already checked the VM and marked it as busy. */
function withoutBegin<H extends { begin?: unknown }>({ begin: _begin, ...handler }: H): Omit<H, 'begin'> {
  return handler;
}

function describe(world: World, vm: VmRecord, step: VmStep): Text {
  const { vmTask }: VmStepHandler<VmStep> = VM_OPERATION_STEPS[step.kind];
  return vmTask.describe(world, vm, step);
}

/** Why an operation is not possible, with the behaviour that decides how CloudTower says so. */
interface Objection {
  readonly behaviour: 'vm-power.wrong-state' | 'vm.no-host';
  readonly failure: Failure;
  /** Whether the VM is already as the operation would leave it. */
  readonly isDone: boolean;
}

type Decision = VmStep | Objection;

/**
 * Starts one task for each VM, or none (null) for a VM that needs none, by behaviour. Throws a Refusal if one VM does
 * not allow the operation, and then changes nothing.
 */
export function operateVms(
  world: World,
  vms: readonly VmRecord[],
  request: VmRequest,
  caller: Caller,
): (TaskRecord | null)[] {
  const load = new Load(world);
  const planned = vms.map((vm) => ({ vm, plan: planFor(world, vm, request, load) }));
  return planned.map(({ vm, plan }) => {
    if (plan === null) return null;
    const { description, step } = plan;
    const task = { description, mutation: request.mutation, resource: resourceOf(vm) };
    const isDeleting = step.kind === 'change-vm' && step.change === 'delete';
    if (step.kind !== 'fail')
      world.update('Vm', vm.id, { entityAsyncStatus: isDeleting ? 'DELETING' : 'UPDATING' });
    return startJob(world, task, { kind: 'operate', shutDown: [], steps: [step] }, caller);
  });
}

interface VmPlan {
  readonly description: Text;
  readonly step: VmStep | StepOf<'fail'>;
}

/** Returns the task for a VM, or null if there is nothing to do. Throws a Refusal if the behaviour says so. */
function planFor(world: World, vm: VmRecord, request: VmRequest, load: Load): VmPlan | null {
  const decision = decide(world, vm, request, load);
  if ('kind' in decision) return { description: describe(world, vm, decision), step: decision };
  const { behaviour, failure, isDone } = decision;
  const choice = chosen(world.behaviours, behaviour);
  if (choice === 'task-fails')
    return { description: intention(vm, request), step: { kind: 'fail', failure } };
  if (choice === 'nothing-to-do' && isDone) return null;
  throw new Refusal({ kind: 'state', ...failure });
}

/** Describes an operation that has no step. */
function intention({ name: vm, status }: VmRecord, { operation }: VmRequest): Text {
  switch (operation) {
    case 'start':
      return message('task.power-on', { vm });
    case 'migrate':
      return message(status === 'RUNNING' ? 'task.live-migrate-anywhere' : 'task.offline-migrate-anywhere', {
        vm,
      });
    case 'shut-down':
      return message('task.shut-down', { vm });
    default:
      return VM_CHANGES[operation].describe(vm);
  }
}

/** The power state that each power operation leads to. A restart leads back to where it began. */
const GOALS: Readonly<Partial<Record<VmOperation, VmRecord['status']>>> = {
  start: 'RUNNING',
  'shut-down': 'STOPPED',
  'power-off': 'STOPPED',
  suspend: 'SUSPENDED',
  resume: 'RUNNING',
};

/** Power operations, other than those of GOALS. */
const RESTARTS: readonly VmOperation[] = ['restart', 'force-restart'];

/**
 * Returns the step for a VM, or why it cannot have one. `load` holds the placements of the VMs before it, and its own
 * is added. Throws a Refusal that no behaviour decides.
 */
function decide(world: World, vm: VmRecord, { operation, host }: VmRequest, load: Load): Decision {
  refuseLocked(vm);
  const target = host === undefined ? undefined : findTarget(world, vm, host);
  const failure = stateFailure(world, vm, operation);
  if (failure !== undefined) {
    const { [operation]: goal } = GOALS;
    if (goal === undefined && !RESTARTS.includes(operation)) throw new Refusal({ kind: 'state', ...failure });
    return { behaviour: 'vm-power.wrong-state', failure, isDone: vm.status === goal };
  }
  switch (operation) {
    case 'start':
      return start(world, vm, target, load);
    case 'migrate':
      return migration(world, vm, target, load);
    case 'shut-down':
      return { kind: 'shut-down', vm: vm.id, name: vm.name, why: ON_REQUEST };
    default:
      return { kind: 'change-vm', vm: vm.id, change: operation };
  }
}

/** Returns why the state of a VM does not allow an operation, or undefined if it does. */
function stateFailure(world: World, vm: VmRecord, operation: VmOperation): Failure | undefined {
  const [from, objection] = conditionOf(world, vm, operation);
  if (objection !== undefined)
    return { code: 'JOB_VM_STATE_MACHINE_ERROR', message: vmSentence(vm, objection) };
  if (from.includes(vm.status)) return undefined;
  const code = from.length === 1 && from[0] === 'STOPPED' ? 'VM_NOT_STOPPED' : 'JOB_VM_STATE_MACHINE_ERROR';
  return { code, message: vmSentence(vm, wrongStatus(vm, from)) };
}

/** Returns the states in which an operation is allowed, and what else is in its way. */
function conditionOf(
  world: World,
  vm: VmRecord,
  operation: VmOperation,
): readonly [from: readonly VmRecord['status'][], objection?: Text | undefined] {
  switch (operation) {
    case 'start':
      return [['STOPPED'], vm.in_recycle_bin ? message('vm.in-recycle-bin') : undefined];
    case 'migrate':
      return [['RUNNING', 'STOPPED']];
    case 'shut-down':
      return [['RUNNING']];
    default:
      return [VM_CHANGES[operation].from, VM_CHANGES[operation].why?.(world, vm)];
  }
}

function refuseLocked({ id, entityAsyncStatus }: VmRecord): void {
  if (entityAsyncStatus !== null) throw lockedRefusal({ id, type: 'VM' });
}

function wrongStatus({ status }: VmRecord, from: readonly VmRecord['status'][]): Text {
  return message('vm.wrong-status', { status, allowed: join(from, 'list.or') });
}

function vmSentence({ name }: VmRecord, reason: Text): Text {
  return message('vm.sentence', { vm: name, reason });
}

function refuse(vm: VmRecord, reason: Text, code: ErrorCode): never {
  throw new Refusal({ kind: 'state', code, message: vmSentence(vm, reason) });
}

function findTarget(world: World, vm: VmRecord, id: Id): HostRecord {
  const host = findHost(world, id, 'data.host_id');
  if (host.cluster === vm.cluster) return host;
  const reason = message('vm.host-of-other-cluster', { host: host.name });
  return refuse(vm, reason, 'JOB_SPECIFIED_NODE_SCHEDULE_FAILED');
}

/** Returns the objection to a placement: no host, or not the named one, can take the VM. */
function noHost(vm: VmRecord, reasons: readonly Obstacle[], code: ErrorCode): Objection {
  const reason = join(reasons.map(reasonWithFilter));
  return { behaviour: 'vm.no-host', failure: { code, message: vmSentence(vm, reason) }, isDone: false };
}

const NAMED_HOST = 'JOB_SPECIFIED_NODE_SCHEDULE_FAILED';
const ANY_HOST = 'JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING';

/**
 * Returns why a VM cannot start on a host, or undefined if it can. A VM with a host device starts only on its own host.
 */
export function whyNotStart(
  world: World,
  vm: VmRecord,
  host: HostRecord,
  load: Load = new Load(world),
): Obstacle | undefined {
  const tie = host.id === vm.host ? undefined : findTie(world, vm, 'cold');
  return tie ?? whyNot(world, vm, host, 'live', load);
}

const ON_REQUEST: Why = { reason: message('plan.requested') };

/**
 * Returns the start of a VM: on the requested host, or else on its own if that can take it, or else where the scheduler
 * chooses.
 */
function start(world: World, vm: VmRecord, requested: HostRecord | undefined, load: Load): Decision {
  const own = vm.host === null ? undefined : world.must('Host', vm.host);
  const first = requested ?? own;
  const why = first === undefined ? undefined : whyNotStart(world, vm, first, load);
  if (first !== undefined && why === undefined) return startOn(vm, first, load);
  if (requested !== undefined && why !== undefined) return noHost(vm, [why], NAMED_HOST);
  const placement = placeVm(world, vm, 'live', load, 'cold');
  if ('target' in placement) return startOn(vm, placement.target, load);
  return noHost(vm, why === undefined ? [placement.obstacle] : [why, placement.obstacle], ANY_HOST);
}

function startOn(vm: VmRecord, target: HostRecord, load: Load): VmStep {
  load.add(vm, target, 'live');
  return { kind: 'start', vm: vm.id, to: target.id };
}

function migration(world: World, vm: VmRecord, requested: HostRecord | undefined, load: Load): Decision {
  const move: Move = vm.status === 'RUNNING' ? 'live' : 'cold';
  // The web UI's codes for tied VMs are those of a precheck: CloudTower knows before it looks for a host.
  const tie = findTie(world, vm, move);
  if (tie !== undefined) refuse(vm, tie.reason, requested === undefined ? ANY_HOST : NAMED_HOST);
  if (requested === undefined) {
    const placement = placeVm(world, vm, move, load);
    if ('obstacle' in placement) return noHost(vm, [placement.obstacle], ANY_HOST);
    const { target } = placement;
    return migrateTo(vm, target, move, { reason: canTake(target) }, load);
  }
  if (requested.id === vm.host) {
    const reason = message('vm.on-host-already', { host: requested.name });
    refuse(vm, reason, NAMED_HOST);
  }
  const obstacle = whyNot(world, vm, requested, move, load);
  if (obstacle !== undefined) return noHost(vm, [obstacle], NAMED_HOST);
  return migrateTo(vm, requested, move, ON_REQUEST, load);
}

function migrateTo(vm: VmRecord, target: HostRecord, move: Move, why: Why, load: Load): VmStep {
  load.add(vm, target, move);
  const kind = move === 'live' ? 'live-migrate' : 'offline-migrate';
  return { kind, vm: vm.id, name: vm.name, to: target.id, why };
}

function removeVm(world: World, id: Id): void {
  for (const group of world.where('VmPlacementGroup', 'vms', id)) {
    world.update('VmPlacementGroup', group.id, { vms: group.vms.filter((member) => member !== id) });
  }
  world.remove('Vm', id);
}

/**
 * The operations on VMs. Each is refused with a reason, or starts a task.
 * @module
 */
import { join, message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import type { Move } from '../placement/load.ts';
import { Load } from '../placement/load.ts';
import { canTake, findTie, placeVm, whyNot } from '../placement/placement.ts';
import { startJob } from '../task/job.ts';
import { DONE, failed, type VmStepHandler } from '../task/step.ts';
import { type Caller, resourceOf } from '../task/task.ts';
import type { ErrorCode } from '../world/error-codes.ts';
import { findHost } from '../world/find.ts';
import type { StepOf, VmChange, Why } from '../world/job.ts';
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
      const reason = whyNotStart(world, vm, world.must('Host', to));
      if (reason !== undefined) {
        const failure = message('vm.cannot-start', { vm: vm.name, reason });
        return failed('JOB_SPECIFIED_NODE_SCHEDULE_FAILED', failure);
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

/** Starts one task for each VM. Throws a Refusal if one VM does not allow the operation, and then changes nothing. */
export function operateVms(
  world: World,
  vms: readonly VmRecord[],
  request: VmRequest,
  caller: Caller,
): TaskRecord[] {
  const load = new Load(world);
  const planned = vms.map((vm) => ({ vm, step: stepFor(world, vm, request, load) }));
  return planned.map(({ vm, step }) => {
    const description = describe(world, vm, step);
    const task = { description, mutation: request.mutation, resource: resourceOf(vm) };
    const isDeleting = step.kind === 'change-vm' && step.change === 'delete';
    world.update('Vm', vm.id, { entityAsyncStatus: isDeleting ? 'DELETING' : 'UPDATING' });
    return startJob(world, task, { kind: 'operate', shutDown: [], steps: [step] }, caller);
  });
}

/** Returns the step for a VM. `load` holds the placements of the VMs before it, and its own is added. */
function stepFor(world: World, vm: VmRecord, { operation, host }: VmRequest, load: Load): VmStep {
  refuseLocked(vm);
  const target = host === undefined ? undefined : findTarget(world, vm, host);
  switch (operation) {
    case 'start':
      refuseUnless(vm, ['STOPPED'], vm.in_recycle_bin ? message('vm.in-recycle-bin') : undefined);
      return start(vm, hostToStartOn(world, vm, target, load), load);
    case 'migrate':
      refuseUnless(vm, ['RUNNING', 'STOPPED']);
      return migration(world, vm, target, load);
    case 'shut-down':
      refuseUnless(vm, ['RUNNING']);
      return { kind: 'shut-down', vm: vm.id, name: vm.name, why: ON_REQUEST };
    default:
      refuseUnless(vm, VM_CHANGES[operation].from, VM_CHANGES[operation].why?.(world, vm));
      return { kind: 'change-vm', vm: vm.id, change: operation };
  }
}

function refuseLocked({ id, entityAsyncStatus }: VmRecord): void {
  if (entityAsyncStatus !== null) throw lockedRefusal({ id, type: 'VM' });
}

function refuseUnless(vm: VmRecord, from: readonly VmRecord['status'][], objection?: Text): void {
  if (objection !== undefined) refuse(vm, objection, 'JOB_VM_STATE_MACHINE_ERROR');
  if (from.includes(vm.status)) return;
  const code = from.length === 1 && from[0] === 'STOPPED' ? 'VM_NOT_STOPPED' : 'JOB_VM_STATE_MACHINE_ERROR';
  refuse(vm, wrongStatus(vm, from), code);
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

/**
 * Returns the host to start a VM on: the requested one, or else the current one if it can take the VM, or else the
 * scheduler's choice. Throws a Refusal if the requested host, or every host, cannot take the VM.
 */
function hostToStartOn(
  world: World,
  vm: VmRecord,
  requested: HostRecord | undefined,
  load: Load,
): HostRecord {
  const own = vm.host === null ? undefined : world.must('Host', vm.host);
  const first = requested ?? own;
  const why = first === undefined ? undefined : whyNotStart(world, vm, first, load);
  if (first !== undefined && why === undefined) return first;
  if (requested !== undefined && why !== undefined) refuse(vm, why, 'JOB_SPECIFIED_NODE_SCHEDULE_FAILED');
  const placement = placeVm(world, vm, 'live', load, 'cold');
  if ('target' in placement) return placement.target;
  const reasons = [why, placement.obstacle.reason].filter((reason) => reason !== undefined);
  return refuse(vm, join(reasons), 'JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING');
}

/**
 * Returns why a VM cannot start on a host, or undefined if it can. A VM with a host device starts only on its own host.
 */
export function whyNotStart(
  world: World,
  vm: VmRecord,
  host: HostRecord,
  load: Load = new Load(world),
): Text | undefined {
  const tie = host.id === vm.host ? undefined : findTie(world, vm, 'cold');
  return (tie ?? whyNot(world, vm, host, 'live', load))?.reason;
}

const ON_REQUEST: Why = { reason: message('plan.requested') };

function start(vm: VmRecord, target: HostRecord, load: Load): VmStep {
  load.add(vm, target, 'live');
  return { kind: 'start', vm: vm.id, to: target.id };
}

function migration(world: World, vm: VmRecord, requested: HostRecord | undefined, load: Load): VmStep {
  const move: Move = vm.status === 'RUNNING' ? 'live' : 'cold';
  const kind = move === 'live' ? 'live-migrate' : 'offline-migrate';
  if (requested === undefined) {
    const placement = placeVm(world, vm, move, load);
    if ('target' in placement) {
      const { target } = placement;
      load.add(vm, target, move);
      return { kind, vm: vm.id, name: vm.name, to: target.id, why: { reason: canTake(target) } };
    }
    return refuse(vm, placement.obstacle.reason, 'JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING');
  }
  if (requested.id === vm.host) {
    const reason = message('vm.on-host-already', { host: requested.name });
    refuse(vm, reason, 'JOB_SPECIFIED_NODE_SCHEDULE_FAILED');
  }
  const obstacle = findTie(world, vm, move) ?? whyNot(world, vm, requested, move, load);
  if (obstacle !== undefined) refuse(vm, obstacle.reason, 'JOB_SPECIFIED_NODE_SCHEDULE_FAILED');
  load.add(vm, requested, move);
  return { kind, vm: vm.id, name: vm.name, to: requested.id, why: ON_REQUEST };
}

function removeVm(world: World, id: Id): void {
  for (const group of world.where('VmPlacementGroup', 'vms', id)) {
    world.update('VmPlacementGroup', group.id, { vms: group.vms.filter((member) => member !== id) });
  }
  world.remove('Vm', id);
}

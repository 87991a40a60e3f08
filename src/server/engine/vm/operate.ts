/**
 * The operations on VMs: each is refused with a reason, or becomes a task of its own.
 * @module
 */
import { Load } from '../placement/load.ts';
import { canTake, findTie, placeVm, whyNot } from '../placement/placement.ts';
import type { Move } from '../placement/rules.ts';
import { startJob } from '../task/job.ts';
import { type Caller, resourceOf } from '../task/task.ts';
import { findHost } from '../world/find.ts';
import type { Step, VmChange, Why } from '../world/job.ts';
import type { HostRecord, Id, TaskRecord, VmRecord } from '../world/records.ts';
import { lockedRefusal, Refusal } from '../world/refusal.ts';
import { listed, type Text, text } from '../world/text.ts';
import type { World } from '../world/world.ts';
import { VM_CHANGES } from './changes.ts';
import { describeStep } from './describe.ts';
import { isElsewhere, isThereAlready, mustBe, ofVm } from './messages.ts';

/** What is asked for: a change where the VM is, a graceful shutdown, a start or a migration. */
export type VmOperation = VmChange | 'shut-down' | 'start' | 'migrate';

export interface VmRequest {
  readonly operation: VmOperation;
  readonly mutation: string;
  /** The host asked for; undefined leaves the choice to the scheduler. */
  readonly host?: string;
}

/** Starts one task for each VM. Refuses all if one cannot be, so that a refused request changes nothing. */
export function operateVms(
  world: World,
  vms: readonly VmRecord[],
  request: VmRequest,
  caller: Caller,
): TaskRecord[] {
  const load = new Load(world);
  const planned = vms.map((vm) => ({ vm, step: stepFor(world, vm, request, load) }));
  return planned.map(({ vm, step }) => {
    const description = describeStep(world, vm, step);
    const about = { description, mutation: request.mutation, resource: resourceOf(vm) };
    const isDeleting = step.kind === 'change-vm' && step.change === 'delete';
    world.update('Vm', vm.id, { entityAsyncStatus: isDeleting ? 'DELETING' : 'UPDATING' });
    return startJob(world, about, { kind: 'operate', shutDown: [], steps: [step] }, caller);
  });
}

/** `load` is what hosts will hold when those before it have their places. */
function stepFor(world: World, vm: VmRecord, { operation, host }: VmRequest, load: Load): Step {
  refuseLocked(vm);
  const target = host === undefined ? undefined : findTarget(world, vm, host);
  switch (operation) {
    case 'start':
      refuseUnless(
        vm,
        ['STOPPED'],
        vm.in_recycle_bin ? text('it is in the recycle bin', '它在回收站中') : undefined,
      );
      return start(vm, hostToStartOn(world, vm, target, load), load);
    case 'migrate':
      refuseUnless(vm, ['RUNNING', 'STOPPED']);
      return migration(world, vm, target, load);
    case 'shut-down':
      refuseUnless(vm, ['RUNNING']);
      return { kind: 'shut-down', vm: vm.id, why: NAMED };
    default:
      refuseUnless(vm, VM_CHANGES[operation].from, VM_CHANGES[operation].why?.(world, vm));
      return { kind: 'change-vm', vm: vm.id, change: operation };
  }
}

function refuseLocked({ id, entityAsyncStatus }: VmRecord): void {
  if (entityAsyncStatus !== null) throw lockedRefusal({ id, type: 'VM' });
}

function refuseUnless(vm: VmRecord, from: readonly VmRecord['status'][], why?: Text): void {
  if (why !== undefined) refuse(vm, why, 'JOB_VM_STATE_MACHINE_ERROR');
  if (from.includes(vm.status)) return;
  const code = from.length === 1 && from[0] === 'STOPPED' ? 'VM_NOT_STOPPED' : 'JOB_VM_STATE_MACHINE_ERROR';
  refuse(vm, mustBe(vm, from), code);
}

function refuse(vm: VmRecord, why: Text, code: string): never {
  throw new Refusal({ kind: 'state', code, message: ofVm(vm, why) });
}

function findTarget(world: World, vm: VmRecord, id: Id): HostRecord {
  const host = findHost(world, id, 'data.host_id');
  if (host.cluster !== vm.cluster) refuse(vm, isElsewhere(host), 'JOB_SPECIFIED_NODE_SCHEDULE_FAILED');
  return host;
}

/** The host asked for, if it can take the VM; else the one it is on; else the scheduler's choice. */
function hostToStartOn(world: World, vm: VmRecord, asked: HostRecord | undefined, load: Load): HostRecord {
  const own = vm.host === null ? undefined : world.must('Host', vm.host);
  const first = asked ?? own;
  const why = first === undefined ? undefined : whyNotStart(world, vm, first, load);
  if (first !== undefined && why === undefined) return first;
  if (asked !== undefined && why !== undefined) refuse(vm, why, 'JOB_SPECIFIED_NODE_SCHEDULE_FAILED');
  const placement = placeVm(world, vm, 'live', load, 'cold');
  if ('target' in placement) return placement.target;
  const reasons = [why, placement.obstacle.reason].filter((reason) => reason !== undefined);
  return refuse(vm, listed(reasons), 'JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING');
}

/** Why a VM cannot start on a host, or undefined if it can. One with a device starts only where it is. */
export function whyNotStart(
  world: World,
  vm: VmRecord,
  host: HostRecord,
  load: Load = new Load(world),
): Text | undefined {
  const tie = host.id === vm.host ? undefined : findTie(world, vm, 'cold');
  return (tie ?? whyNot(world, vm, host, 'live', load))?.reason;
}

const NAMED: Why = { reason: text('the request names it', '请求指定了它') };

function start(vm: VmRecord, target: HostRecord, load: Load): Step {
  load.add(vm, target, 'live');
  return { kind: 'start', vm: vm.id, to: target.id };
}

function migration(world: World, vm: VmRecord, asked: HostRecord | undefined, load: Load): Step {
  const move: Move = vm.status === 'RUNNING' ? 'live' : 'cold';
  const kind = move === 'live' ? 'live-migrate' : 'offline-migrate';
  if (asked === undefined) {
    const placement = placeVm(world, vm, move, load);
    if ('target' in placement) {
      const { target } = placement;
      load.add(vm, target, move);
      return { kind, vm: vm.id, to: target.id, why: { reason: canTake(target) } };
    }
    return refuse(vm, placement.obstacle.reason, 'JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING');
  }
  if (asked.id === vm.host) refuse(vm, isThereAlready(asked), 'JOB_SPECIFIED_NODE_SCHEDULE_FAILED');
  const obstacle = findTie(world, vm, move) ?? whyNot(world, vm, asked, move, load);
  if (obstacle !== undefined) refuse(vm, obstacle.reason, 'JOB_SPECIFIED_NODE_SCHEDULE_FAILED');
  load.add(vm, asked, move);
  return { kind, vm: vm.id, to: asked.id, why: NAMED };
}

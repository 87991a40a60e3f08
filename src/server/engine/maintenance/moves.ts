/**
 * What entering and leaving do to a VM: move it, shut it down, power it on. Each begins by marking the VM
 * as busy and ends by changing it; what no longer fits when its turn comes is skipped or fails.
 * @module
 */

import { canTake, findTie, type Obstacle, placeVm, whyNot, whyNotBack } from '../placement/placement.ts';
import type { Move } from '../placement/rules.ts';
import { DONE, failed, type Outcome, SKIP } from '../task/job.ts';
import { isDeaf, poweredOff, poweredOn, shutDownTimedOut } from '../vm/power.ts';
import { isRunning, isStopped } from '../world/derived.ts';
import type { Step } from '../world/job.ts';
import type { Id, VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { cannotMigrate, cannotMoveBack, cannotPowerOn, isGone, isNotOff, isNow } from './messages.ts';

export type MoveStep = Extract<Step, { kind: 'live-migrate' | 'offline-migrate' }>;

const MOVES: Readonly<Record<MoveStep['kind'], Move>> = { 'live-migrate': 'live', 'offline-migrate': 'cold' };

/** Begins to move a VM off its host. If the planned target cannot take it any more, another one is chosen. */
export function beginEvacuation(world: World, step: MoveStep): Outcome {
  const vm = world.get('Vm', step.vm);
  const move = MOVES[step.kind];
  if (vm === undefined || vm.host === step.to || !canMove(vm, move)) return SKIP;
  if (whyNotTo(world, vm, step, whyNot) === undefined) return begun(world, vm.id);
  const placement = placeVm(world, vm, move);
  if ('obstacle' in placement) return noTarget(vm, placement.obstacle);
  markBusy(world, vm.id);
  const why = { ...step.why, reason: canTake(placement.target) };
  return { kind: 'instead', step: { ...step, to: placement.target.id, why } };
}

/** Begins to move a VM back to where it came from. */
export function beginReturn(world: World, step: MoveStep): Outcome {
  const vm = world.get('Vm', step.vm);
  if (vm === undefined) return gone(step.vm);
  if (vm.host === step.to) return SKIP;
  return whyNoReturn(world, vm, step) ?? begun(world, vm.id);
}

/** Puts a VM on its new host, if that can still take it. */
export function finishEvacuation(world: World, step: MoveStep): Outcome {
  return finishMove(world, step, (vm) => {
    if (!canMove(vm, MOVES[step.kind]))
      return failed('JOB_VM_STATE_MACHINE_ERROR', cannotMigrate(vm, isNow(vm)));
    const obstacle = whyNotTo(world, vm, step, whyNot);
    return obstacle && noTarget(vm, obstacle);
  });
}

/** Puts a VM back on the host it came from, if that can still take it. */
export function finishReturn(world: World, step: MoveStep): Outcome {
  return finishMove(world, step, (vm) => whyNoReturn(world, vm, step));
}

/** Begins to shut a VM down. One that is off already, or gone, is skipped. */
export function beginShutDown(world: World, id: Id): Outcome {
  const vm = world.get('Vm', id);
  return vm === undefined || !isRunning(vm) ? SKIP : begun(world, id);
}

export function finishShutDown(world: World, id: Id): Outcome {
  const vm = world.get('Vm', id);
  if (vm === undefined) return gone(id);
  world.update('Vm', id, { entityAsyncStatus: null });
  // Its host may have gone meanwhile, and the VM with it.
  if (!isRunning(vm)) return DONE;
  if (isDeaf(world, vm)) return shutDownTimedOut(vm);
  world.update('Vm', id, poweredOff(world, vm));
  return DONE;
}

/** Begins to power a VM on. One that runs already is skipped. */
export function beginPowerOn(world: World, id: Id): Outcome {
  const vm = world.get('Vm', id);
  if (vm === undefined) return gone(id);
  return isRunning(vm) ? SKIP : (whyCannotPowerOn(world, vm) ?? begun(world, id));
}

export function finishPowerOn(world: World, id: Id): Outcome {
  const vm = world.get('Vm', id);
  if (vm === undefined) return gone(id);
  world.update('Vm', id, { entityAsyncStatus: null });
  const refused = whyCannotPowerOn(world, vm);
  if (refused === undefined) world.update('Vm', id, poweredOn(vm));
  return refused ?? DONE;
}

function begun(world: World, id: Id): Outcome {
  markBusy(world, id);
  return DONE;
}

function markBusy(world: World, id: Id): void {
  world.update('Vm', id, { entityAsyncStatus: 'UPDATING' });
}

function finishMove(
  world: World,
  { vm: id, to }: MoveStep,
  whyNow: (vm: VmRecord) => Outcome | undefined,
): Outcome {
  const vm = world.get('Vm', id);
  if (vm === undefined) return gone(id);
  world.update('Vm', id, { entityAsyncStatus: null });
  const refused = whyNow(vm);
  if (refused === undefined) world.update('Vm', id, { host: to });
  return refused ?? DONE;
}

function canMove(vm: VmRecord, move: Move): boolean {
  return move === 'live' ? isRunning(vm) : isStopped(vm);
}

function whyNotTo(
  world: World,
  vm: VmRecord,
  { kind, to }: MoveStep,
  why: typeof whyNot,
): Obstacle | undefined {
  const move = MOVES[kind];
  return findTie(world, vm, move) ?? why(world, vm, world.must('Host', to), move);
}

function whyNoReturn(world: World, vm: VmRecord, step: MoveStep): Outcome | undefined {
  if (!canMove(vm, MOVES[step.kind])) {
    return failed('JOB_VM_STATE_MACHINE_ERROR', cannotMoveBack(vm, step.kind));
  }
  const obstacle = whyNotTo(world, vm, step, whyNotBack);
  return obstacle && noTarget(vm, obstacle);
}

function whyCannotPowerOn(world: World, vm: VmRecord): Outcome | undefined {
  if (!isStopped(vm) || vm.in_recycle_bin || vm.host === null) {
    return failed('JOB_VM_STATE_MACHINE_ERROR', isNotOff(vm));
  }
  const obstacle = whyNotBack(world, vm, world.must('Host', vm.host), 'live');
  return obstacle && failed(codeOf(obstacle), cannotPowerOn(vm, obstacle.reason));
}

function noTarget(vm: VmRecord, obstacle: Obstacle): Outcome {
  return failed(codeOf(obstacle), cannotMigrate(vm, obstacle.reason));
}

function codeOf({ rule }: Obstacle): string {
  return rule === 'memory' ? 'JOB_NODE_OUT_OF_MEMORY' : 'JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING';
}

function gone(id: Id): Outcome {
  return failed('VM_NOT_FOUND', isGone(id));
}

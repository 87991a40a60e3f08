/**
 * The steps that move one VM, shut it down or power it on, in maintenance and in operations on VMs. A step marks the VM
 * as busy when it starts, and changes it when it ends. If the state of the VM no longer fits, the step is skipped or
 * fails.
 * @module
 */
import { message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import type { Move } from '../placement/load.ts';
import {
  canTake,
  findTie,
  type Obstacle,
  placeVm,
  reasonWithFilter,
  whyNot,
} from '../placement/placement.ts';
import { DONE, failed, type Outcome, SKIP, type StepHandler, type VmStepHandler } from '../task/step.ts';
import { isRunning, isStopped } from '../world/derived.ts';
import type { ErrorCode } from '../world/error-codes.ts';
import type { StepOf } from '../world/job.ts';
import type { Id, VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import {
  ignoresShutdown,
  powerOffFields,
  powerOnFields,
  SHUT_DOWN_LIMIT_MS,
  shutDownTimedOut,
} from './power.ts';

type Migration = StepOf<'live-migrate' | 'offline-migrate'>;

const MOVES: Readonly<Record<Migration['kind'], Move>> = {
  'live-migrate': 'live',
  'offline-migrate': 'cold',
};

const GIB = 2 ** 30;

/** Moves a running VM off its host. If the planned target can no longer take it, another one is chosen. */
export const LIVE_MIGRATE: VmStepHandler<StepOf<'live-migrate'>> = {
  phase: 'LIVE_MIGRATE_VMS',
  verb: 'live migrated',
  offlineCode: 'JOB_LIBVIRT_ABORT_MIGRATE',
  vmTask: {
    mutation: 'migrateVm',
    describe: (world, { name }, { to }) =>
      message('task.live-migrate', { vm: name, host: world.must('Host', to).name }),
  },
  duration: (world, { vm }) =>
    1_000 + Math.round((100 * world.must('Vm', vm).memory) / GIB) + world.random.below(500),
  begin: beginEvacuation,
  finish: finishEvacuation,
};

/** Moves a powered-off VM off its host, with the same choice of target. */
export const OFFLINE_MIGRATE: VmStepHandler<StepOf<'offline-migrate'>> = {
  phase: 'OFFLINE_MIGRATE_VMS',
  verb: 'migrated cold',
  vmTask: {
    mutation: 'migrateVm',
    describe: (world, { name }, { to }) =>
      message('task.offline-migrate', { vm: name, host: world.must('Host', to).name }),
  },
  duration: (world) => 500 + world.random.below(250),
  begin: beginEvacuation,
  finish: finishEvacuation,
};

/** Moves a VM back to the host it came from. No other target is chosen. */
export const MOVE_BACK: Required<Pick<StepHandler<Migration>, 'begin' | 'finish'>> = {
  begin: beginReturn,
  finish: finishReturn,
};

/** Shuts a VM down. Skips a VM that is not running or has been deleted. */
export const SHUT_DOWN: VmStepHandler<StepOf<'shut-down'>> = {
  phase: 'SHUT_DOWN_VMS',
  verb: 'shut down',
  waitsForGuest: () => true,
  vmTask: {
    mutation: 'shutDownVm',
    describe: (_world, { name }) => message('task.shut-down', { vm: name }),
  },
  duration: (world, { vm }) =>
    ignoresShutdown(world, world.must('Vm', vm)) ? SHUT_DOWN_LIMIT_MS : 2_000 + world.random.below(1_000),
  begin(world, { vm: id }) {
    const vm = world.get('Vm', id);
    return vm === undefined || !isRunning(vm) ? SKIP : beginBusy(world, id);
  },
  finish(world, { vm: id, name }) {
    const vm = world.get('Vm', id);
    if (vm === undefined) return vmGone(name);
    world.update('Vm', id, { entityAsyncStatus: null });
    // The host may have lost power meanwhile, and the VM with it.
    if (!isRunning(vm)) return DONE;
    if (ignoresShutdown(world, vm)) return shutDownTimedOut(vm);
    world.update('Vm', id, powerOffFields(world, vm));
    return DONE;
  },
};

/** Powers a VM on. Skips a VM that is already running. */
export const POWER_ON: VmStepHandler<StepOf<'power-on'>> = {
  phase: 'POWER_ON_VMS',
  vmTask: {
    mutation: 'startVm',
    describe: (_world, { name }) => message('task.power-on', { vm: name }),
  },
  duration: (world) => 1_000 + world.random.below(500),
  begin(world, { vm: id, name }) {
    const vm = world.get('Vm', id);
    if (vm === undefined) return vmGone(name);
    return isRunning(vm) ? SKIP : (powerOnFailure(world, vm) ?? beginBusy(world, id));
  },
  finish(world, { vm: id, name }) {
    const vm = world.get('Vm', id);
    if (vm === undefined) return vmGone(name);
    world.update('Vm', id, { entityAsyncStatus: null });
    const failure = powerOnFailure(world, vm);
    if (failure === undefined) world.update('Vm', id, powerOnFields(vm));
    return failure ?? DONE;
  },
};

function beginEvacuation(world: World, step: Migration): Outcome {
  const vm = world.get('Vm', step.vm);
  const move = MOVES[step.kind];
  if (vm === undefined || vm.host === step.to || !canMove(vm, move)) return SKIP;
  if (findObstacle(world, vm, step) === undefined) return beginBusy(world, vm.id);
  const placement = placeVm(world, vm, move);
  if ('obstacle' in placement) return migrationFailure(vm, placement.obstacle);
  markBusy(world, vm.id);
  const why = { ...step.why, reason: canTake(placement.target) };
  return { kind: 'instead', step: { ...step, to: placement.target.id, why } };
}

function beginReturn(world: World, step: Migration): Outcome {
  const vm = world.get('Vm', step.vm);
  if (vm === undefined) return vmGone(step.name);
  if (vm.host === step.to) return SKIP;
  return returnFailure(world, vm, step) ?? beginBusy(world, vm.id);
}

function finishEvacuation(world: World, step: Migration): Outcome {
  return finishMove(world, step, (vm) => {
    if (!canMove(vm, MOVES[step.kind])) {
      const reason = message('vm.status-now', { status: vm.status });
      return failed('JOB_VM_STATE_MACHINE_ERROR', cannotMigrate(vm, reason));
    }
    const obstacle = findObstacle(world, vm, step);
    return obstacle && migrationFailure(vm, obstacle);
  });
}

function finishReturn(world: World, step: Migration): Outcome {
  return finishMove(world, step, (vm) => returnFailure(world, vm, step));
}

function beginBusy(world: World, id: Id): Outcome {
  markBusy(world, id);
  return DONE;
}

function markBusy(world: World, id: Id): void {
  world.update('Vm', id, { entityAsyncStatus: 'UPDATING' });
}

function finishMove(
  world: World,
  { vm: id, name, to }: Migration,
  failureOf: (vm: VmRecord) => Outcome | undefined,
): Outcome {
  const vm = world.get('Vm', id);
  if (vm === undefined) return vmGone(name);
  world.update('Vm', id, { entityAsyncStatus: null });
  const failure = failureOf(vm);
  if (failure === undefined) world.update('Vm', id, { host: to });
  return failure ?? DONE;
}

function canMove(vm: VmRecord, move: Move): boolean {
  return move === 'live' ? isRunning(vm) : isStopped(vm);
}

function findObstacle(world: World, vm: VmRecord, { kind, to }: Migration): Obstacle | undefined {
  const move = MOVES[kind];
  return findTie(world, vm, move) ?? whyNot(world, vm, world.must('Host', to), move);
}

function returnFailure(world: World, vm: VmRecord, step: Migration): Outcome | undefined {
  if (!canMove(vm, MOVES[step.kind])) {
    const values = { vm: vm.name, status: vm.status, move: step.kind };
    return failed('JOB_VM_STATE_MACHINE_ERROR', message('vm.cannot-move-back', values));
  }
  const obstacle = findObstacle(world, vm, step);
  return obstacle && migrationFailure(vm, obstacle);
}

function powerOnFailure(world: World, vm: VmRecord): Outcome | undefined {
  if (!isStopped(vm) || vm.in_recycle_bin || vm.host === null) {
    return failed('JOB_VM_STATE_MACHINE_ERROR', whyNotOff(vm));
  }
  const obstacle = whyNot(world, vm, world.must('Host', vm.host), 'live');
  if (obstacle === undefined) return undefined;
  const reason = reasonWithFilter(obstacle);
  return failed(codeOf(obstacle), message('vm.cannot-power-on', { vm: vm.name, reason }));
}

function whyNotOff({ name, original_name, status, in_recycle_bin }: VmRecord): Text {
  if (in_recycle_bin) return message('vm.not-off-but-recycled', { vm: original_name ?? name });
  return message('vm.not-off', { vm: name, status });
}

function cannotMigrate({ name }: VmRecord, reason: Text): Text {
  return message('vm.cannot-migrate', { vm: name, reason });
}

function migrationFailure(vm: VmRecord, obstacle: Obstacle): Outcome {
  return failed(codeOf(obstacle), cannotMigrate(vm, reasonWithFilter(obstacle)));
}

function codeOf({ rule }: Obstacle): ErrorCode {
  return rule === 'memory' ? 'JOB_NODE_OUT_OF_MEMORY' : 'JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING';
}

function vmGone(name: string): Outcome {
  return failed('VM_NOT_FOUND', message('vm.gone', { vm: name }));
}

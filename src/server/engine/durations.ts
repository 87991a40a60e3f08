/**
 * How long the steps take, in ms of virtual time. All assumed: long enough to be watched, short enough for a
 * desk. The share of chance is seeded.
 * @module
 */

import { VM_CHANGES } from './vm/changes.ts';
import { isDeaf, SHUT_DOWN_LIMIT_MS } from './vm/power.ts';
import type { Step } from './world/job.ts';
import type { Id } from './world/records.ts';
import type { World } from './world/world.ts';

const GIB = 2 ** 30;

/** The time a step takes from when it begins. */
export function msOf(world: World, step: Step): number {
  switch (step.kind) {
    case 'precheck':
      return 1_500 + world.chance.below(500);
    case 'check-environment':
      return 1_000;
    case 'live-migrate':
      return 1_000 + Math.round((100 * world.must('Vm', step.vm).memory) / GIB) + world.chance.below(500);
    case 'offline-migrate':
      return 500 + world.chance.below(250);
    case 'shut-down':
      return shutDownMs(world, step.vm);
    case 'refuse-shut-down':
    case 'fail':
      return 0;
    case 'change-vm':
      return changeMs(world, step);
    case 'power-on':
    case 'start':
      return 1_000 + world.chance.below(500);
    case 'storage-maintenance':
    case 'leave-maintenance':
    case 'rename-host':
      return 1_000;
    case 'power-off-host':
      return 5_000;
    case 'power-on-host':
      return 60_000;
  }
}

function shutDownMs(world: World, id: Id): number {
  const vm = world.must('Vm', id);
  return isDeaf(world, vm) ? SHUT_DOWN_LIMIT_MS : 2_000 + world.chance.below(1_000);
}

/** A restart begins with a shutdown. */
function changeMs(world: World, { vm, change }: Extract<Step, { kind: 'change-vm' }>): number {
  const isDeafToIt = change === 'restart' && isDeaf(world, world.must('Vm', vm));
  return isDeafToIt ? SHUT_DOWN_LIMIT_MS : VM_CHANGES[change].ms;
}

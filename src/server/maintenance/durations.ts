/**
 * How long the steps take, in ms of virtual time. All assumed: long enough to be watched, short enough for a
 * desk. The share of chance is seeded.
 * @module
 */
import type { Step } from '../world/job.ts';
import type { World } from '../world/world.ts';

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
      return 2_000 + world.chance.below(1_000);
    case 'refuse-shut-down':
      return 0;
    case 'power-on':
      return 1_000 + world.chance.below(500);
    case 'storage-maintenance':
    case 'leave-maintenance':
      return 1_000;
  }
}

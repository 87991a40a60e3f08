/**
 * Bringing a world up to a moment: everything due by then happens, each at its own time.
 * @module
 */
import { settle } from '../time/agenda.ts';
import type { Instant } from '../time/iso.ts';
import type { World } from '../world/world.ts';
import { runJob, type Work } from './job.ts';

/** Runs what is due until `until`, then lets the world's now be `until`. Time never goes back. */
export function settleWorld(world: World, until: Instant, work: Work): void {
  settle(world.agenda, until, ({ at, what }) => {
    world.now = at;
    runJob(world, work, what.task);
  });
  world.now = Math.max(world.now, until);
}

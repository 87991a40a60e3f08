/**
 * Bringing a world up to a moment: everything due by then happens, each at its own time.
 * @module
 */
import { settle } from '../time/agenda.ts';
import type { Instant } from '../time/iso.ts';
import type { World } from '../world/world.ts';
import { runJob, type Work } from './job.ts';

/**
 * Runs what is due until `until`, then lets the world's now be `until`. Time never goes back. When
 * `isStopped` says so after a move of a task, the world stands at that moment, and the rest is left.
 */
export function settleWorld(
  world: World,
  until: Instant,
  work: Work,
  isStopped: () => boolean = () => false,
): void {
  const run = ({ at, what }: { at: Instant; what: { task: string } }) => {
    world.now = at;
    runJob(world, work, what.task);
  };
  settle(world.agenda, until, run, isStopped);
  if (!isStopped()) world.now = Math.max(world.now, until);
}

/**
 * Where "now" comes from. The engine never reads the wall clock: a real clock is handed one.
 * @module
 */
import type { Instant } from './iso.ts';

/** Wall time in milliseconds; it must never run backwards. */
export type WallClock = () => number;

export interface Clock {
  readonly mode: 'real' | 'manual';
  /** The virtual now that the world must be settled to. */
  now(): Instant;
}

/** A clock that moves only when told to. */
export interface ManualClock extends Clock {
  readonly mode: 'manual';
  /** Moves now forward by `ms` of virtual time. Throws RangeError for a negative or endless step. */
  advance(ms: number): void;
}

/** Virtual time that runs `speed` times as fast as the wall, from `start`. */
export function createRealClock({
  start,
  speed,
  wall,
}: {
  start: Instant;
  speed: number;
  wall: WallClock;
}): Clock {
  const origin = wall();
  return { mode: 'real', now: () => start + Math.floor((wall() - origin) * speed) };
}

/** Virtual time that stands at `start` until it is advanced. */
export function createManualClock({ start }: { start: Instant }): ManualClock {
  let now = start;
  return {
    mode: 'manual',
    now: () => now,
    advance(ms) {
      if (!Number.isSafeInteger(ms) || ms < 0) {
        throw new RangeError(`Time advances by a whole number of milliseconds, 0 or more, not by ${ms}.`);
      }
      now += ms;
    },
  };
}

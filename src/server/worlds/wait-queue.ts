/**
 * Requests that wait for virtual time to come.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../engine/time/iso.ts';
import { ControlRefusal } from './control-refusal.ts';

interface Waiter {
  readonly until: Instant;
  readonly go: () => void;
}

/** More cannot wait for a clock that somebody must move. */
const WAITER_LIMIT = 1_000;

/** The longest that a timer can be set, in ms of wall time. */
const TIMER_LIMIT_MS = 2 ** 31 - 1;

export class Waiting {
  #waiters: readonly Waiter[] = [];

  /** Waits until `wake` is called with that instant or a later one, or `signal` says that nobody waits any more. */
  until(until: Instant, signal: AbortSignal): Promise<void> {
    if (this.#waiters.length >= WAITER_LIMIT)
      throw new ControlRefusal('full', `${WAITER_LIMIT} requests wait already: advance the clock.`);
    return new Promise((go) => {
      const waiter = { until, go };
      this.#waiters = [...this.#waiters, waiter];
      signal.addEventListener('abort', () => this.#release([waiter]), { once: true });
      if (signal.aborted) this.#release([waiter]);
    });
  }

  /** It is `now`: those who waited for it go on. */
  wake(now: Instant): void {
    this.#release(this.#waiters.filter(({ until }) => until <= now));
  }

  #release(going: readonly Waiter[]): void {
    this.#waiters = this.#waiters.filter((waiter) => !going.includes(waiter));
    for (const { go } of going) go();
  }
}

/** Waits for so many ms of wall time, or until `signal` says that nobody waits any more. */
export async function waitOnWall(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.min(ms, TIMER_LIMIT_MS), undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/**
 * Requests that wait for a virtual time.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../engine/time/iso.ts';
import { ControlRefusal } from './control-refusal.ts';

interface Waiter {
  readonly until: Instant;
  readonly resolve: () => void;
}

/** The most requests that may wait for a manual clock. */
const WAITER_LIMIT = 1_000;

/** The longest timer of Node.js, in ms of wall time. */
const TIMER_LIMIT_MS = 2 ** 31 - 1;

export class WaitQueue {
  #waiters: readonly Waiter[] = [];

  /**
   * Waits until `wake` is called with that instant or a later one, or until `signal` is aborted. Throws ControlRefusal
   * if too many requests wait already.
   */
  until(until: Instant, signal: AbortSignal): Promise<void> {
    if (this.#waiters.length >= WAITER_LIMIT)
      throw new ControlRefusal('full', `${WAITER_LIMIT} requests wait already: advance the clock.`);
    return new Promise((resolve) => {
      const waiter = { until, resolve };
      this.#waiters = [...this.#waiters, waiter];
      signal.addEventListener('abort', () => this.#release([waiter]), { once: true });
      if (signal.aborted) this.#release([waiter]);
    });
  }

  /** Ends all waits until `now` or an earlier instant. */
  wake(now: Instant): void {
    this.#release(this.#waiters.filter(({ until }) => until <= now));
  }

  #release(waiters: readonly Waiter[]): void {
    this.#waiters = this.#waiters.filter((waiter) => !waiters.includes(waiter));
    for (const { resolve } of waiters) resolve();
  }
}

/** Waits for some ms of wall time, or until `signal` is aborted. */
export async function sleepOrAbort(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.min(ms, TIMER_LIMIT_MS), undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

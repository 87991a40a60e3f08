/**
 * The virtual clock. The engine never reads the wall clock itself: the caller passes one in.
 * @module
 */
import type { Instant } from './iso.ts';

/** Returns wall time in milliseconds. It must never run backwards. */
export type WallClock = () => number;

/**
 * `real` runs `speed` times as fast as the wall clock. `manual` stands still until the control API advances it.
 * `polls` stands still until a client polls a task, which advances it to the task's next step, or repeats another read
 * while nothing changes, which advances it to the next event.
 */
export type ClockMode = 'real' | 'manual' | 'polls';

export interface ClockSetting {
  readonly mode: ClockMode;
  /** How many times as fast as the wall clock a `real` clock runs. */
  readonly speed: number;
}

/** The setting of a clock, and whether it is held. */
export interface ClockStatus extends ClockSetting {
  readonly held: boolean;
}

/** Virtual time. It moves only forward, except when a world is restored. */
export class Clock {
  readonly #wall: WallClock;
  #setting: ClockSetting;
  #isHeld = false;
  /** Virtual time was `#at` when wall time was `#since`. */
  #at: Instant;
  #since: number;

  constructor(start: Instant, setting: ClockSetting, wall: WallClock) {
    this.#wall = wall;
    this.#setting = setting;
    this.#at = start;
    this.#since = wall();
  }

  get setting(): ClockSetting {
    return this.#setting;
  }

  get status(): ClockStatus {
    return { ...this.#setting, held: this.#isHeld };
  }

  /** Whether the clock is held, in any mode. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Returns the current virtual time, to which the world must be settled. */
  now(): Instant {
    const { mode, speed } = this.#setting;
    if (this.#isHeld || mode !== 'real') return this.#at;
    return this.#at + Math.floor((this.#wall() - this.#since) * speed);
  }

  /** Changes mode and speed from now on. */
  set(setting: ClockSetting): void {
    this.moveTo(this.now());
    this.#setting = setting;
  }

  /** Sets the current time, from which the clock runs on. */
  moveTo(at: Instant): void {
    this.#at = at;
    this.#since = this.#wall();
  }

  /** Sets the current time, and takes over the status of another clock. */
  restore(at: Instant, { held, ...setting }: ClockStatus): void {
    this.#setting = setting;
    this.#isHeld = held;
    this.moveTo(at);
  }

  /** Stops the clock at `at` until `release`. */
  hold(at: Instant): void {
    this.moveTo(at);
    this.#isHeld = true;
  }

  /** Runs on from the time at which the clock was held. */
  release(): void {
    this.#since = this.#wall();
    this.#isHeld = false;
  }
}

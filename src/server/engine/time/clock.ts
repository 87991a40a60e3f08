/**
 * Where "now" comes from. The engine never reads the wall clock: a clock is handed one.
 * @module
 */
import type { Instant } from './iso.ts';

/** Wall time in milliseconds; it must never run backwards. */
export type WallClock = () => number;

/**
 * `real` runs `speed` times as fast as the wall. `manual` stands still until it is moved. `polls` stands
 * still until a client polls a task, which moves it on to the task's next step.
 */
export type ClockMode = 'real' | 'manual' | 'polls';

export interface ClockSetting {
  readonly mode: ClockMode;
  /** How many times as fast as the wall a real clock runs. */
  readonly speed: number;
}

/** What a clock is set to, and whether it stands where it was held. */
export interface ClockStanding extends ClockSetting {
  readonly held: boolean;
}

/** Virtual time. It only ever goes forward, but for `standAt`, which a world that is restored needs. */
export class Clock {
  readonly #wall: WallClock;
  #setting: ClockSetting;
  #isHeld = false;
  /** It was `#at` when the wall said `#since`. */
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

  get standing(): ClockStanding {
    return { ...this.#setting, held: this.#isHeld };
  }

  /** Whether it stands where it was held, whatever its mode. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** The virtual now that the world must be settled to. */
  now(): Instant {
    const { mode, speed } = this.#setting;
    if (this.#isHeld || mode !== 'real') return this.#at;
    return this.#at + Math.floor((this.#wall() - this.#since) * speed);
  }

  /** Goes on from now in another mode or at another speed. */
  set(setting: ClockSetting): void {
    this.standAt(this.now());
    this.#setting = setting;
  }

  /** Lets now be `at`, and go on from there. */
  standAt(at: Instant): void {
    this.#at = at;
    this.#since = this.#wall();
  }

  /** Lets now be `at`, set and held as another clock was. */
  restore(at: Instant, { held, ...setting }: ClockStanding): void {
    this.#setting = setting;
    this.#isHeld = held;
    this.standAt(at);
  }

  /** Stands at `at` until it is released. */
  hold(at: Instant): void {
    this.standAt(at);
    this.#isHeld = true;
  }

  /** Goes on from where it was held. */
  release(): void {
    this.#since = this.#wall();
    this.#isHeld = false;
  }
}

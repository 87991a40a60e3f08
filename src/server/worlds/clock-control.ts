/**
 * A world's time in the hands of its user: advance it, stop it at a break-point, let polls move it.
 * @module
 */
import { isFinished } from '../engine/task/task.ts';
import type { Clock, ClockMode, ClockSetting } from '../engine/time/clock.ts';
import { type Instant, LAST_INSTANT } from '../engine/time/iso.ts';
import { findHostByAnyId } from '../engine/world/find.ts';
import type { TaskRecord } from '../engine/world/records.ts';
import type { World } from '../engine/world/world.ts';
import type { Breakpoint, Breakpoints } from './breakpoints.ts';
import { ControlRefusal } from './control-refusal.ts';
import { Waiting, waitOnWall } from './waiting.ts';

/** How far time advances: by so many ms of virtual time, to the next event, or until something is so. */
export type Advance = number | { readonly to: 'next-event' } | { readonly until: Goal };

/** A task has a status (or has ended), or a host has a maintenance state; IN_USE is that of a host in normal use. */
export type Goal =
  | { readonly task: string; readonly status?: TaskRecord['status'] }
  | { readonly host: string; readonly state: HostGoal };

export type HostGoal = 'IN_USE' | 'ENTERING_MAINTENANCE_MODE' | 'MAINTENANCE_MODE';

export interface ClockState extends ClockSetting {
  readonly now: Instant;
  /** When the next thing happens by itself; absent when nothing will. */
  readonly nextEvent?: Instant;
  /** The break-point at which time stands. */
  readonly pausedAt?: Breakpoint;
}

/** What a clock control works on. */
export interface Timed {
  readonly world: World;
  readonly breakpoints: Breakpoints;
  /** Brings the world up to the clock's now. */
  settle(): void;
}

/** How far time leaps at once, in ms: a year. A step that hangs looks again every few seconds of it. */
const LEAP_MS = 366 * 24 * 60 * 60 * 1_000;

/** How long to wait for something that may never come, in ms of virtual time: a day. */
const PATIENCE_MS = 24 * 60 * 60 * 1_000;

export class ClockControl {
  readonly #clock: Clock;
  readonly #timed: Timed;
  readonly #waiting = new Waiting();

  constructor(clock: Clock, timed: Timed) {
    this.#clock = clock;
    this.#timed = timed;
  }

  get mode(): ClockMode {
    return this.#clock.setting.mode;
  }

  /** Virtual now, in ms since 1970-01-01T00:00:00Z. */
  now(): Instant {
    return this.#clock.now();
  }

  state(): ClockState {
    this.#timed.settle();
    const nextEvent = this.#timed.world.agenda.nextAt();
    const pausedAt = this.#timed.breakpoints.current();
    return {
      ...this.#clock.setting,
      now: this.now(),
      ...(nextEvent !== undefined && { nextEvent }),
      ...(pausedAt !== undefined && { pausedAt }),
    };
  }

  /** Changes the mode or the speed; time goes on from now. */
  set(setting: Partial<ClockSetting>): void {
    this.#timed.settle();
    this.#clock.set({ ...this.#clock.setting, ...setting });
    if (this.mode !== 'manual') this.#waiting.wake(LAST_INSTANT);
  }

  /**
   * Moves time on, doing what is due on the way; a break-point may stop it earlier. Throws ControlRefusal if the
   * clock is real, if time stands at a break-point, and when what is waited for will not come by itself.
   */
  advance(how: Advance): void {
    this.#timed.settle();
    this.#assertMovable();
    if (typeof how === 'number') return this.#advanceBy(how);
    if ('until' in how) return this.#advanceUntil(how.until);
    const next = this.#timed.world.agenda.nextAt();
    if (next === undefined)
      throw new ControlRefusal('conflict', 'There is no next event: nothing is due in this world.');
    this.#moveTo(next);
  }

  /** Passes the break-point at which time stands. Throws ControlRefusal if it stands at none. */
  resume(): void {
    this.#timed.settle();
    if (this.#timed.breakpoints.current() === undefined)
      throw new ControlRefusal(
        'conflict',
        'Time does not stand at a break-point: there is nothing to resume.',
      );
    this.#timed.breakpoints.pass();
    this.#clock.release();
  }

  /**
   * Waits for so many ms of virtual time: on a real clock by the wall, on a manual one until it has been advanced
   * so far or is manual no more; a `polls` clock is moved on by them. Waits no more once `signal` says so.
   */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const { mode, speed } = this.#clock.setting;
    if (mode === 'real') return waitOnWall(ms / speed, signal);
    if (mode === 'manual') return this.#waiting.until(this.now() + ms, signal);
    if (!this.#clock.isHeld) this.#moveTo(this.now() + ms);
  }

  /** Somebody asks for these tasks: on a `polls` clock, the next thing that is due for one of them happens. */
  poll(tasks: () => readonly string[]): void {
    if (this.mode !== 'polls' || this.#clock.isHeld) return;
    const polled = new Set(tasks());
    const next = this.#timed.world.agenda.entries().find(({ what }) => polled.has(what.task));
    if (next !== undefined) this.#moveTo(next.at);
  }

  #assertMovable(): void {
    const pausedAt = this.#timed.breakpoints.current();
    if (pausedAt !== undefined)
      throw new ControlRefusal('conflict', `Time stands at ${pausedAt.id}: resume first, or remove it.`);
    if (this.mode === 'real')
      throw new ControlRefusal(
        'conflict',
        'The clock is real, it moves by itself. Make it manual to advance it.',
      );
  }

  #advanceBy(ms: number): void {
    const at = this.now() + ms;
    if (!Number.isSafeInteger(ms) || ms < 0 || ms > LEAP_MS || at > LAST_INSTANT)
      throw new ControlRefusal(
        'invalid',
        `Time advances by a whole number of milliseconds, 0 or more, a year at most and up to the year 9999; not by ${ms}.`,
      );
    this.#moveTo(at);
  }

  #advanceUntil(goal: Goal): void {
    const isReached = goalOf(this.#timed.world, goal);
    const patience = this.now() + PATIENCE_MS;
    while (!isReached() && this.#timed.breakpoints.current() === undefined) {
      const next = this.#timed.world.agenda.nextAt();
      if (next === undefined || next > patience)
        throw new ControlRefusal(
          'conflict',
          `${JSON.stringify(goal)} does not come by itself: ${next === undefined ? 'nothing more is due in this world' : 'a day has passed'}.`,
        );
      this.#moveTo(next);
      assertNotMissed(this.#timed.world, goal);
    }
  }

  #moveTo(at: Instant): void {
    this.#clock.moveTo(Math.max(at, this.now()));
    this.#timed.settle();
    this.#waiting.wake(this.now());
  }
}

/** Throws ControlRefusal if a task has ended otherwise than it was to. */
function assertNotMissed(world: World, goal: Goal): void {
  if (!('task' in goal) || goal.status === undefined) return;
  const task = world.get('Task', goal.task);
  if (task !== undefined && isFinished(task) && task.status !== goal.status)
    throw new ControlRefusal('conflict', `Task ${goal.task} has ended ${task.status}, not ${goal.status}.`);
}

/** Whether a goal has been reached. Throws ControlRefusal for a task or host that is not there. */
function goalOf(world: World, goal: Goal): () => boolean {
  if ('task' in goal) {
    const begun = world.get('Task', goal.task);
    if (begun === undefined) throw new ControlRefusal('unknown', `There is no task ${goal.task}.`);
    if (isFinished(begun) && begun.status !== (goal.status ?? begun.status))
      throw new ControlRefusal(
        'conflict',
        `Task ${goal.task} has ended ${begun.status}: it will not be ${goal.status}.`,
      );
    return () => {
      const task = world.get('Task', goal.task);
      if (task === undefined) return true;
      return goal.status === undefined ? isFinished(task) : task.status === goal.status;
    };
  }
  const host = findHostByAnyId(world, goal.host);
  if (host === undefined) throw new ControlRefusal('unknown', `There is no host ${goal.host}.`);
  return () => (world.must('Host', host.id).host_state?.state ?? 'IN_USE') === goal.state;
}

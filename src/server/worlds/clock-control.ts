/**
 * Controls the time of a world: advances it, stops it at break-points, and lets polls move it.
 * @module
 */
import { isFinished } from '../engine/task/task.ts';
import type { Clock, ClockMode, ClockSetting } from '../engine/time/clock.ts';
import { type Instant, LAST_INSTANT } from '../engine/time/iso.ts';
import { findHostByAnyId } from '../engine/world/find.ts';
import type { Due } from '../engine/world/job.ts';
import type { TaskRecord } from '../engine/world/records.ts';
import type { World } from '../engine/world/world.ts';
import type { Breakpoint, Breakpoints } from './breakpoints.ts';
import { ControlRefusal } from './control-refusal.ts';
import type { Faults } from './faults.ts';
import { sleepOrAbort, WaitQueue } from './wait-queue.ts';

/** How far to advance: by ms of virtual time, to the next event, or until a goal is reached. */
export type Advance = number | { readonly to: 'next-event' } | { readonly until: Goal };

/** A task has a status (by default, has ended), or a host has a maintenance state. A host in normal use is IN_USE. */
export type Goal =
  | { readonly task: string; readonly status?: TaskRecord['status'] }
  | { readonly host: string; readonly state: HostGoal };

export type HostGoal = 'IN_USE' | 'ENTERING_MAINTENANCE_MODE' | 'MAINTENANCE_MODE';

export interface ClockState extends ClockSetting {
  readonly now: Instant;
  /** The time of the next scheduled event; absent if there is none. */
  readonly nextEvent?: Instant;
  /** The break-point that has stopped the clock. */
  readonly pausedAt?: Breakpoint;
}

/** The parts of a simulation that a clock control needs. */
export interface ClockContext {
  readonly world: World;
  readonly breakpoints: Breakpoints;
  readonly faults: Faults;
  /** Brings the world up to the clock's now. */
  settle(): void;
}

/** The longest advance, in ms of virtual time: a year. A hanging step is scheduled again every few seconds. */
const ADVANCE_LIMIT_MS = 366 * 24 * 60 * 60 * 1_000;

/** How far to advance for a goal that may never be reached, in ms of virtual time: a day. */
const UNTIL_LIMIT_MS = 24 * 60 * 60 * 1_000;

/** How many different reads are remembered until the world changes. */
const READ_LIMIT = 64;

/** The reads of a world since its last change. */
interface Reads {
  readonly world?: World;
  /** Grows with every change of the world, and with everything that is scheduled in it. */
  readonly version: number;
  readonly keys: Set<string>;
}

export class ClockControl {
  readonly #clock: Clock;
  readonly #context: ClockContext;
  #reads: Reads = { version: 0, keys: new Set() };
  readonly #waitQueue = new WaitQueue();

  constructor(clock: Clock, context: ClockContext) {
    this.#clock = clock;
    this.#context = context;
  }

  get mode(): ClockMode {
    return this.#clock.setting.mode;
  }

  /** Returns the virtual time, in ms since 1970-01-01T00:00:00Z. */
  now(): Instant {
    return this.#clock.now();
  }

  state(): ClockState {
    this.#context.settle();
    const nextEvent = this.#context.world.agenda.nextAt();
    const pausedAt = this.#context.breakpoints.current();
    return {
      ...this.#clock.setting,
      now: this.now(),
      ...(nextEvent !== undefined && { nextEvent }),
      ...(pausedAt !== undefined && { pausedAt }),
    };
  }

  /** Changes the mode or the speed. The time stays the same. */
  set(setting: Partial<ClockSetting>): void {
    this.#context.settle();
    this.#clock.set({ ...this.#clock.setting, ...setting });
    if (this.mode !== 'manual') this.#waitQueue.wake(LAST_INSTANT);
  }

  /**
   * Advances the clock and runs all events that become due. A break-point may stop it earlier. Throws ControlRefusal
   * if the clock is real, if it stands at a break-point, or if no scheduled event can reach the goal. The clock is
   * not turned back then.
   */
  advance(target: Advance): void {
    this.#context.settle();
    this.#assertMovable();
    if (typeof target === 'number') return this.#advanceBy(target);
    if ('until' in target) return this.#advanceUntil(target.until);
    const next = this.#context.world.agenda.nextAt();
    if (next === undefined)
      throw new ControlRefusal('conflict', 'There is no next event: nothing is due in this world.');
    this.#moveTo(next);
  }

  /** Passes the break-point that has stopped the clock. Throws ControlRefusal if there is none. */
  resume(): void {
    this.#context.settle();
    if (this.#context.breakpoints.current() === undefined)
      throw new ControlRefusal(
        'conflict',
        'Time does not stand at a break-point: there is nothing to resume.',
      );
    this.#context.breakpoints.pass();
    this.#clock.release();
  }

  /**
   * Waits for some ms of virtual time. A real clock waits in wall time. A manual clock waits until it is advanced so
   * far or changes its mode. A `polls` clock advances at once. Aborting `signal` ends the wait.
   */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const { mode, speed } = this.#clock.setting;
    if (mode === 'real') return sleepOrAbort(ms / speed, signal);
    if (mode === 'manual') return this.#waitQueue.until(this.now() + ms, signal);
    if (!this.#clock.isHeld) this.#moveTo(this.now() + ms);
  }

  /**
   * Reports that a client polls these tasks. A `polls` clock advances to the next event of one of them. The separate
   * task of a VM moves with the task of its host.
   */
  poll(tasks: () => readonly string[]): void {
    if (!this.#movesWithPolls()) return;
    const polled = new Set(tasks());
    const { world } = this.#context;
    const isPolled = (what: Due): boolean =>
      'task' in what && (polled.has(what.task) || polled.has(world.get('Job', what.task)?.vmTask ?? ''));
    const next = world.agenda.entries().find(({ what }) => isPolled(what));
    if (next !== undefined) this.#moveTo(next.at);
  }

  /**
   * Reports a read that is not about tasks. If the client repeats it although nothing has changed since, it waits for a
   * change: a `polls` clock advances to the next event.
   */
  watch(read: () => string): void {
    if (!this.#movesWithPolls()) return;
    const key = read();
    if (this.#readsSoFar().has(key)) this.#moveToNextChange();
    const reads = this.#readsSoFar();
    if (reads.size >= READ_LIMIT) reads.clear();
    reads.add(key);
  }

  /** Advances to the next event, or to the time at which a read-lag shows an earlier one. */
  #moveToNextChange(): void {
    const { world, faults } = this.#context;
    const times = [world.agenda.nextAt(), faults.nextLagAt()].filter((at) => at !== undefined);
    if (times.length > 0) this.#moveTo(Math.min(...times));
  }

  #movesWithPolls(): boolean {
    return this.mode === 'polls' && !this.#clock.isHeld;
  }

  /** Returns the reads since the world, or what is due in it, changed last. A snapshot does not contain them. */
  #readsSoFar(): Set<string> {
    const { world } = this.#context;
    const version = world.version() + world.agenda.scheduled;
    const { world: of, version: at } = this.#reads;
    if (of !== world || at !== version) this.#reads = { world, version, keys: new Set() };
    return this.#reads.keys;
  }

  #assertMovable(): void {
    const pausedAt = this.#context.breakpoints.current();
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
    if (!Number.isSafeInteger(ms) || ms < 0 || ms > ADVANCE_LIMIT_MS || at > LAST_INSTANT)
      throw new ControlRefusal(
        'invalid',
        `Time advances by a whole number of milliseconds, 0 or more, a year at most and up to the year 9999; not by ${ms}.`,
      );
    this.#moveTo(at);
  }

  #advanceUntil(goal: Goal): void {
    const isReached = goalTest(this.#context.world, goal);
    const latest = this.now() + UNTIL_LIMIT_MS;
    while (!isReached() && this.#context.breakpoints.current() === undefined) {
      const next = this.#context.world.agenda.nextAt();
      if (next === undefined || next > latest)
        throw new ControlRefusal(
          'conflict',
          `${JSON.stringify(goal)} does not come by itself: ${next === undefined ? 'nothing more is due in this world' : 'a day has passed'}.`,
        );
      this.#moveTo(next);
      assertStillPossible(this.#context.world, goal);
    }
  }

  #moveTo(at: Instant): void {
    this.#clock.moveTo(Math.max(at, this.now()));
    this.#context.settle();
    this.#waitQueue.wake(this.now());
  }
}

/** Throws ControlRefusal if the task has ended with another status. */
function assertStillPossible(world: World, goal: Goal): void {
  if (!('task' in goal) || goal.status === undefined) return;
  const task = world.get('Task', goal.task);
  if (task !== undefined && isFinished(task) && task.status !== goal.status)
    throw new ControlRefusal('conflict', `Task ${goal.task} has ended ${task.status}, not ${goal.status}.`);
}

/** Returns a test of whether a goal is reached. Throws ControlRefusal for an unknown task or host. */
function goalTest(world: World, goal: Goal): () => boolean {
  if ('task' in goal) {
    const current = world.get('Task', goal.task);
    if (current === undefined) throw new ControlRefusal('unknown', `There is no task ${goal.task}.`);
    if (isFinished(current) && current.status !== (goal.status ?? current.status))
      throw new ControlRefusal(
        'conflict',
        `Task ${goal.task} has ended ${current.status}: it will not be ${goal.status}.`,
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

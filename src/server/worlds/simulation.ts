/**
 * One world that is served: its inventory, its time, its tokens, and what reads have kept of it.
 * @module
 */
import type { BehaviourChoices } from '../../../contracts/behaviours/index.ts';
import { buildWorld } from '../../fixtures/build.ts';
import type { Scenario } from '../../fixtures/scenario.ts';
import type { FaultRule } from '../engine/fault/rule.ts';
import { WORK } from '../engine/jobs.ts';
import { Journal } from '../engine/journal/journal.ts';
import { settleWorld, type Work } from '../engine/task/job.ts';
import { Clock, type ClockSetting, type ClockStatus, type WallClock } from '../engine/time/clock.ts';
import { type Instant, parseIso } from '../engine/time/iso.ts';
import { World, type WorldState } from '../engine/world/world.ts';
import { type BreakpointRule, Breakpoints, type BreakpointsState } from './breakpoints.ts';
import { checkFault } from './check-fault.ts';
import { ClockControl } from './clock-control.ts';
import { ControlRefusal } from './control-refusal.ts';
import { Faults, type FaultsState } from './faults.ts';
import { RequestIds } from './request-ids.ts';
import { SavedStates } from './saved-states.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { type View, viewOf } from './view.ts';

/** How a world starts. */
export interface Start {
  /** The name of the scenario, as it is told to people. */
  readonly scenarioName: string;
  readonly scenario: Scenario;
  /** All ids, jitter and ties come from it. */
  readonly seed: string;
  readonly clock: ClockSetting;
  /** The virtual time at which it starts. Unless given, now for a real clock and 2026-01-01 for the others. */
  readonly start?: Instant;
  readonly behaviours: BehaviourChoices;
  /** Break-points that are set from the start. */
  readonly breakpoints: readonly BreakpointRule[];
  /** Faults that are in force from the start. */
  readonly faults: readonly FaultRule[];
}

/** What every world of a server shares. */
export interface Surroundings {
  readonly user: string;
  readonly password: string;
  /** The static API token. */
  readonly token: string;
  /** Ms of wall time, running on. */
  readonly wall: WallClock;
  /** Ms of wall time since 1970-01-01T00:00:00Z. */
  readonly today: () => Instant;
  /** What the named snapshots of all worlds take, in bytes. */
  readonly savedBytes: () => number;
}

/** Everything a simulation is, as plain data, but for its surroundings. */
export interface SimulationState {
  readonly start: Start;
  readonly clock: ClockStatus;
  readonly world: WorldState;
  readonly breakpoints: BreakpointsState;
  readonly faults: FaultsState;
  /** How many requests it has answered: their ids go on from there. */
  readonly requests: number;
}

const FIXED_START = '2026-01-01T00:00:00.000Z';

export class Simulation {
  readonly name: string;
  readonly surroundings: Surroundings;
  readonly breakpoints: Breakpoints = new Breakpoints();
  readonly faults: Faults;
  /** What was asked and what happened; a world that takes the place of another begins a new one. */
  readonly journal: Journal;
  /** Named snapshots; a reset leaves them alone. */
  readonly snapshots: SavedStates<SimulationState>;
  /** Requests that are being answered. */
  running = 0;
  /** Requests to its control API that are being answered. */
  attended = 0;

  readonly #onWorld: ((world: World) => void)[] = [];
  readonly #clock: Clock;
  readonly clock: ClockControl;
  #start: Start;
  #served: Served;
  /** What steps do in this world: journaled, with its faults and break-points. */
  readonly #work: Work;

  /** Throws ScenarioError if the world cannot be built, ControlRefusal if its faults name what it has not. */
  constructor(name: string, start: Start, surroundings: Surroundings) {
    this.name = name;
    this.surroundings = surroundings;
    this.#start = start;
    const at = instantOf(start, surroundings);
    this.#clock = new Clock(at, start.clock, surroundings.wall);
    this.#served = serve(build(start, at, surroundings), surroundings);
    this.journal = new Journal(name, this.world);
    this.faults = new Faults(this);
    this.clock = new ClockControl(this.#clock, this);
    this.snapshots = new SavedStates(this, surroundings.savedBytes);
    this.#work = this.breakpoints.decorate(this.journal.decorate(this.faults.decorate(WORK)));
    this.#arm();
  }

  get world(): World {
    return this.#served.view.world;
  }

  get tokens(): Tokens {
    return this.#served.tokens;
  }

  /** The world as reads see it. */
  get view(): View {
    return this.#served.view;
  }

  /** How it started. */
  get start(): Start {
    return this.#start;
  }

  nextRequestId(): string {
    return this.#served.requestIds.next();
  }

  /** Brings the world up to the clock's now, or to the break-point before it. Every request does so first. */
  settle(): void {
    const isStopped = () => this.breakpoints.current() !== undefined;
    if (this.#clock.isHeld && isStopped()) return;
    if (this.#clock.isHeld) this.#clock.release();
    // A request that polls is not what makes the steps happen.
    this.journal.attributeTo(undefined, () =>
      settleWorld(this.world, this.#clock.now(), this.#work, isStopped),
    );
    if (isStopped()) this.#clock.hold(this.world.now);
  }

  /**
   * Lets the world start anew: as it did, but for what `changes` says. Nothing has changed when it throws
   * ScenarioError or ControlRefusal; it does that, too, while requests are being answered.
   */
  reset(changes: Partial<Start> = {}): void {
    this.#assertIdle();
    const start = { ...this.#start, ...changes };
    const at = instantOf(start, this.surroundings);
    this.#served = serve(build(start, at, this.surroundings), this.surroundings);
    this.#start = start;
    this.#arm();
    this.#clock.restore(at, { ...start.clock, held: false });
    this.#announce();
  }

  /** Everything it is now, as plain data. */
  state(): SimulationState {
    this.settle();
    return {
      start: this.#start,
      clock: this.#clock.status,
      world: this.world.state(),
      breakpoints: this.breakpoints.state(),
      faults: this.faults.state(),
      requests: this.#served.requestIds.count,
    };
  }

  /** What tells two states apart, but for time that runs by itself and for requests that changed nothing. */
  mark(): readonly unknown[] {
    this.settle();
    const { mode, speed, held } = this.#clock.status;
    const now = mode === 'real' ? undefined : this.#clock.now();
    const faults = JSON.stringify(this.faults.list());
    const { all } = this.breakpoints.state();
    return [this.world, this.world.version(), this.#start, all, faults, mode, speed, held, now];
  }

  /**
   * Goes on from where it, or another, was. Nothing has changed when it throws ControlRefusal: because requests
   * are being answered, or because the world is one of another user.
   */
  restore({ start, clock, world, breakpoints, faults, requests }: SimulationState): void {
    this.#assertIdle();
    this.#served = serve(World.from(world), this.surroundings, requests);
    this.#start = start;
    this.breakpoints.restore(breakpoints);
    this.faults.restore(faults);
    this.#clock.restore(world.now, clock);
    this.#announce();
  }

  /** Throws if a request is being answered: it would end in another world than it began in. */
  #assertIdle(): void {
    if (this.running > 0)
      throw new ControlRefusal(
        'conflict',
        `The world ${this.name} is answering requests: it can be neither reset nor restored until it has.`,
      );
  }

  #announce(): void {
    this.journal.attach(this.world);
    for (const listener of this.#onWorld) listener(this.world);
  }

  /** Sets the break-points and faults of the start, and no others. */
  #arm(): void {
    this.breakpoints.restore();
    for (const rule of this.#start.breakpoints) this.breakpoints.add(rule);
    this.faults.start(this.#start.faults);
  }

  /** Lets the world act by other choices from now on. */
  setBehaviours(behaviours: BehaviourChoices): void {
    this.settle();
    this.world.setBehaviours(behaviours);
  }

  /** Calls `listener` with the world now, and with each that takes its place. */
  onWorld(listener: (world: World) => void): void {
    this.#onWorld.push(listener);
    listener(this.world);
  }
}

/** A world, and what serving it takes. */
interface Served {
  readonly view: View;
  readonly tokens: Tokens;
  readonly requestIds: RequestIds;
}

function build({ scenario, seed, behaviours, faults }: Start, start: Instant, { user }: Surroundings): World {
  const world = buildWorld(scenario, { seed, start, user, behaviours });
  for (const rule of faults) checkFault(world, rule);
  return world;
}

function serve(world: World, { user, token }: Surroundings, requests = 0): Served {
  const { seed } = world;
  const [account] = world.where('User', 'username', user);
  if (account === undefined)
    throw new ControlRefusal('invalid', `The world has no user ${user}, who logs in at this server.`);
  return {
    view: viewOf(world),
    tokens: createTokens({ seed, apiToken: token, user: account.id }),
    requestIds: new RequestIds(seed, requests),
  };
}

function instantOf({ start, clock }: Start, { today }: Surroundings): Instant {
  return start ?? (clock.mode === 'real' ? today() : parseIso(FIXED_START));
}

/**
 * One served world: its inventory, clock, faults, break-points, journal and tokens.
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
import { Hosts } from './hosts.ts';
import { RequestIds } from './request-ids.ts';
import { SavedStates } from './saved-states.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { type View, viewOf } from './view.ts';

/** How a world starts. */
export interface Start {
  /** The name of the scenario, for display. */
  readonly scenarioName: string;
  readonly scenario: Scenario;
  /** The random seed: the same seed gives the same world. */
  readonly seed: string;
  readonly clock: ClockSetting;
  /** The virtual time of the start. The default is now for a real clock and 2026-01-01 for others. */
  readonly start?: Instant;
  readonly behaviours: BehaviourChoices;
  /** The break-points at the start. */
  readonly breakpoints: readonly BreakpointRule[];
  /** The faults at the start. */
  readonly faults: readonly FaultRule[];
}

/** The settings and services that all worlds of a server share. */
export interface ServerContext {
  readonly user: string;
  readonly password: string;
  /** The static API token. */
  readonly token: string;
  /** Returns a monotonic wall time, in ms. */
  readonly wall: WallClock;
  /** Returns the wall time, in ms since 1970-01-01T00:00:00Z. */
  readonly today: () => Instant;
  /** Returns the size of the saved states of all worlds, in bytes. */
  readonly savedBytes: () => number;
}

/** The whole state of a simulation as plain data. */
export interface SimulationState {
  readonly start: Start;
  readonly clock: ClockStatus;
  readonly world: WorldState;
  readonly breakpoints: BreakpointsState;
  readonly faults: FaultsState;
  /** The number of answered requests, from which the next request id follows. */
  readonly requests: number;
}

const FIXED_START = '2026-01-01T00:00:00.000Z';

export class Simulation {
  readonly name: string;
  readonly server: ServerContext;
  readonly breakpoints: Breakpoints = new Breakpoints();
  readonly faults: Faults;
  /** Power and connection of hosts. */
  readonly hosts: Hosts;
  /** The requests and events of the world. A reset or restore starts a new journal. */
  readonly journal: Journal;
  /** Named snapshots. A reset keeps them. */
  readonly snapshots: SavedStates<SimulationState>;
  /** The number of requests to CloudTower's API that are being answered. */
  activeRequests = 0;
  /** The number of requests to the control API that are being answered. */
  activeControlRequests = 0;

  readonly #worldListeners: ((world: World) => void)[] = [];
  readonly #clock: Clock;
  readonly clock: ClockControl;
  #start: Start;
  #served: ServedWorld;
  /** The work of steps, with journal, faults and break-points. */
  readonly work: Work;

  /** Throws ScenarioError if the world cannot be built, ControlRefusal if a fault or break-point is invalid. */
  constructor(name: string, start: Start, server: ServerContext) {
    this.name = name;
    this.server = server;
    this.#start = start;
    const at = instantOf(start, server);
    this.#clock = new Clock(at, start.clock, server.wall);
    this.#served = serve(build(start, at, server), server);
    this.journal = new Journal(name, this.world);
    this.faults = new Faults(this);
    this.hosts = new Hosts(this);
    this.clock = new ClockControl(this.#clock, this);
    this.snapshots = new SavedStates(this, server.savedBytes);
    this.work = this.breakpoints.decorate(this.journal.decorate(this.faults.decorate(WORK)));
    this.#applyStartRules();
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

  /** The settings of the last start or reset. */
  get start(): Start {
    return this.#start;
  }

  nextRequestId(): string {
    return this.#served.requestIds.next();
  }

  /** Brings the world up to the clock's now, or to an earlier break-point. Every request settles the world first. */
  settle(): void {
    const isStopped = () => this.breakpoints.current() !== undefined;
    if (this.#clock.isHeld && isStopped()) return;
    if (this.#clock.isHeld) this.#clock.release();
    // The journal must not name a polling request as the cause of the steps.
    this.journal.attributeTo(undefined, () =>
      settleWorld(this.world, this.#clock.now(), this.work, isStopped),
    );
    if (isStopped()) this.#clock.hold(this.world.now);
  }

  /**
   * Starts the world again with the same settings, except for `changes`. Throws ScenarioError or ControlRefusal if
   * they are invalid, and ControlRefusal while requests are being answered. Nothing has changed then.
   */
  reset(changes: Partial<Start> = {}): void {
    this.#assertIdle();
    const start = { ...this.#start, ...changes };
    const at = instantOf(start, this.server);
    this.#served = serve(build(start, at, this.server), this.server);
    this.#start = start;
    this.#applyStartRules();
    this.#clock.restore(at, { ...start.clock, held: false });
    this.#publishWorld();
  }

  /** Returns the present state as plain data. */
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

  /**
   * Returns values that differ if anything has changed. The time of a real clock and requests that changed nothing
   * do not count.
   */
  fingerprint(): readonly unknown[] {
    this.settle();
    const { mode, speed, held } = this.#clock.status;
    const now = mode === 'real' ? undefined : this.#clock.now();
    const faults = JSON.stringify(this.faults.list());
    const { all } = this.breakpoints.state();
    return [this.world, this.world.version(), this.#start, all, faults, mode, speed, held, now];
  }

  /**
   * Continues from a state of this or another simulation. Throws ControlRefusal while requests are being answered, or
   * if the state lacks the user of this server. Nothing has changed then.
   */
  restore({ start, clock, world, breakpoints, faults, requests }: SimulationState): void {
    this.#assertIdle();
    this.#served = serve(World.from(world), this.server, requests);
    this.#start = start;
    this.breakpoints.restore(breakpoints);
    this.faults.restore(faults);
    this.#clock.restore(world.now, clock);
    this.#publishWorld();
  }

  /** Throws ControlRefusal while a request is being answered, because it would end in another world than it began in. */
  #assertIdle(): void {
    if (this.activeRequests > 0)
      throw new ControlRefusal(
        'conflict',
        `The world ${this.name} is answering requests: it can be neither reset nor restored until it has.`,
      );
  }

  #publishWorld(): void {
    this.journal.attach(this.world);
    for (const listener of this.#worldListeners) listener(this.world);
  }

  /** Replaces all break-points and faults by those of the start. */
  #applyStartRules(): void {
    this.breakpoints.restore();
    for (const rule of this.#start.breakpoints) this.breakpoints.add(rule);
    this.faults.start(this.#start.faults);
  }

  /** Replaces the choices of behaviours. */
  setBehaviours(behaviours: BehaviourChoices): void {
    this.settle();
    this.world.setBehaviours(behaviours);
  }

  /** Calls `listener` with the present world, and again after each reset or restore. */
  onWorld(listener: (world: World) => void): void {
    this.#worldListeners.push(listener);
    listener(this.world);
  }
}

/** A world with the parts that serving it needs. */
interface ServedWorld {
  readonly view: View;
  readonly tokens: Tokens;
  readonly requestIds: RequestIds;
}

function build(
  { scenario, seed, behaviours, faults }: Start,
  start: Instant,
  { user }: ServerContext,
): World {
  const world = buildWorld(scenario, { seed, start, user, behaviours });
  for (const rule of faults) checkFault(world, rule);
  return world;
}

function serve(world: World, { user, token }: ServerContext, requests = 0): ServedWorld {
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

function instantOf({ start, clock }: Start, { today }: ServerContext): Instant {
  return start ?? (clock.mode === 'real' ? today() : parseIso(FIXED_START));
}

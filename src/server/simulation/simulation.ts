/**
 * One world that is served: its inventory, its time, its tokens, and what reads have kept of it.
 * @module
 */
import type { BehaviourChoices } from '../../../contracts/behaviours.ts';
import { buildWorld } from '../../fixtures/build.ts';
import type { Scenario } from '../../fixtures/scenario.ts';
import type { FaultRule } from '../fault/rule.ts';
import { createTokens, type Tokens } from '../http/auth.ts';
import { settleWorld } from '../task/settle.ts';
import { Clock, type ClockSetting, type WallClock } from '../time/clock.ts';
import { type Instant, parseIso } from '../time/iso.ts';
import { WORK } from '../work.ts';
import { Chance } from '../world/chance.ts';
import type { World } from '../world/world.ts';
import { type BreakpointRule, Breakpoints } from './breakpoints.ts';
import { checkFault } from './check-fault.ts';
import { ClockControl } from './clock-control.ts';
import { Faults } from './faults.ts';
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
}

const FIXED_START = '2026-01-01T00:00:00.000Z';

export class Simulation {
  readonly name: string;
  readonly surroundings: Surroundings;
  readonly breakpoints: Breakpoints = new Breakpoints();
  readonly faults: Faults;
  /** Requests that are being answered. */
  running = 0;

  readonly #onWorld: ((world: World) => void)[] = [];
  readonly #clock: Clock;
  readonly clock: ClockControl;
  #start: Start;
  #state: State;

  /** Throws ScenarioError if the world cannot be built, ControlRefusal if its faults name what it has not. */
  constructor(name: string, start: Start, surroundings: Surroundings) {
    this.name = name;
    this.surroundings = surroundings;
    this.#start = start;
    const at = instantOf(start, surroundings);
    this.#clock = new Clock(at, start.clock, surroundings.wall);
    this.#state = createState(start, at, surroundings);
    this.faults = new Faults(this);
    this.clock = new ClockControl(this.#clock, this);
    this.#arm();
  }

  get world(): World {
    return this.#state.view.world;
  }

  get tokens(): Tokens {
    return this.#state.tokens;
  }

  /** The world as reads see it. */
  get view(): View {
    return this.#state.view;
  }

  /** How it started. */
  get start(): Start {
    return this.#start;
  }

  nextRequestId(): string {
    return this.#state.requestIds();
  }

  /** Brings the world up to the clock's now, or to the break-point before it. Every request does so first. */
  settle(): void {
    const isStopped = () => this.breakpoints.struck() !== undefined;
    if (this.#clock.isHeld && isStopped()) return;
    if (this.#clock.isHeld) this.#clock.release();
    settleWorld(
      this.world,
      this.#clock.now(),
      this.breakpoints.watching(this.faults.acting(WORK)),
      isStopped,
    );
    if (isStopped()) this.#clock.hold(this.world.now);
  }

  /**
   * Lets the world start anew: as it did, but for what `changes` says. Nothing has changed when it throws
   * ScenarioError or ControlRefusal.
   */
  reset(changes: Partial<Start> = {}): void {
    const start = { ...this.#start, ...changes };
    const at = instantOf(start, this.surroundings);
    this.#state = createState(start, at, this.surroundings);
    this.#start = start;
    this.#arm();
    this.#clock.release();
    this.#clock.set(start.clock);
    this.#clock.standAt(at);
    for (const listener of this.#onWorld) listener(this.world);
  }

  /** Sets what is set from the start, and nothing else. */
  #arm(): void {
    this.breakpoints.clear();
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

interface State {
  readonly view: View;
  readonly tokens: Tokens;
  readonly requestIds: () => string;
}

function createState(
  { scenario, seed, behaviours, faults }: Start,
  start: Instant,
  around: Surroundings,
): State {
  const { user, token } = around;
  const world = buildWorld(scenario, { seed, start, user, behaviours });
  for (const rule of faults) checkFault(world, rule);
  const [account] = world.where('User', 'username', user);
  return {
    view: viewOf(world),
    tokens: createTokens({ seed, apiToken: token, user: account?.id ?? '' }),
    requestIds: requestIds(seed),
  };
}

function instantOf({ start, clock }: Start, { today }: Surroundings): Instant {
  return start ?? (clock.mode === 'real' ? today() : parseIso(FIXED_START));
}

/** UUIDs from a seed, each one higher than the last: chance for every request would cost more than the rest of a small answer. */
function requestIds(seed: string): () => string {
  const start = Chance.seeded(`${seed} requests`).uuid().slice(0, -12);
  let count = 0;
  return () => start + (count++).toString(16).padStart(12, '0');
}

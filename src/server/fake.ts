/**
 * Creates a fake from its parts: the worlds, the APIs and the app.
 * @module
 */

import { parseChoices } from '../../contracts/behaviours/choices.ts';
import type { BehaviourChoices } from '../../contracts/behaviours/index.ts';
import { contract } from '../../contracts/openapi/generated/document.ts';
import type { ApiVersion } from '../../contracts/openapi/schema.ts';
import { LATEST } from '../../contracts/openapi/version.ts';
import type { Profile } from '../../contracts/profiles/profile.ts';
import type { Scenario } from '../fixtures/scenario.ts';
import { defaultScenario } from '../fixtures/scenarios/default.ts';
import { createApi } from './api/app.ts';
import type { AnsweredRequest } from './api/respond.ts';
import { createApp } from './app.ts';
import { createControl } from './control/app.ts';
import { DEFAULTS } from './defaults.ts';
import type { FaultRule } from './engine/fault/rule.ts';
import type { Journal } from './engine/journal/journal.ts';
import { createCatalogue } from './engine/query/catalogue.ts';
import type { ClockMode, ClockSetting } from './engine/time/clock.ts';
import type { Instant } from './engine/time/iso.ts';
import type { World } from './engine/world/world.ts';
import { type Fidelity, fidelity } from './fidelity.ts';
import { type Listening, type ListenOptions, listen } from './listen.ts';
import type { BreakpointRule, Breakpoints } from './worlds/breakpoints.ts';
import type { ClockControl } from './worlds/clock-control.ts';
import { explainPlan, type Plan } from './worlds/explain-plan.ts';
import type { Faults } from './worlds/faults.ts';
import type { Hosts } from './worlds/hosts.ts';
import type { SavedStates } from './worlds/saved-states.ts';
import { Simulation, type SimulationState, type Start } from './worlds/simulation.ts';
import { decode, encode } from './worlds/snapshot/codec.ts';
import { type KeepOptions, type KeptState, keepState } from './worlds/snapshot/keep-state.ts';
import { DEFAULT_WORLD, type WorldLimits, Worlds } from './worlds/worlds.ts';

export type { AnsweredRequest } from './api/respond.ts';

export interface FakeOptions {
  /** The starting inventory. Default: the scenario `default`. */
  readonly scenario?: Scenario;
  /** The name of the scenario, for display. */
  readonly scenarioName?: string;
  /** The random seed: the same seed gives the same world. Default: `1`. Other worlds than `default` add their names. */
  readonly seed?: string;
  /**
   * A `real` clock runs `speed` times as fast as wall time. A `manual` clock moves when it is advanced, a `polls` clock
   * when a task is polled. Default: `real` at speed 1.
   */
  readonly clock?: ClockMode | Partial<ClockSetting>;
  /** The virtual time of the start. Default: now for a `real` clock, 2026-01-01 for others. */
  readonly start?: Instant;
  readonly apiVersion?: ApiVersion;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  /** Answers to questions that the vendor's documents leave open. */
  readonly profile?: Profile;
  /** Single choices, which override those of the profile. */
  readonly behaviours?: BehaviourChoices;
  /** The break-points at the start of every world. */
  readonly breakpoints?: readonly BreakpointRule[];
  /** The faults at the start of every world. */
  readonly faults?: readonly FaultRule[];
  readonly worlds?: Partial<WorldLimits>;
  /** Whether each answer names, in the header `x-cloudtower-fake-rules`, the behaviours and rules that decided it. */
  readonly explain?: boolean;
  /** The control API under `/_fake`. `false` switches it off; with a token, only clients that send it may use it. */
  readonly control?: false | { readonly token?: string };
  /** Is called for every answer of CloudTower's API. */
  readonly onAnswer?: (answer: AnsweredRequest) => void;
  /** Is called for an error that is a defect of this program. Default: prints it. */
  readonly onDefect?: (error: unknown) => void;
}

/** A fake CloudTower, with the controls of its world `default`. */
export interface Fake {
  readonly clock: ClockControl;
  readonly breakpoints: Breakpoints;
  readonly faults: Faults;
  /** What happens to hosts outside of CloudTower: power on and off, lose and return. */
  readonly hosts: Hosts;
  /** The requests and events. */
  readonly journal: Journal;
  readonly world: World;
  /** Brings the world up to the clock's now. Every request settles the world first. */
  settle(): void;
  /**
   * Starts the world again with the same settings, except for `changes`. Throws ScenarioError or ControlRefusal if
   * they are invalid, and ControlRefusal while requests are being answered. Nothing has changed then.
   */
  reset(changes?: Partial<Start>): void;
  /** Replaces the choices of behaviours. An omitted behaviour has its default. Throws ChoiceError for an unknown one. */
  setBehaviours(choices: BehaviourChoices): void;
  /** Returns what entering maintenance would do to each VM of a host (by name, id or local_id), and why. Throws ControlRefusal for an unknown host. */
  plan(host: string): Plan;
  /** Returns what is simulated, by which rules and choices, and the evidence for each. */
  fidelity(): Fidelity;
  /** Returns a snapshot of the whole world as plain data: all records, the clock, scheduled events, faults and break-points. */
  snapshot(): unknown;
  /** Returns the world to a snapshot. Throws ControlRefusal if the snapshot is invalid or requests are being answered. Nothing has changed then. */
  restore(snapshot: unknown): void;
  /** Named snapshots, kept in memory. */
  readonly snapshots: SavedStates<SimulationState>;
  /**
   * Loads all worlds from a file if it exists, and saves all later changes to it. Rejects with ControlRefusal if the
   * state is invalid or another server uses the file, and with the system's error if the file cannot be read or
   * written.
   */
  keepState(file: string, options?: KeepOptions): Promise<KeptState>;
  /** All worlds by name. Each has the same controls. */
  readonly worlds: Worlds;
  /** Answers a request in process, without a socket. Like the global `fetch`, rejects with a TypeError if a fault resets the connection. */
  fetch(request: Request): Promise<Response>;
  /** Starts an HTTP server, by default on 127.0.0.1 and a free port. Rejects with the system's error if it cannot listen. */
  listen(options?: ListenOptions): Promise<Listening>;
}

const wall = () => performance.now();

/** Creates a fake CloudTower. Throws ScenarioError if the scenario is invalid, ControlRefusal if a break-point or fault is. */
export function createFake(options: FakeOptions = {}): Fake {
  const { seed = DEFAULTS.seed, user = DEFAULTS.user, password = DEFAULTS.password } = options;
  const catalogue = createCatalogue(contract, options.apiVersion ?? LATEST);
  const server = {
    user,
    password,
    token: options.token ?? DEFAULTS.token,
    wall,
    today: Date.now,
    savedBytes: () => worlds.list().reduce((sum, { snapshots }) => sum + snapshots.bytes, 0),
  };
  const start = defaultStart(options);
  const create = (name: string) =>
    new Simulation(name, { ...start, seed: name === DEFAULT_WORLD ? seed : `${seed}/${name}` }, server);
  const worlds: Worlds = new Worlds(create, { ...DEFAULTS.worlds, ...options.worlds }, wall);
  const onDefect = options.onDefect ?? ((error) => console.error(error));
  const { control = {}, explain = false, onAnswer } = options;
  const api = createApi({ catalogue, explain, onDefect, ...(onAnswer && { onAnswer }) });
  const app = createApp({
    worlds,
    api,
    ...(control !== false && { control: createControl({ worlds, catalogue, onDefect, ...control }) }),
  });
  const { home } = worlds;
  return {
    clock: home.clock,
    breakpoints: home.breakpoints,
    faults: home.faults,
    hosts: home.hosts,
    journal: home.journal,
    get world() {
      return home.world;
    },
    settle: () => home.settle(),
    reset: (changes) => home.reset(changes),
    setBehaviours: (choices) => home.setBehaviours(parseChoices(choices)),
    plan: (host) => {
      home.settle();
      return explainPlan(home.world, host);
    },
    fidelity: () => fidelity(catalogue.document, home.world.behaviours),
    snapshot: () => JSON.parse(encode(home, catalogue.version)),
    restore: (snapshot) => home.restore(decode(snapshot)),
    snapshots: home.snapshots,
    keepState: (file, keepOptions) => keepState(worlds, catalogue.version, file, keepOptions),
    worlds,
    fetch: app.fetch,
    listen: (listenOptions) => listen(app, listenOptions),
  };
}

function defaultStart(options: FakeOptions): Omit<Start, 'seed'> {
  const { scenario = defaultScenario, scenarioName = 'default', start } = options;
  const { breakpoints = [], faults = [] } = options;
  const clock = clockSetting(options);
  return {
    scenario,
    scenarioName,
    behaviours: { ...options.profile?.behaviours, ...options.behaviours },
    breakpoints,
    faults,
    clock,
    ...(start !== undefined && { start }),
  };
}

function clockSetting({ clock = {} }: FakeOptions): ClockSetting {
  return { mode: 'real', speed: DEFAULTS.speed, ...(typeof clock === 'string' ? { mode: clock } : clock) };
}

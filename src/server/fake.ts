/**
 * Puts the parts together: worlds, each with its clock, and the app in front of them.
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
import type { Answered } from './api/respond.ts';
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
import type { SavedStates } from './worlds/saved-states.ts';
import { Simulation, type SimulationState, type Start } from './worlds/simulation.ts';
import { decode, encode } from './worlds/snapshot/codec.ts';
import { type KeepOptions, type KeptState, keepState } from './worlds/snapshot/keep-state.ts';
import { DEFAULT_WORLD, type WorldLimits, Worlds } from './worlds/worlds.ts';

export interface FakeOptions {
  /** The starting inventory; the scenario `default` unless given. */
  readonly scenario?: Scenario;
  /** Its name, as it is told to people. */
  readonly scenarioName?: string;
  /** All ids, jitter and ties come from it; `1` unless given. Other worlds than the default one add their names. */
  readonly seed?: string;
  /**
   * `manual` stands still until advanced, `polls` until a task is polled; `real`, which it is unless given,
   * runs `speed` times as fast as the wall, 1 unless given.
   */
  readonly clock?: ClockMode | Partial<ClockSetting>;
  /** The virtual time at which it starts. Now for a running clock, a fixed instant for the others. */
  readonly start?: Instant;
  readonly apiVersion?: ApiVersion;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  /** The choices it makes where no document says what CloudTower does: those of a profile, but for those given by themselves. */
  readonly profile?: Profile;
  readonly behaviours?: BehaviourChoices;
  /** Break-points that are set from the start, in every world. */
  readonly breakpoints?: readonly BreakpointRule[];
  /** Faults that are in force from the start, in every world. */
  readonly faults?: readonly FaultRule[];
  readonly worlds?: Partial<WorldLimits>;
  /** Whether each answer names, in the header `x-cloudtower-fake-rules`, the behaviours and rules it rests on. */
  readonly explain?: boolean;
  /** The control API under `/_fake`: on unless `false`; with a token, only for who sends it. */
  readonly control?: false | { readonly token?: string };
  readonly onAnswer?: (answer: Answered) => void;
  readonly onDefect?: (error: unknown) => void;
}

/** A fake, and the controls of its world `default`. */
export interface Fake {
  readonly clock: ClockControl;
  readonly breakpoints: Breakpoints;
  readonly faults: Faults;
  /** What was asked and what happened. */
  readonly journal: Journal;
  readonly world: World;
  /** Brings the world up to the clock's now. Every request does so first. */
  settle(): void;
  /** Lets the world start anew: as it did, but for what is given. */
  reset(changes?: Partial<Start>): void;
  /** Makes these choices from now on; every row that is not named goes by its default. Throws ChoiceError for what there is not. */
  setBehaviours(choices: BehaviourChoices): void;
  /** What entering would do to each VM of a host (by name, id or local_id), and why. Throws ControlRefusal if there is no such host. */
  plan(host: string): Plan;
  /** What is simulated, by which rules, with the choices in force, and how well each is known. */
  fidelity(): Fidelity;
  /** The whole world as plain data: state, time, seed, agenda, behaviours. */
  snapshot(): unknown;
  /** Lets the world go on from a snapshot. Throws ControlRefusal, and has changed nothing, if it cannot. */
  restore(snapshot: unknown): void;
  /** Named snapshots, kept in memory. */
  readonly snapshots: SavedStates<SimulationState>;
  /**
   * Loads all worlds from a file, if it is there, and keeps it up to date. Rejects with a ControlRefusal when it
   * holds no sound state or another server has it.
   */
  keepState(file: string, options?: KeepOptions): Promise<KeptState>;
  /** The worlds by name, each with the same controls. */
  readonly worlds: Worlds;
  /** Answers a request in process, without a socket. Rejects with a TypeError, as `fetch` does, when a fault resets the connection. */
  fetch(request: Request): Promise<Response>;
  /** Serves on a socket; 127.0.0.1 and a free port unless told otherwise. */
  listen(options?: ListenOptions): Promise<Listening>;
}

const wall = () => performance.now();

/** A fake CloudTower with a world of its own. Throws ScenarioError if the scenario cannot be built, ControlRefusal if break-points or faults cannot be set. */
export function createFake(options: FakeOptions = {}): Fake {
  const { seed = DEFAULTS.seed, user = DEFAULTS.user, password = DEFAULTS.password } = options;
  const catalogue = createCatalogue(contract, options.apiVersion ?? LATEST);
  const surroundings = {
    user,
    password,
    token: options.token ?? DEFAULTS.token,
    wall,
    today: Date.now,
    savedBytes: () => worlds.list().reduce((sum, { snapshots }) => sum + snapshots.bytes, 0),
  };
  const start = startOf(options);
  const create = (name: string) =>
    new Simulation(name, { ...start, seed: name === DEFAULT_WORLD ? seed : `${seed}/${name}` }, surroundings);
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
    keepState: (file, keeping) => keepState(worlds, catalogue.version, file, keeping),
    worlds,
    fetch: app.fetch,
    listen: (where) => listen(app, where),
  };
}

function startOf(options: FakeOptions): Omit<Start, 'seed'> {
  const { scenario = defaultScenario, scenarioName = 'default', start } = options;
  const { breakpoints = [], faults = [] } = options;
  const clock = settingOf(options);
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

function settingOf({ clock = {} }: FakeOptions): ClockSetting {
  return { mode: 'real', speed: DEFAULTS.speed, ...(typeof clock === 'string' ? { mode: clock } : clock) };
}

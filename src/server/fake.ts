/**
 * Puts the parts together: a world, a clock, and the app in front of them.
 * @module
 */
import type { BehaviourChoices } from '../../contracts/behaviours.ts';
import { contract } from '../../contracts/openapi/generated/document.ts';
import type { ApiVersion } from '../../contracts/openapi/schema.ts';
import { LATEST } from '../../contracts/openapi/version.ts';
import { buildWorld } from '../fixtures/build.ts';
import type { Scenario } from '../fixtures/scenario.ts';
import { defaultScenario } from '../fixtures/scenarios/default.ts';
import { type Answered, createApp } from './http/app.ts';
import { createTokens } from './http/auth.ts';
import { type Listening, type ListenOptions, listen } from './listen.ts';
import { createCatalogue } from './query/catalogue.ts';
import { settleWorld } from './task/settle.ts';
import { type Clock, createManualClock, createRealClock, type ManualClock } from './time/clock.ts';
import { type Instant, parseIso } from './time/iso.ts';
import { WORK } from './work.ts';
import type { World } from './world/world.ts';

export interface FakeOptions {
  /** The starting inventory; the scenario `default` unless given. */
  readonly scenario?: Scenario;
  /** All ids, jitter and ties come from it; `1` unless given. */
  readonly seed?: string;
  /** `manual` stands still until advanced; a speed makes virtual time run that many times as fast as the wall's. Speed 1 unless given. */
  readonly clock?: 'manual' | { readonly speed: number };
  /** The virtual time at which it starts. Now for a running clock, a fixed instant for a manual one. */
  readonly start?: Instant;
  readonly apiVersion?: ApiVersion;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  readonly behaviours?: BehaviourChoices;
  readonly onAnswer?: (answer: Answered) => void;
  readonly onDefect?: (error: unknown) => void;
}

export interface Fake<C extends Clock = Clock> {
  readonly clock: C;
  readonly world: World;
  /** Answers a request in process, without a socket. */
  fetch(request: Request): Response | Promise<Response>;
  /** Brings the world up to the clock's now. Every request does so first. */
  readonly settle: () => void;
  /** Serves on a socket; 127.0.0.1 and a free port unless told otherwise. */
  listen(options?: ListenOptions): Promise<Listening>;
}

/** What a fake starts with unless told otherwise. */
export const DEFAULTS = { seed: '1', user: 'root', password: 'root', token: 'token', speed: 1 } as const;

const MANUAL_START = '2026-01-01T00:00:00.000Z';

export function createFake(options: FakeOptions & { readonly clock: 'manual' }): Fake<ManualClock>;
export function createFake(options?: FakeOptions): Fake;
/** A fake CloudTower with a world of its own. Throws ScenarioError if the scenario cannot be built. */
export function createFake(options: FakeOptions = {}): Fake {
  const { seed = DEFAULTS.seed, user = DEFAULTS.user, password = DEFAULTS.password } = options;
  const clock = createClock(options);
  const world = buildWorld(options.scenario ?? defaultScenario, {
    seed,
    start: clock.now(),
    user,
    ...(options.behaviours && { behaviours: options.behaviours }),
  });
  const [account] = world.where('User', 'username', user);
  const settle = () => settleWorld(world, clock.now(), WORK);
  const app = createApp({
    world,
    settle,
    catalogue: createCatalogue(contract, options.apiVersion ?? LATEST),
    tokens: createTokens({ seed, apiToken: options.token ?? DEFAULTS.token, user: account?.id ?? '' }),
    credentials: { user, password },
    onDefect: options.onDefect ?? ((error) => console.error(error)),
    ...(options.onAnswer && { onAnswer: options.onAnswer }),
  });
  return { clock, world, fetch: app.fetch, settle, listen: (where) => listen(app, where) };
}

function createClock({ clock = { speed: DEFAULTS.speed }, start }: FakeOptions): Clock {
  if (clock === 'manual') return createManualClock({ start: start ?? parseIso(MANUAL_START) });
  return createRealClock({ start: start ?? Date.now(), speed: clock.speed, wall: () => performance.now() });
}

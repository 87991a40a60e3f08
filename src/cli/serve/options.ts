/**
 * The options of `serve`: one table for the command line, the config file and the help.
 * @module
 */
import type { BehaviourChoices } from '../../../contracts/behaviours/index.ts';
import type { ApiVersion } from '../../../contracts/openapi/schema.ts';
import { PROFILES } from '../../../contracts/profiles/index.ts';
import { SCENARIOS } from '../../fixtures/scenarios/index.ts';
import { DEFAULTS } from '../../server/defaults.ts';
import type { FaultRule } from '../../server/engine/fault/rule.ts';
import type { ClockMode } from '../../server/engine/time/clock.ts';
import type { BreakpointRule } from '../../server/worlds/breakpoints.ts';
import { apiVersion, DEFAULT_VERSION, VERSION_NAMES } from '../api-version.ts';
import { behaviourChoices } from '../profile.ts';
import {
  flag,
  instant,
  nonEmptyText,
  type OptionInput,
  oneOf,
  positiveNumber,
  text,
  wholeNumber,
} from '../values.ts';

export interface Option<T> {
  /** The placeholder of the value in the help; absent for a switch. */
  readonly value?: string;
  readonly help: string;
  /** The default as a user would write it. */
  readonly default?: string;
  /** Parses the value. May load modules that only this option needs. */
  readonly parse: (input: OptionInput) => T | Promise<T>;
}

/** The parsed options. An optional one has no default. */
export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly scenario: string;
  readonly clusters?: number;
  readonly hosts?: number;
  readonly vms?: number;
  readonly seed: string;
  readonly clock: ClockMode;
  readonly speed: number;
  /** The virtual time of the start, in ms since 1970-01-01T00:00:00Z. */
  readonly start?: number;
  readonly breakpoints?: readonly BreakpointRule[];
  readonly faults?: readonly FaultRule[];
  readonly behaviours?: BehaviourChoices;
  readonly 'api-version': ApiVersion;
  readonly user: string;
  readonly password: string;
  readonly token: string;
  readonly worlds: number;
  /** When an unused world is deleted, in minutes of wall time. */
  readonly 'world-idle': number;
  readonly explain?: boolean;
  readonly 'no-control'?: boolean;
  readonly 'control-token'?: string;
  readonly state?: string;
  readonly log: LogLevel;
}

export type LogLevel = 'off' | 'tasks' | 'requests';
export type OptionName = keyof ServeOptions;
export type OptionValues = { [K in OptionName]-?: NonNullable<ServeOptions[K]> };

export const SERVE_OPTIONS: { readonly [K in OptionName]: Option<OptionValues[K]> } = {
  port: {
    value: 'N',
    help: 'port to listen on; 0 takes a free one',
    default: '8080',
    parse: wholeNumber(0, 65_535),
  },
  host: { value: 'ADDRESS', help: 'address to listen on', default: '127.0.0.1', parse: nonEmptyText },
  scenario: {
    value: 'NAME|FILE',
    help: `starting inventory: ${Object.keys(SCENARIOS).join(', ')}, or a YAML or JSON file`,
    default: 'default',
    parse: text,
  },
  clusters: {
    value: 'N',
    help: 'instead of a scenario: a generated one with so many clusters (1),',
    parse: wholeNumber(1, 100),
  },
  hosts: { value: 'N', help: 'so many hosts in each cluster (4),', parse: wholeNumber(1, 1_000) },
  vms: { value: 'N', help: 'and so many VMs in each cluster (24)', parse: wholeNumber(0, 100_000) },
  seed: {
    value: 'TEXT',
    help: 'all chance comes from it: the same seed gives the same world',
    default: DEFAULTS.seed,
    parse: text,
  },
  clock: {
    value: 'MODE',
    help: 'real runs, manual moves when it is advanced, polls moves when a client waits',
    default: 'real',
    parse: oneOf(['real', 'manual', 'polls']),
  },
  speed: {
    value: 'N',
    help: "the real clock runs N times as fast as the wall's",
    default: String(DEFAULTS.speed),
    parse: positiveNumber(1_000_000),
  },
  start: {
    value: 'TIME',
    help: 'the virtual time at which it starts, such as 2026-01-01T00:00:00Z',
    parse: instant,
  },
  breakpoints: {
    value: 'FILE|JSON',
    help: 'steps at which time stands still, such as \'[{"job":"enter","step":"live-migrate","nth":2}]\'',
    parse: async (input) => (await import('./rules.ts')).breakpointRules(input),
  },
  faults: {
    value: 'NAMES|FILE|JSON',
    help: 'what goes wrong: presets such as slow-tower,lost-answers, or rules such as \'[{"do":"reset","nth":3}]\'',
    parse: async (input) => (await import('./rules.ts')).faultRules(input),
  },
  behaviours: {
    value: 'NAME|FILE|JSON',
    help: `how to act where no document tells: a profile (${Object.keys(PROFILES).join(', ')}), a file, or '{"login.refused":"401"}'`,
    parse: behaviourChoices,
  },
  'api-version': {
    value: 'V',
    help: `the API to serve: ${VERSION_NAMES}`,
    default: DEFAULT_VERSION,
    parse: apiVersion,
  },
  user: { value: 'NAME', help: 'login name', default: DEFAULTS.user, parse: nonEmptyText },
  password: { value: 'TEXT', help: 'its password', default: DEFAULTS.password, parse: nonEmptyText },
  token: {
    value: 'TEXT',
    help: 'an API token that works without login',
    default: DEFAULTS.token,
    parse: nonEmptyText,
  },
  worlds: {
    value: 'N',
    help: 'worlds at most; the one not used for longest makes room',
    default: String(DEFAULTS.worlds.limit),
    parse: wholeNumber(1, 100_000),
  },
  'world-idle': {
    value: 'MINUTES',
    help: 'a world that nobody has used for so long is forgotten',
    default: String(DEFAULTS.worlds.idleMs / 60_000),
    parse: positiveNumber(1_000_000),
  },
  explain: { help: 'each answer names the behaviours and rules it rests on in a header', parse: flag },
  'no-control': { help: 'switches the control API under /_fake off', parse: flag },
  'control-token': {
    value: 'TEXT',
    help: 'the control API wants it in the header x-control-token',
    parse: nonEmptyText,
  },
  state: {
    value: 'FILE',
    help: 'keeps all worlds there: loads them at the start, saves them within a second of a change and at the end',
    parse: nonEmptyText,
  },
  log: {
    value: 'WHAT',
    help: "off, tasks (each task's start and end), or requests (those too)",
    default: 'tasks',
    parse: oneOf(['off', 'tasks', 'requests']),
  },
};

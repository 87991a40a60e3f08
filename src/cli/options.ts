/**
 * The options of `serve`: parsed, checked, each with its default.
 * @module
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { ApiVersion } from '../../contracts/openapi/schema.ts';
import { API_VERSIONS, LATEST } from '../../contracts/openapi/version.ts';
import type { Counts } from '../fixtures/generate.ts';
import { parseScenario, type Scenario, ScenarioError } from '../fixtures/scenario.ts';
import { SCENARIOS } from '../fixtures/scenarios/index.ts';
import { DEFAULTS } from '../server/fake.ts';

/** The command line is wrong, or something it names cannot be used. The message is one line for people. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const SERVE_DEFAULTS = {
  port: '8080',
  host: '127.0.0.1',
  scenario: 'default',
  seed: DEFAULTS.seed,
  speed: String(DEFAULTS.speed),
  'api-version': LATEST.replace(/\.0$/, ''),
  user: DEFAULTS.user,
  password: DEFAULTS.password,
  token: DEFAULTS.token,
  log: 'tasks',
} as const;

export type LogLevel = 'off' | 'tasks' | 'requests';

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  /** The scenario by its name, or as many of everything. */
  readonly inventory:
    | { readonly name: string; readonly scenario: Scenario }
    | { readonly name: string; readonly counts: Counts };
  readonly seed: string;
  readonly speed: number;
  readonly apiVersion: ApiVersion;
  readonly user: string;
  readonly password: string;
  readonly token: string;
  readonly log: LogLevel;
}

const COUNTS = { clusters: 1, hosts: 4, vms: 24 } as const;
/** In all clusters together. */
const MOST = { hosts: 10_000, vms: 200_000 } as const;
const LIMITS = { clusters: 100, hosts: 1_000, vms: 100_000 } as const;

/** Parses the arguments after `serve`. Throws UsageError naming the option that is wrong. */
export function parseServeArgs(args: readonly string[]): ServeOptions {
  const given = parse(args);
  const values = { ...SERVE_DEFAULTS, ...given };
  return {
    port: whole('port', values.port, 0, 65_535),
    host: filled('host', values.host),
    inventory: inventoryOf(given, values.scenario),
    seed: values.seed,
    speed: speedOf(values.speed),
    apiVersion: versionOf(values['api-version']),
    user: filled('user', values.user),
    password: filled('password', values.password),
    token: filled('token', values.token),
    log: logOf(values.log),
  };
}

type Given = { [K in keyof typeof SERVE_DEFAULTS | keyof Counts]?: string };

function parse(args: readonly string[]): Given {
  const names = [...Object.keys(SERVE_DEFAULTS), ...Object.keys(COUNTS)];
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes('ambiguous'))
      throw new UsageError(`${message.split("'")[1]}: expected a value; see --help`);
    throw new UsageError(`${message.split('\n')[0]?.split('. ')[0]}; see --help`);
  }
}

function inventoryOf(given: Given, scenario: string): ServeOptions['inventory'] {
  if (given.clusters === undefined && given.hosts === undefined && given.vms === undefined) {
    return { name: scenario, scenario: loadScenario(scenario) };
  }
  if (given.scenario !== undefined)
    throw new UsageError('--scenario and --clusters, --hosts, --vms exclude each other');
  const count = (name: keyof Counts, least: number) =>
    whole(name, given[name] ?? String(COUNTS[name]), least, LIMITS[name]);
  const counts = { clusters: count('clusters', 1), hosts: count('hosts', 1), vms: count('vms', 0) };
  const [hosts, vms] = [counts.clusters * counts.hosts, counts.clusters * counts.vms];
  if (hosts > MOST.hosts || vms > MOST.vms) {
    throw new UsageError(
      `${hosts} hosts and ${vms} VMs in all are too many: at most ${MOST.hosts} and ${MOST.vms}`,
    );
  }
  return {
    name: `generated, ${counts.clusters} clusters of ${counts.hosts} hosts and ${counts.vms} VMs`,
    counts,
  };
}

function loadScenario(name: string): Scenario {
  if (Object.hasOwn(SCENARIOS, name)) return SCENARIOS[name] ?? fail(name);
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(
      `--scenario ${name}: there is no such scenario (${Object.keys(SCENARIOS).join(', ')}), and as a file it cannot be read: ${why}`,
    );
  }
  try {
    return parseScenario(text);
  } catch (error) {
    if (error instanceof ScenarioError) throw new UsageError(`--scenario ${name}: ${error.message}`);
    throw error;
  }
}

function fail(name: string): never {
  throw new UsageError(`--scenario ${name}: there is no such scenario`);
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} ${text}: expected a whole number from ${least} to ${most}`);
}

function speedOf(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 1_000_000) return value;
  throw new UsageError(`--speed ${text}: expected a number above 0, up to 1000000`);
}

function versionOf(text: string): ApiVersion {
  const version = API_VERSIONS.find((known) => known === text || known === `${text}.0`);
  if (version !== undefined) return version;
  throw new UsageError(
    `--api-version ${text}: expected one of ${API_VERSIONS.map((v) => v.replace(/\.0$/, '')).join(', ')}`,
  );
}

function logOf(text: string): LogLevel {
  if (text === 'off' || text === 'tasks' || text === 'requests') return text;
  throw new UsageError(`--log ${text}: expected off, tasks or requests`);
}

function filled(name: string, text: string): string {
  if (text !== '') return text;
  throw new UsageError(`--${name}: expected a text that is not empty`);
}

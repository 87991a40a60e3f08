/**
 * The options of `contract`: one table for the command line and the help.
 * @module
 */
import { parseArgs } from 'node:util';
import { TIERS, type Tier } from '../../../contracts/kit/case/case.ts';
import { KEPT_WORLDS, type KeptWorlds } from '../../../contracts/kit/case/run-case.ts';
import { readText, UsageError } from '../values.ts';

export interface ContractOptions {
  /** The target; a new fake in this process if absent. */
  readonly url?: string;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  readonly controlToken?: string;
  /** The certificate authority as PEM. */
  readonly ca?: string;
  readonly insecure: boolean;
  readonly tiers: readonly Tier[];
  /** Ids of cases, or prefixes of ids. */
  readonly cases: readonly string[];
  readonly list: boolean;
  readonly plan: boolean;
  readonly asReal: boolean;
  /** The worlds of a fake's cases to keep. */
  readonly keepWorlds?: KeptWorlds;
  readonly allowMaintenance: boolean;
  readonly host?: string;
  readonly intents: string;
  readonly force: boolean;
  /** A file of known differences. */
  readonly known?: string;
  /** The file to write the known and the new differences to. */
  readonly accept?: string;
  /** The limit of the whole run, in ms of wall time. */
  readonly limitMs: number;
  /** The limit of one task, in ms of wall time. */
  readonly stepLimitMs: number;
  /** The time between two polls of a task, in ms of wall time. */
  readonly pollMs: number;
  readonly saveBehaviours?: string;
  readonly junit?: string;
  readonly json?: string;
  readonly html?: string;
  /** The behaviours of the fake in this process. */
  readonly behaviours?: string;
  /** The API version of the fake in this process. */
  readonly apiVersion?: string;
}

interface Flag {
  /** The placeholder of the value in the help; absent for a switch. */
  readonly value?: string;
  /** Whether the flag may be repeated. */
  readonly many?: true;
  readonly default?: string;
  readonly help: string;
}

export const CONTRACT_FLAGS = {
  url: { value: 'URL', help: 'a CloudTower or a running fake' },
  user: { value: 'NAME', help: 'login name; better: CLOUDTOWER_USER' },
  password: { value: 'TEXT', help: 'its password; better: CLOUDTOWER_PASSWORD, which no process list shows' },
  token: { value: 'TEXT', help: 'a token instead of a login; better: CLOUDTOWER_TOKEN' },
  'control-token': { value: 'TEXT', help: 'for a fake whose control API wants one' },
  ca: { value: 'FILE', help: 'the certificate authority of the target, as PEM; or CLOUDTOWER_CA' },
  insecure: { help: 'accept any certificate' },
  tier: { value: TIERS.join('|'), many: true, help: 'only cases of this tier; may be repeated' },
  case: { value: 'ID', many: true, help: 'only this case, or those that begin so (ENTER); may be repeated' },
  list: { help: 'print the cases by group, and do nothing' },
  plan: { help: 'say what would be done, and do nothing' },
  'as-real': { help: 'treat a fake like a CloudTower: find what is needed instead of seeding it' },
  'keep-worlds': {
    value: KEPT_WORLDS.join('|'),
    help: 'on a fake: keep the worlds of failed cases, or of all, to repeat their requests',
  },
  'allow-maintenance': { help: 'let the suite put a host into maintenance; needs --host' },
  host: { value: 'ID|NAME', help: 'the only host that may be changed; needs --allow-maintenance' },
  intents: {
    value: 'FILE',
    default: 'cloudtower-contract.intents.jsonl',
    help: 'where each change is noted before it is made',
  },
  force: { help: 'sweep even if a process seems to be still at work with the intent file' },
  known: { value: 'FILE', help: 'differences that are known, as --accept writes them' },
  accept: { value: 'FILE', help: 'write what is known and what is new: the next --known' },
  limit: { value: 'SECONDS', default: '14400', help: 'the longest the whole run may take' },
  'step-limit': { value: 'SECONDS', default: '1800', help: 'the longest one task may take' },
  poll: { value: 'SECONDS', default: '1', help: 'the time between two looks at a task' },
  'save-behaviours': {
    value: 'FILE',
    help: 'write the choices that were observed, for serve --behaviours FILE',
  },
  junit: { value: 'FILE', help: 'write the report as JUnit XML' },
  json: { value: 'FILE', help: 'write the report as JSON' },
  html: { value: 'FILE', help: 'write the report as one HTML page' },
  behaviours: {
    value: 'FILE',
    help: 'the choices that the fake in this process makes, such as a saved profile',
  },
  'api-version': { value: 'V', help: 'the API version that the fake in this process serves' },
} as const satisfies Readonly<Record<string, Flag>>;

type Environment = Readonly<Record<string, string | undefined>>;

export type FlagName = keyof typeof CONTRACT_FLAGS;

/** Parses arguments with these flags, and environment variables. Throws UsageError, which names the invalid flag. */
export function parseContractArgs(
  args: readonly string[],
  env: Environment,
  names: readonly FlagName[],
): ContractOptions {
  const { one, many, is } = read(args, names);
  const url = one('url') ?? env['CLOUDTOWER_URL'];
  const ca = one('ca') ?? env['CLOUDTOWER_CA'];
  const host = one('host');
  const allowMaintenance = is('allow-maintenance');
  if (allowMaintenance && host === undefined)
    throw new UsageError('--allow-maintenance: name the host with --host');
  if (host !== undefined && !allowMaintenance)
    throw new UsageError('--host: nothing is changed without --allow-maintenance');
  return {
    ...optional('url', url),
    ...optional('user', one('user') ?? env['CLOUDTOWER_USER']),
    ...optional('password', one('password') ?? env['CLOUDTOWER_PASSWORD']),
    ...optional('token', one('token') ?? env['CLOUDTOWER_TOKEN']),
    ...optional('controlToken', one('control-token')),
    ...keptWorlds(one('keep-worlds')),
    ...optional('ca', ca === undefined ? undefined : readText('--ca', ca)),
    ...optional('host', host),
    ...optional('saveBehaviours', one('save-behaviours')),
    ...optional('junit', one('junit')),
    ...optional('json', one('json')),
    ...optional('html', one('html')),
    ...optional('behaviours', one('behaviours')),
    ...optional('apiVersion', one('api-version')),
    ...optional('known', one('known')),
    ...optional('accept', one('accept')),
    insecure: is('insecure'),
    tiers: many('tier').map(tierOf),
    cases: many('case'),
    list: is('list'),
    plan: is('plan'),
    asReal: is('as-real'),
    allowMaintenance,
    intents: one('intents') ?? CONTRACT_FLAGS.intents.default,
    force: is('force'),
    limitMs: msOf('limit', one('limit')),
    stepLimitMs: msOf('step-limit', one('step-limit')),
    pollMs: msOf('poll', one('poll')),
  };
}

function read(args: readonly string[], names: readonly FlagName[]) {
  const known = Object.fromEntries(
    names.map((name) => {
      const { value, many }: Flag = CONTRACT_FLAGS[name];
      return [
        name,
        { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: many === true },
      ];
    }),
  );
  const values = parse(args, known);
  return {
    one: (name: FlagName) => listOf(values[name]).at(-1),
    many: (name: FlagName) => listOf(values[name]),
    is: (name: FlagName) => values[name] === true,
  };
}

function parse(
  args: readonly string[],
  options: Record<string, { type: 'boolean' | 'string'; multiple: boolean }>,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${message.split('\n')[0]?.split('. ')[0]}; see contract --help`);
  }
}

function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}

/** Returns an object with the member, or an empty object if the value is missing or empty. */
function optional<K extends string>(name: K, value: string | undefined): { [key in K]?: string } {
  const member: { [key in K]?: string } = {};
  if (value !== undefined && value !== '') member[name] = value;
  return member;
}

function keptWorlds(text: string | undefined): Pick<ContractOptions, 'keepWorlds'> {
  if (text === undefined) return {};
  const keepWorlds = KEPT_WORLDS.find((known) => known === text);
  if (keepWorlds !== undefined) return { keepWorlds };
  throw new UsageError(`--keep-worlds ${text}: expected ${KEPT_WORLDS.join(' or ')}`);
}

function tierOf(text: string): Tier {
  const tier = TIERS.find((known) => known === text);
  if (tier !== undefined) return tier;
  throw new UsageError(`--tier ${text}: expected ${TIERS.join(', ')}`);
}

function msOf(name: 'limit' | 'step-limit' | 'poll', text: string = CONTRACT_FLAGS[name].default): number {
  const seconds = Number(text);
  if (text.trim() !== '' && seconds > 0 && seconds <= 1_000_000) return seconds * 1000;
  throw new UsageError(`--${name} ${text}: expected a number of seconds above 0`);
}

/**
 * The commands of `contract`.
 * @module
 */

import { UsageError } from '../values.ts';
import { contractDiff } from './diff.ts';
import { CONTRACT_FLAGS, type ContractOptions, type FlagName, parseContractArgs } from './options.ts';
import { contractRecord } from './record.ts';
import { contract } from './run.ts';
import { contractSweep } from './sweep.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface Command {
  /** After `contract`, as the help shows it. */
  readonly usage: string;
  readonly help: string;
  readonly flags: readonly FlagName[];
  /** The most files that may be given before the flags. */
  readonly files: number;
  /** Answers the exit code. */
  readonly run: (options: ContractOptions, files: readonly string[]) => number | Promise<number>;
}

const CONNECTION: readonly FlagName[] = ['url', 'user', 'password', 'token', 'ca', 'insecure'];
const PATIENCE: readonly FlagName[] = ['step-limit', 'poll'];

const RUN: Command = {
  usage: '[options]',
  help: 'asks a target to keep the promises of the wire, and says which it does not',
  flags: [
    ...CONNECTION,
    'control-token',
    'tier',
    'case',
    'list',
    'plan',
    'as-real',
    'allow-maintenance',
    'host',
    'intents',
    'limit',
    ...PATIENCE,
    'save-behaviours',
    'junit',
    'json',
    'html',
    'behaviours',
  ],
  files: 0,
  run: contract,
};

const COMMANDS: Readonly<Record<string, Command>> = {
  sweep: {
    usage: 'sweep [FILE] [options]',
    help: 'puts back what a run that was cut off has left, as its intent file tells',
    flags: [...CONNECTION, 'plan', 'force', ...PATIENCE],
    files: 1,
    run: contractSweep,
  },
  diff: {
    usage: 'diff A.json B.json [options]',
    help: 'compares two reports that were written with --json',
    flags: ['known', 'accept'],
    files: 2,
    run: contractDiff,
  },
  record: {
    usage: 'record --url URL [options]',
    help: 'reads a layout into a scenario, anonymised',
    flags: CONNECTION,
    files: 0,
    run: contractRecord,
  },
};

/** Runs what the arguments after `contract` ask for; answers the exit code. Throws UsageError if they are wrong. */
export async function contractMain(args: readonly string[], env: Environment): Promise<number> {
  const [name = '', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (args.includes('--help') || args.includes('-h')) {
    console.log(command === undefined ? USAGE : usageOf(command));
    return 0;
  }
  if (command === undefined) return runCommand(RUN, args, env);
  return runCommand(command, rest, env);
}

async function runCommand(command: Command, args: readonly string[], env: Environment): Promise<number> {
  const first = args.findIndex((arg) => arg.startsWith('-'));
  const files = first === -1 ? args : args.slice(0, first);
  const [surplus] = files.slice(command.files);
  if (surplus !== undefined)
    throw new UsageError(`contract: ${surplus} is not expected; see contract --help`);
  return command.run(parseContractArgs(args.slice(files.length), env, command.flags), files);
}

const COLUMN = 28;

function lineOf(name: FlagName): string {
  const flag: { value?: string; help: string; default?: string } = CONTRACT_FLAGS[name];
  const head = `  --${name}${flag.value === undefined ? '' : ` ${flag.value}`}`;
  const help = `${flag.help}${flag.default === undefined ? '' : ` (${flag.default})`}`;
  return head.length < COLUMN ? head.padEnd(COLUMN) + help : `${head}\n${' '.repeat(COLUMN)}${help}`;
}

function usageOf({ usage, help, flags }: Command): string {
  const sentence = `${help.charAt(0).toUpperCase()}${help.slice(1)}.`;
  return [`Usage: cloudtower-fake contract ${usage}`, '', sentence, '', ...flags.map(lineOf)].join('\n');
}

const USAGE: string = [
  'Usage: cloudtower-fake contract [options]',
  ...Object.values(COMMANDS).map(({ usage }) => `       cloudtower-fake contract ${usage}`),
  '',
  'Asks a target to keep the promises of the wire, and says which it does not. Without --url the target is a fresh',
  'fake in this process. A real CloudTower is only read, unless --allow-maintenance and --host are both given.',
  'Exit codes: 0 kept, 1 broken, 2 could not run, 3 hollow (most was skipped).',
  '',
  ...RUN.flags.map(lineOf),
  '',
  ...Object.entries(COMMANDS).map(([name, { help }]) => `${name} ${help}; see contract ${name} --help`),
].join('\n');

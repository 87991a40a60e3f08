/**
 * The commands of `contract`.
 * @module
 */

import type { Terminal } from '../terminal.ts';
import { UsageError } from '../values.ts';
import { CONTRACT_FLAGS, type ContractOptions, type FlagName, parseContractArgs } from './options.ts';

interface Command {
  /** The arguments after `contract`, for the help. */
  readonly usage: string;
  readonly help: string;
  readonly flags: readonly FlagName[];
  /** The most files that may precede the flags. */
  readonly files: number;
  /** Loads and runs the command. Returns the exit code. */
  /** What the target is without --url, for the help. */
  readonly withoutUrl: string;
  /** What the exit codes mean, for the help. */
  readonly exitCodes: string;
  readonly run: (options: ContractOptions, terminal: Terminal, files: readonly string[]) => Promise<number>;
}

const CONNECTION: readonly FlagName[] = ['url', 'user', 'password', 'token', 'ca', 'insecure'];
const WAITING: readonly FlagName[] = ['step-limit', 'poll'];

const RUN: Command = {
  usage: '[options]',
  help: 'checks that a target answers as the contract says, and reports what does not',
  withoutUrl: 'a new fake in this process',
  exitCodes: '0 passed, 1 failed, 2 could not run, 3 mostly skipped',
  flags: [
    ...CONNECTION,
    'control-token',
    'tier',
    'case',
    'list',
    'plan',
    'as-real',
    'keep-worlds',
    'allow-maintenance',
    'host',
    'intents',
    'limit',
    ...WAITING,
    'save-behaviours',
    'junit',
    'json',
    'html',
    'behaviours',
    'api-version',
  ],
  files: 0,
  run: async (options, terminal) => (await import('./run.ts')).contract(options, terminal),
};

const COMMANDS: Readonly<Record<string, Command>> = {
  sweep: {
    usage: 'sweep [FILE] [options]',
    withoutUrl: 'the target in the intent file',
    exitCodes: '0 all is put back, or nothing was left; 1 something could not be put back; 2 could not run',
    help: 'puts back what a run that was cut off has left, as its intent file tells',
    flags: [...CONNECTION, 'plan', 'force', ...WAITING],
    files: 1,
    run: async (...args) => (await import('./sweep.ts')).contractSweep(...args),
  },
  diff: {
    usage: 'diff A.json B.json [options]',
    withoutUrl: '',
    exitCodes: '0 no new difference, 1 new differences, 2 a file is not a report',
    help: 'compares two reports that were written with --json: behaviours, verdicts, then shapes',
    flags: ['known', 'accept'],
    files: 2,
    run: async (...args) => (await import('./diff.ts')).contractDiff(...args),
  },
  record: {
    usage: 'record --url URL [options]',
    withoutUrl: 'CLOUDTOWER_URL, which must then be set',
    exitCodes: '0 recorded, 2 could not run',
    help: 'reads a layout into a scenario, anonymised',
    flags: CONNECTION,
    files: 0,
    run: async (options, terminal) => (await import('./record.ts')).contractRecord(options, terminal),
  },
};

/** Runs the command in the arguments after `contract`. Returns the exit code. Rejects with UsageError if they are invalid. */
export async function contractMain(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name = '', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (args.includes('--help') || args.includes('-h')) {
    terminal.print(command === undefined ? USAGE : usageOf(command));
    return 0;
  }
  if (command === undefined) return runCommand(RUN, args, terminal);
  return runCommand(command, rest, terminal);
}

async function runCommand(command: Command, args: readonly string[], terminal: Terminal): Promise<number> {
  const first = args.findIndex((arg) => arg.startsWith('-'));
  const files = first === -1 ? args : args.slice(0, first);
  const [surplus] = files.slice(command.files);
  if (surplus !== undefined)
    throw new UsageError(`contract: ${surplus} is not expected; see contract --help`);
  const options = parseContractArgs(args.slice(files.length), terminal.env, command.flags);
  return command.run(options, terminal, files);
}

const COLUMN = 28;

function lineOf(name: FlagName, withoutUrl: string): string {
  const flag: { value?: string; help: string; default?: string } = CONTRACT_FLAGS[name];
  const head = `  --${name}${flag.value === undefined ? '' : ` ${flag.value}`}`;
  const hint = name === 'url' ? `; otherwise ${withoutUrl}` : '';
  const help = `${flag.help}${hint}${flag.default === undefined ? '' : ` (${flag.default})`}`;
  return head.length < COLUMN ? head.padEnd(COLUMN) + help : `${head}\n${' '.repeat(COLUMN)}${help}`;
}

function usageOf({ usage, help, flags, withoutUrl, exitCodes }: Command): string {
  const sentence = `${help.charAt(0).toUpperCase()}${help.slice(1)}.`;
  return [
    `Usage: cloudtower-fake contract ${usage}`,
    '',
    sentence,
    `Exit codes: ${exitCodes}.`,
    '',
    ...flags.map((name) => lineOf(name, withoutUrl)),
  ].join('\n');
}

const USAGE: string = [
  'Usage: cloudtower-fake contract [options]',
  ...Object.values(COMMANDS).map(({ usage }) => `       cloudtower-fake contract ${usage}`),
  '',
  'Checks that a target answers as the contract says, and reports what does not.',
  'Without --url the target is a new fake in this process. A real CloudTower is',
  'only read, unless --allow-maintenance and --host are both given.',
  `Exit codes: ${RUN.exitCodes}.`,
  '',
  ...RUN.flags.map((name) => lineOf(name, RUN.withoutUrl)),
  '',
  ...Object.entries(COMMANDS).map(([name, { help }]) => `${name} ${help}; see contract ${name} --help`),
].join('\n');

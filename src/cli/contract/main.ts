/**
 * The commands of `contract`.
 * @module
 */

import type { Terminal } from '../terminal.ts';
import { UsageError } from '../values.ts';
import { type Described, helpOf } from './help.ts';
import { type ContractOptions, type FlagName, parseContractArgs } from './options.ts';

interface Command extends Described {
  /** The most files that may precede the flags. */
  readonly files: number;
  /** Loads and runs the command. Returns the exit code. */
  readonly run: (options: ContractOptions, terminal: Terminal, files: readonly string[]) => Promise<number>;
}

const TARGET: readonly FlagName[] = ['url', 'user', 'password', 'token', 'ca', 'insecure'];
const WAITING: readonly FlagName[] = ['step-limit', 'poll'];

const RUN: Command = {
  usage: '[options]',
  help: 'checks that a target answers as the contract says, and reports what does not. A real CloudTower is only read, unless --allow-maintenance and --host are both given',
  withoutUrl: 'CLOUDTOWER_URL, or a new fake in this process',
  exitCodes: '0 passed, 1 failed, 2 could not run, 3 mostly skipped',
  flags: {
    Target: [...TARGET, 'control-token', 'as-real', 'keep-worlds', 'behaviours', 'api-version'],
    Cases: ['tier', 'case', 'list', 'plan'],
    'Changing a host': ['allow-maintenance', 'host', 'intents'],
    Time: ['limit', ...WAITING],
    Reports: ['html', 'junit', 'json', 'save-behaviours'],
  },
  examples: [
    '',
    '--list --case ENTER',
    '--url http://127.0.0.1:8080 --html report.html',
    '--allow-maintenance --host node-07 --plan',
  ],
  files: 0,
  run: async (options, terminal) => (await import('./run.ts')).contract(options, terminal),
};

const COMMANDS: Readonly<Record<string, Command>> = {
  sweep: {
    usage: 'sweep [FILE] [options]',
    help: 'puts back what a run that was cut off has left, as its intent file tells',
    withoutUrl: 'CLOUDTOWER_URL, or the target in the intent file',
    exitCodes: '0 all is put back, or nothing was left; 1 something could not be put back; 2 could not run',
    flags: { Target: TARGET, Sweep: ['plan', 'force'], Time: WAITING },
    examples: ['sweep --plan', 'sweep'],
    files: 1,
    run: async (...args) => (await import('./sweep.ts')).contractSweep(...args),
  },
  diff: {
    usage: 'diff A.json B.json [options]',
    help: 'compares two reports that were written with --json: behaviours, verdicts, then shapes',
    exitCodes: '0 no new difference, 1 new differences, 2 a file is not a report',
    flags: { Differences: ['known', 'accept'] },
    examples: ['diff before.json after.json'],
    files: 2,
    run: async (...args) => (await import('./diff.ts')).contractDiff(...args),
  },
  record: {
    usage: 'record --url URL [options]',
    help: 'reads a layout into a scenario, anonymised',
    withoutUrl: 'CLOUDTOWER_URL, which must then be set',
    exitCodes: '0 recorded, 2 could not run',
    flags: { Target: TARGET },
    examples: ['record --url https://tower.example.com > lab.yaml'],
    files: 0,
    run: async (options, terminal) => (await import('./record.ts')).contractRecord(options, terminal),
  },
};

/** Runs the command in the arguments after `contract`. Returns the exit code. Rejects with UsageError if they are invalid. */
export async function contractMain(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name = '', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (args.includes('--help') || args.includes('-h')) {
    const { columns } = terminal;
    terminal.print(command === undefined ? helpOf(RUN, COMMANDS, columns) : helpOf(command, {}, columns));
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
  const options = parseContractArgs(
    args.slice(files.length),
    terminal.env,
    Object.values(command.flags).flat(),
  );
  return command.run(options, terminal, files);
}

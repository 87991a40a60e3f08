/**
 * The commands of `contract`.
 * @module
 */
import { contract } from './contract.ts';
import { contractDiff } from './contract-diff.ts';
import { CONTRACT_FLAGS, parseContractArgs } from './contract-options.ts';
import { contractRecord } from './contract-record.ts';
import { contractSweep } from './contract-sweep.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs what the arguments after `contract` ask for; answers the exit code. Throws UsageError if they are wrong. */
export async function contractMain(args: readonly string[], env: Environment): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(USAGE);
    return 0;
  }
  const [command, ...rest] = args;
  const { files, flags } = filesFirst(rest);
  if (command === 'sweep') return contractSweep(parseContractArgs(flags, env), files[0]);
  if (command === 'record') return contractRecord(parseContractArgs(flags, env));
  if (command === 'diff') return contractDiff(files, flags);
  return contract(parseContractArgs(args, env));
}

/** The files of a subcommand come before its options. */
function filesFirst(args: readonly string[]): {
  readonly files: readonly string[];
  readonly flags: readonly string[];
} {
  const first = args.findIndex((arg) => arg.startsWith('-'));
  const end = first === -1 ? args.length : first;
  return { files: args.slice(0, end), flags: args.slice(end) };
}

const COLUMN = 28;

const USAGE: string = [
  'Usage: cloudtower-fake contract [options]',
  '       cloudtower-fake contract sweep [FILE] [options]      puts back what a run that was cut off has left',
  '       cloudtower-fake contract diff A.json B.json [--known FILE] [--accept FILE]   compares two reports',
  '       cloudtower-fake contract record [options]            reads a layout into a scenario, anonymised',
  '',
  'Asks a target to keep the promises of the wire, and says which it does not. Without --url the target is a fresh',
  'fake in this process. A real CloudTower is only read, unless --allow-maintenance and --host are both given.',
  'Exit codes: 0 kept, 1 broken, 2 could not run, 3 hollow (most was skipped).',
  '',
  ...Object.entries<{ value?: string; help: string; default?: string }>(CONTRACT_FLAGS).map(
    ([name, flag]) => {
      const head = `  --${name}${flag.value === undefined ? '' : ` ${flag.value}`}`;
      const help = `${flag.help}${flag.default === undefined ? '' : ` (${flag.default})`}`;
      return head.length < COLUMN ? head.padEnd(COLUMN) + help : `${head}\n${' '.repeat(COLUMN)}${help}`;
    },
  ),
].join('\n');

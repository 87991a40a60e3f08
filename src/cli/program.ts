/**
 * The commands. Each is loaded only when it runs, so that the program starts fast.
 * @module
 */
import { createRequire } from 'node:module';
import type { Terminal } from './terminal.ts';
import { UsageError } from './values.ts';

const require = createRequire(import.meta.url);

const COULD_NOT_START = 2;

/**
 * Runs the program with its arguments. Returns the exit code: 0 if the user stopped it, 1 if the state could not be
 * saved at the end, 2 if it could not start. The exit codes of `contract` are in outcome.ts.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await runCommand(args, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.warn(`cloudtower-fake: ${error.message}`);
    return COULD_NOT_START;
  }
}

async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const [command = '', ...rest] = args;
  if (command === 'contract') return (await import('./contract/main.ts')).contractMain(rest, terminal);
  if (command === 'journal') return (await import('./journal/journal.ts')).journal(rest, terminal);
  if (args.includes('--help') || args.includes('-h') || command === 'help')
    return print((await import('./usage.ts')).USAGE, terminal);
  if (args.includes('--version')) return print(version(), terminal);
  if (command === 'fidelity') return print(await fidelity(), terminal);
  if (command === 'serve') return serve(rest, terminal);
  if (command === '' || command.startsWith('-')) return serve(args, terminal);
  throw new UsageError(`there is no command ${command}; see --help`);
}

async function serve(args: readonly string[], terminal: Terminal): Promise<number> {
  const { parseServeArgs } = await import('./arguments.ts');
  const options = await parseServeArgs(args);
  return (await import('./serve/serve.ts')).serve(options, terminal);
}

async function fidelity(): Promise<string> {
  const { contract } = await import('../../contracts/openapi/generated/document.ts');
  return (await import('../server/fidelity.ts')).fidelityPage(contract);
}

function print(text: string, terminal: Terminal): number {
  terminal.print(text);
  return 0;
}

function version(): string {
  const manifest: { version: string } = require('cloudtower-fake/package.json');
  return manifest.version;
}

#!/usr/bin/env node
/**
 * The program. Exit codes: 0 stopped as asked, 1 the state could not be saved at the end, 2 could not start; those
 * of `contract` are in outcome.ts.
 * @module
 */
import { readFileSync } from 'node:fs';
import { contract } from '../../contracts/openapi/generated/document.ts';
import { fidelityPage } from '../server/fidelity.ts';
import { parseServeArgs } from './arguments.ts';
import { JOURNAL_USAGE } from './journal/options.ts';
import { serve } from './serve/serve.ts';
import { USAGE } from './usage.ts';
import { UsageError } from './values.ts';

const COULD_NOT_START = 2;

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`cloudtower-fake: ${error.message}`);
  process.exitCode = COULD_NOT_START;
}

async function run(args: readonly string[]): Promise<void> {
  const [command = '', ...rest] = args;
  if (command === 'contract') return contractCommand(rest);
  if (command === 'journal') return journalCommand(rest);
  if (args.includes('--help') || args.includes('-h') || command === 'help') return console.log(USAGE);
  if (args.includes('--version')) return console.log(version());
  if (command === 'fidelity') return console.log(fidelityPage(contract));
  if (command === 'serve') return serve(parseServeArgs(rest));
  if (command === '' || command.startsWith('-')) return serve(parseServeArgs(args));
  throw new UsageError(`there is no command ${command}; see --help`);
}

/** The suite and what it needs are loaded only when asked for. */
async function contractCommand(args: readonly string[]): Promise<void> {
  const { contractMain } = await import('./contract/main.ts');
  process.exitCode = await contractMain(args, process.env);
}

async function journalCommand(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) return console.log(JOURNAL_USAGE);
  const { journal } = await import('./journal/journal.ts');
  await journal(args);
}

function version(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}

#!/usr/bin/env node
/**
 * The entry point of the program.
 * @module
 */
import { run } from './program.ts';
import { untilStopped } from './stop.ts';
import { COLUMNS, wantsColours } from './terminal.ts';

// The program keeps running when the reader of its output goes away.
process.stdout.on('error', () => {});

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  colours: wantsColours(process.env, process.stdout.isTTY),
  columns: process.stdout.columns || COLUMNS,
  print: (text) => console.log(text),
  warn: (text) => console.error(text),
  untilStopped,
  onOutputClosed: (listener) => process.stdout.on('error', listener),
});

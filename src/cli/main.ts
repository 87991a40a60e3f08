#!/usr/bin/env node
/**
 * The program, in a process of its own.
 * @module
 */
import { run } from './program.ts';
import { untilStopped } from './stop.ts';

// A reader of the output may go away: that alone is no reason to stop.
process.stdout.on('error', () => {});

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  colours: process.stdout.isTTY,
  print: (text) => console.log(text),
  warn: (text) => console.error(text),
  untilStopped,
  onOutputClosed: (listener) => process.stdout.on('error', listener),
});

#!/usr/bin/env node
/**
 * The entry point of the program.
 * @module
 */
import { run } from './program.ts';
import { untilStopped } from './stop.ts';

// The program keeps running when the reader of its output goes away.
process.stdout.on('error', () => {});

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  colours: process.stdout.isTTY,
  print: (text) => console.log(text),
  warn: (text) => console.error(text),
  untilStopped,
  onOutputClosed: (listener) => process.stdout.on('error', listener),
});

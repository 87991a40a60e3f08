/**
 * When the user stops the program.
 * @module
 */
import { once } from 'node:events';
import { setInterval } from 'node:timers/promises';

/** How often to look for npm, in ms of wall time. */
const LOOK_MS = 200;

/** Who started this program. Read at once: who is told that it serves may be gone already. */
const PARENT = process.ppid;

/** Resolves on SIGINT or SIGTERM, and when the npm that started this program has gone. */
export async function untilStopped(): Promise<void> {
  const ways: Promise<unknown>[] = [once(process, 'SIGINT'), once(process, 'SIGTERM')];
  if (process.env['npm_lifecycle_event'] !== undefined) ways.push(untilOrphaned());
  await Promise.race(ways);
}

/**
 * A killed npm passes nothing on, and the program would be left behind. (Signals that npm gets and passes on
 * arrive, because the script's `exec` puts the program into the shell's place.)
 */
async function untilOrphaned(): Promise<void> {
  for await (const _ of setInterval(LOOK_MS, undefined, { ref: false })) {
    if (process.ppid !== PARENT) return;
  }
}

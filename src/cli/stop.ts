/**
 * When to stop serving.
 * @module
 */
import { once } from 'node:events';
import { setInterval } from 'node:timers/promises';

/** How often to look for npm, in ms of wall time. */
const LOOK_MS = 200;

/** Resolves on SIGINT or SIGTERM, and when the npm that started this program has gone. */
export async function untilToldToStop(): Promise<void> {
  const ways: Promise<unknown>[] = [once(process, 'SIGINT'), once(process, 'SIGTERM')];
  if (process.env['npm_lifecycle_event'] !== undefined) ways.push(untilOrphaned(process.ppid));
  await Promise.race(ways);
}

/** npm runs a program through a shell and passes signals to that shell alone: the program is left behind. */
async function untilOrphaned(parent: number): Promise<void> {
  for await (const _ of setInterval(LOOK_MS, undefined, { ref: false })) {
    if (process.ppid !== parent) return;
  }
}

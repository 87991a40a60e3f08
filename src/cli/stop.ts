/**
 * Waits until the user stops the program.
 * @module
 */
import { once } from 'node:events';
import { setInterval } from 'node:timers/promises';

/** How often to check the parent process, in ms of wall time. */
const POLL_MS = 200;

/** The process that started this one. Read at the start, because the parent may end as soon as the banner is printed. */
const PARENT = process.ppid;

/** Resolves on SIGINT or SIGTERM, or when the npm process that started this program has ended. */
export async function untilStopped(): Promise<void> {
  const reasons: Promise<unknown>[] = [once(process, 'SIGINT'), once(process, 'SIGTERM')];
  if (process.env['npm_lifecycle_event'] !== undefined) reasons.push(untilOrphaned());
  await Promise.race(reasons);
}

/**
 * A killed npm passes no signal on, and would leave the program running. (Other signals arrive, because npm passes
 * them on and the `exec` in the script replaces the shell by this program.)
 */
async function untilOrphaned(): Promise<void> {
  for await (const _ of setInterval(POLL_MS, undefined, { ref: false })) {
    if (process.ppid !== PARENT) return;
  }
}

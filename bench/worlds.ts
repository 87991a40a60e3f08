/**
 * What a private world costs: a process of its own that makes a thousand idle ones of the default scenario.
 * @module
 */
import { createFake } from '../src/index.ts';

const COUNT = 1_000;
const fake = createFake({ clock: 'manual', worlds: { limit: COUNT + 1 } });
const names = Array.from({ length: COUNT }, (_, index) => `w${index}`);

globalThis.gc?.();
const before = process.memoryUsage().heapUsed;
const made = meanMs(() => names.map((name) => fake.worlds.get(name)));
globalThis.gc?.();
const bytes = (process.memoryUsage().heapUsed - before) / COUNT;
const reset = meanMs(() => names.map((name) => fake.worlds.get(name).reset()));

console.log(
  `An idle world of the default scenario: ${(bytes / 1024).toFixed(0)} KiB of heap, made in ${made} ms, reset in ${reset} ms (means of ${COUNT})`,
);

function meanMs(work: () => void): string {
  const begun = performance.now();
  work();
  return ((performance.now() - begun) / COUNT).toFixed(1);
}

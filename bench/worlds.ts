/**
 * Measures the cost of a private world: creates a thousand idle worlds of the default scenario in a separate process.
 * @module
 */
import { createFake } from '../src/index.ts';

const COUNT = 1_000;
const fake = createFake({ clock: 'manual', worlds: { limit: COUNT + 1 } });
const names = Array.from({ length: COUNT }, (_, index) => `w${index}`);

globalThis.gc?.();
const before = process.memoryUsage().heapUsed;
const createMs = meanMs(() => names.map((name) => fake.worlds.get(name)));
globalThis.gc?.();
const bytes = (process.memoryUsage().heapUsed - before) / COUNT;
const resetMs = meanMs(() => names.map((name) => fake.worlds.get(name).reset()));

console.log(
  `An idle world of the default scenario: ${(bytes / 1024).toFixed(0)} KiB of heap, made in ${createMs} ms, reset in ${resetMs} ms (means of ${COUNT})`,
);

function meanMs(work: () => void): string {
  const startedAt = performance.now();
  work();
  return ((performance.now() - startedAt) / COUNT).toFixed(1);
}

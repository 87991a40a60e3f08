/**
 * Prints the random seed of a test run, and where its time went.
 * @module
 */
import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

/** How many of the slowest files are printed. */
const FILES = 10;

export class RunReporter implements Reporter {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  onInit(): void {
    write(`Random seed ${this.#seed}: TEST_SEED=${this.#seed} repeats this run.`);
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules.map((module) => ({ name: relative('.', module.moduleId), ms: durationOf(module) }));
    const slowest = files.toSorted((a, b) => b.ms - a.ms).slice(0, FILES);
    write(`The slowest of ${files.length} test files, in seconds:`);
    for (const { name, ms } of slowest) write(`${(ms / 1000).toFixed(1).padStart(7)}  ${name}`);
    write('');
  }
}

/** Of loading a file and of running its tests. */
function durationOf(module: TestModule): number {
  const { collectDuration, setupDuration, duration } = module.diagnostic();
  return collectDuration + setupDuration + duration;
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

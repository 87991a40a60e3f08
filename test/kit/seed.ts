/**
 * Runs before every test file: property tests take the seed of the run. In a deep run they begin no new case once
 * the time budget is used up, and say so.
 * @module
 */
import fc, { type RunDetails } from 'fast-check';
import { beforeEach, inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The seed of every property test. */
    readonly seed: number;
    /** When the time budget of a deep run is used up, in ms since 1970; null in any other run. */
    readonly deadline: number | null;
  }
}

/** A property test that starts late still runs so long, in ms. */
const LEAST_MS = 10_000;

const [seed, deadline] = [inject('seed'), inject('deadline')];

fc.configureGlobal({ seed });
if (deadline !== null) {
  beforeEach(() => {
    const interruptAfterTimeLimit = Math.max(LEAST_MS, deadline - Date.now());
    fc.configureGlobal({ seed, interruptAfterTimeLimit, reporter });
  });
}

/** Fails as fast-check does, and tells which property test was cut short. */
function reporter(details: RunDetails<unknown>): void {
  if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
  if (!details.interrupted) return;
  const planned = details.runConfiguration.numRuns;
  process.stdout.write(
    `The time budget ended a property test after ${details.numRuns} of ${planned} runs.\n`,
  );
}

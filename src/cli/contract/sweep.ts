/**
 * `cloudtower-fake contract sweep`: restores a target after an interrupted run.
 * @module
 */
import { existsSync } from 'node:fs';
import { EXIT_CODES } from '../../../contracts/kit/case/outcome.ts';
import { NotRestored } from '../../../contracts/kit/safety/baseline.ts';
import { sweep, unfinished } from '../../../contracts/kit/safety/sweep.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../values.ts';
import { CONTRACT_FLAGS, type ContractOptions } from './options.ts';
import { createProgress } from './progress.ts';
import { openSelectedTarget } from './target.ts';
import { withUsageErrors } from './usage-errors.ts';

/** Restores the target of an intent file. Returns the exit code. Rejects with UsageError if the file is invalid. */
export async function contractSweep(
  options: ContractOptions,
  { print, warn }: Terminal,
  [named]: readonly string[],
): Promise<number> {
  const file = named ?? CONTRACT_FLAGS.intents.default;
  if (named !== undefined && !existsSync(named))
    throw new UsageError(`sweep ${named}: there is no such file`);
  const log = await withUsageErrors(() => unfinished(file));
  if (log === undefined) {
    print(`${file}: nothing is left to put back.`);
    return EXIT_CODES.passed;
  }
  const { host, vms } = log.baseline;
  const { plan, force } = options;
  const target = await openSelectedTarget({ ...options, url: options.url ?? log.target.url, asReal: true });
  const { onPoll } = createProgress(warn, { cases: 0, isEachTold: false });
  // The answer of --plan is its differences; otherwise they are progress.
  let left = 0;
  const say = (line: string) => {
    left += 1;
    (plan ? print : warn)(line);
  };
  try {
    await withUsageErrors(() => sweep(log, target, { file, plan, force, say, onPoll }));
  } catch (error) {
    if (!(error instanceof NotRestored)) throw error;
    print(`This could not be put back: ${error.message}`);
    return EXIT_CODES.failed;
  }
  const done = `Host ${host.name} and its ${vms.length} VMs are as they were before the run.`;
  const planned = `${left === 0 ? 'Everything is as it was before the run. ' : ''}Nothing was done.`;
  print(plan ? planned : done);
  return EXIT_CODES.passed;
}

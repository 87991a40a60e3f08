/**
 * `cloudtower-fake contract sweep`: puts back what a run that was cut off has left.
 * @module
 */
import { IntentError } from '../../contracts/harness/intents.ts';
import { EXIT_CODES } from '../../contracts/harness/outcome.ts';
import { sweep, urlOf } from '../../contracts/harness/sweep.ts';
import { CONTRACT_FLAGS, type ContractOptions } from './contract-options.ts';
import { openChosen } from './contract-target.ts';
import { UsageError } from './values.ts';

/** Sweeps after the run of an intent file; answers the exit code. Throws UsageError if it is none. */
export async function contractSweep(
  options: ContractOptions,
  file: string = CONTRACT_FLAGS.intents.default,
): Promise<number> {
  try {
    const url = urlOf(file);
    if (url === undefined) return say(`${file}: everything has been put back already.`, EXIT_CODES.kept);
    const target = await openChosen({ ...options, url: options.url ?? url, asReal: true });
    const { differences } = await sweep(file, target, (line) => console.error(line));
    if (differences.length === 0) return say('Everything is as it was before the run.', EXIT_CODES.kept);
    return say(['This could not be put back:', ...differences].join('\n'), EXIT_CODES.broken);
  } catch (error) {
    if (error instanceof IntentError) throw new UsageError(error.message);
    throw error;
  }
}

function say(text: string, code: number): number {
  console.log(text);
  return code;
}

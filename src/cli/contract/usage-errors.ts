/**
 * What keeps the suite from beginning is told in a line, without a stack.
 * @module
 */

import { Broken, Skip } from '../../../contracts/kit/case/verdict.ts';
import { Refused } from '../../../contracts/kit/safety/baseline.ts';
import { IntentFileError } from '../../../contracts/kit/safety/intent-file.ts';
import { Halted } from '../../../contracts/kit/safety/transports.ts';
import { TargetError } from '../../../contracts/kit/target/target.ts';
import { UsageError } from '../values.ts';

const KNOWN = [Broken, Halted, IntentFileError, Refused, Skip, TargetError];

/** Answers what `act` does. Throws UsageError for what a user can mend. */
export async function explained<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error && KNOWN.some((known) => error instanceof known))
      throw new UsageError(error.message);
    throw error;
  }
}

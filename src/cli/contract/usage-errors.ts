/**
 * Errors of the suite that a user can fix. The program prints them as one line, without a stack.
 * @module
 */

import { Broken, Skip } from '../../../contracts/kit/case/verdict.ts';
import { Refused } from '../../../contracts/kit/safety/baseline.ts';
import { IntentFileError } from '../../../contracts/kit/safety/intent-file.ts';
import { Halted } from '../../../contracts/kit/safety/transports.ts';
import { TargetError } from '../../../contracts/kit/target/target.ts';
import { UsageError } from '../values.ts';

const KNOWN = [Broken, Halted, IntentFileError, Refused, Skip, TargetError];

/** Returns the result of `act`. Rejects with UsageError instead of an error that a user can fix. */
export async function withUsageErrors<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error && KNOWN.some((known) => error instanceof known))
      throw new UsageError(error.message);
    throw error;
  }
}

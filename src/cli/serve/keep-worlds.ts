/**
 * `--state FILE`: the worlds outlive the program.
 * @module
 */
import type { Fake } from '../../server/fake.ts';
import { ControlRefusal } from '../../server/worlds/control-refusal.ts';
import { UsageError } from '../values.ts';

const COULD_NOT_SAVE = 1;

/** Loads the worlds of the file and keeps them there until it is closed. Throws UsageError if that cannot be. */
export async function keepWorlds(fake: Fake, file: string): Promise<() => Promise<void>> {
  const told = (error: unknown) => `--state ${file}: ${whyNot(error)}`;
  const kept = await fake
    .keepState(file, { onFailure: (error) => console.error(`cloudtower-fake: ${told(error)}`) })
    .catch((error: unknown) => {
      throw new UsageError(told(error));
    });
  return async () => {
    try {
      await kept.close();
    } catch (error) {
      console.error(`cloudtower-fake: ${told(error)}`);
      process.exitCode = COULD_NOT_SAVE;
    }
  };
}

/** What a person can do something about; anything else is a defect. */
function whyNot(error: unknown): string {
  if (error instanceof ControlRefusal) return error.message;
  if (error instanceof Error && 'code' in error) return `it cannot be read or written: ${String(error.code)}`;
  throw error;
}

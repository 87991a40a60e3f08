/**
 * `--state FILE`: keeps the worlds in a file.
 * @module
 */
import type { Fake } from '../../server/fake.ts';
import { ControlRefusal } from '../../server/worlds/control-refusal.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../values.ts';

const COULD_NOT_SAVE = 1;

/**
 * Loads the worlds from a file and saves their changes while `work` runs. Returns the exit code, which is 1 if they
 * could not be saved at the end. Rejects with UsageError if they cannot be loaded.
 */
export async function keepWorlds(
  fake: Fake,
  file: string,
  terminal: Terminal,
  work: () => Promise<void>,
): Promise<number> {
  const explain = (error: unknown) => `--state ${file}: ${reasonOf(error)}`;
  const warn = (error: unknown) => terminal.warn(`cloudtower-fake: ${explain(error)}`);
  const kept = await fake.keepState(file, { onFailure: warn }).catch((error: unknown) => {
    throw new UsageError(explain(error));
  });
  let code = 0;
  try {
    await work();
  } finally {
    await kept.close().catch((error: unknown) => {
      warn(error);
      code = COULD_NOT_SAVE;
    });
  }
  return code;
}

/** Returns the reason, if the user can fix it. Rethrows any other error, which is a defect. */
function reasonOf(error: unknown): string {
  if (error instanceof ControlRefusal) return error.message;
  if (error instanceof Error && 'code' in error) return `it cannot be read or written: ${String(error.code)}`;
  throw error;
}

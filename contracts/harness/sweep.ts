/**
 * `contract sweep`: puts back what a run that was cut off has left, from its intent file.
 * @module
 */
import { createApi } from './client.ts';
import { guarding } from './guard.ts';
import { Intents, readIntents, unrestored } from './intents.ts';
import { restore } from './restore.ts';
import { logIn } from './session.ts';
import type { Target } from './target.ts';

export interface Swept {
  /** What could not be put back; nothing when all is well. */
  readonly differences: readonly string[];
  /** False if there was nothing to do. */
  readonly wasNeeded: boolean;
}

/** The URL of the run in an intent file; undefined if it has been put back. Throws IntentError if it is none. */
export function urlOf(file: string): string | undefined {
  return unrestored(readIntents(file))?.url;
}

/** Puts back what is left of the run in a file, and notes so. Throws IntentError if it is no intent file. */
export async function sweep(file: string, target: Target, say: (line: string) => void): Promise<Swept> {
  const begin = unrestored(readIntents(file));
  if (begin === undefined) return { differences: [], wasNeeded: false };
  const token = await logIn(target, target.transport);
  const intents = Intents.resume(file);
  const api = createApi(target.base, guarding(target.transport, target.base, begin.before, intents), token);
  const { pollMs, stepLimitMs: limitMs } = target;
  const differences = await restore(api, begin.before, { pollMs, limitMs, say });
  intents.note({ kind: 'restored', at: new Date().toISOString(), differences });
  intents.close();
  return { differences, wasNeeded: true };
}

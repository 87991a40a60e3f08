/**
 * A query that the contract does not allow.
 * @module
 */

import { ClientError } from '../world/client-error.ts';
import { en, NOTHING, type Text, text, zh } from '../world/text.ts';

export class InvalidQuery extends ClientError {
  override readonly name = 'InvalidQuery';
}

/** Throws with the place, what was expected there, and what came. */
export function invalid(place: string, expected: Text, got?: unknown): never {
  const came = got === undefined ? NOTHING : cameInstead(got);
  throw new InvalidQuery(text(en`${place}: ${expected}${came}.`, zh`${place}：${expected}${came}。`));
}

/** The end of a sentence that said what was expected. */
export function cameInstead(value: unknown): Text {
  const shown = describe(value);
  return text(en`, got ${shown}`, zh`，实际为 ${shown}`);
}

/** A client's value in a message: its kind, and the value itself if it is short. */
function describe(value: unknown): Text | string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return text('an array', '数组');
  if (typeof value === 'object') return text('an object', '对象');
  const shown = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
}

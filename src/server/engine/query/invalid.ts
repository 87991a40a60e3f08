/**
 * A query that the contract does not allow.
 * @module
 */
import { message } from '../language/message.ts';
import { NO_TEXT, type Text } from '../language/text.ts';
import { ClientError } from '../world/client-error.ts';

export class InvalidQuery extends ClientError {
  override readonly name = 'InvalidQuery';
}

/** Throws with the place, what was expected there, and what came. */
export function invalid(place: string, expected: Text, got?: unknown): never {
  const instead = got === undefined ? NO_TEXT : gotInstead(got);
  throw new InvalidQuery(message('query.invalid', { place, expected, got: instead }));
}

/** The end of a sentence that said what was expected. */
export function gotInstead(value: unknown): Text {
  return message('value.got', { value: describe(value) });
}

/** A client's value in a message: its kind, and the value itself if it is short. */
function describe(value: unknown): Text | string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return message('type.array');
  if (typeof value === 'object') return message('type.object');
  const shown = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
}

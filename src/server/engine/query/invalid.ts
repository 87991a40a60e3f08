/**
 * The error of a query that the contract does not allow.
 * @module
 */
import { message } from '../language/message.ts';
import { NO_TEXT, type Text } from '../language/text.ts';
import { ClientError } from '../world/client-error.ts';

export class InvalidQuery extends ClientError {
  override readonly name = 'InvalidQuery';
}

/** Throws InvalidQuery with the place of the error, the expected value, and the actual value if given. */
export function invalid(place: string, expected: Text, got?: unknown): never {
  const actual = got === undefined ? NO_TEXT : gotInstead(got);
  throw new InvalidQuery(message('query.invalid', { place, expected, got: actual }));
}

/** Returns the end of a sentence about an expected value: the value that was sent instead. */
export function gotInstead(value: unknown): Text {
  return message('value.got', { value: describe(value) });
}

/** Describes a client's value in a message: the type of an object or list, else the value, cut if it is long. */
function describe(value: unknown): Text | string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return message('type.array');
  if (typeof value === 'object') return message('type.object');
  const json = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return json.length > 60 ? `${json.slice(0, 60)}…` : json;
}

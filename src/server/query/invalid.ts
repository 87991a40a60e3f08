/**
 * A query that the contract does not allow.
 * @module
 */

export class InvalidQuery extends Error {
  override readonly name = 'InvalidQuery';
}

/** Throws with the place, what was expected there, and what came. */
export function invalid(place: string, expected: string, got?: unknown): never {
  const came = got === undefined ? '' : `, got ${describe(got)}`;
  throw new InvalidQuery(`${place}: ${expected}${came}.`);
}

/** A client's value in a message: its kind, and the value itself if it is short. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

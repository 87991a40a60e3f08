/**
 * Checks expectations about requests, and finds near misses.
 * @module
 */
import type { components } from '../../../../contracts/control/generated/types.ts';
import type { JournalRequest } from './entry.ts';

type Schemas = components['schemas'];
export type Expectation = Schemas['Expectation'];
export type Verification = Schemas['Verification'];

/** Near misses that are returned: those with the fewest differences, the newest first. */
const NEAR_MISSES = 10;

/** Checks requests against an expectation. Requests of the same operation that differ from it are near misses. */
export function verify(requests: readonly JournalRequest[], expected: Expectation): Verification {
  const same = requests
    .filter((request) => matchesOperation(request, expected.operation))
    .map((request) => ({ request, differences: differencesOf(request, expected) }));
  const matches = same.filter(({ differences }) => differences.length === 0).map(({ request }) => request);
  const misses = same.filter(({ differences }) => differences.length > 0).toReversed();
  return {
    ok: isExpectedCount(matches.length, expected.times ?? { at_least: 1 }),
    count: matches.length,
    matches,
    near_misses: misses.toSorted((a, b) => a.differences.length - b.differences.length).slice(0, NEAR_MISSES),
  };
}

/** Whether a request is of an operation, which is named by its id or its path. */
export function matchesOperation({ operation, path }: JournalRequest, name: string): boolean {
  return operation === name || path === name;
}

function isExpectedCount(count: number, { exactly, at_least, at_most }: Schemas['ExpectedTimes']): boolean {
  return (
    (exactly === undefined || count === exactly) &&
    (at_least === undefined || count >= at_least) &&
    (at_most === undefined || count <= at_most)
  );
}

function differencesOf({ body, status }: JournalRequest, expected: Expectation): string[] {
  const inStatus =
    expected.status === undefined || expected.status === status
      ? []
      : [`status: expected ${expected.status}, got ${status ?? 'a lost connection'}`];
  if (expected.body === undefined) return inStatus;
  if (body === undefined) return [...inStatus, 'body: there was none, or it was too large to keep'];
  return [...inStatus, ...compare('body', expected.body, body)];
}

/**
 * Returns the differences between two values. Objects may have more members than expected. Lists must have the same
 * members, in any order.
 */
function compare(place: string, expected: unknown, actual: unknown): string[] {
  if (Array.isArray(expected) || !isObject(expected))
    return canonical(expected) === canonical(actual)
      ? []
      : [`${place}: expected ${abbreviate(expected)}, got ${abbreviate(actual)}`];
  if (!isObject(actual)) return [`${place}: expected ${abbreviate(expected)}, got ${abbreviate(actual)}`];
  return Object.entries(expected).flatMap(([key, value]) => compare(`${place}.${key}`, value, actual[key]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns text that is equal for equal values. The order of lists does not matter. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).toSorted().join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'nothing';
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.toSorted().join(',')}}`;
}

function abbreviate(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 300);
}

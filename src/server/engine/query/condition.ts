/**
 * Tests on records, and how they are joined. A test that gives every record the same result is one of three constants,
 * so that a filter that excludes nothing can be told from one that excludes nothing at the moment.
 * @module
 */
import type { World } from '../world/world.ts';
import { not, type Tri } from './match.ts';
import type { Row } from './read.ts';

/** Tests whether a record passes. The result is unknown if NULL was compared. */
export type Test = (world: World, row: Row) => Tri;

export const EVERYTHING: Test = () => true;
export const NOTHING: Test = () => false;
/** An empty condition, `{}`. Everything passes it; `any` may leave it out where another condition stands beside it. */
export const NO_CONDITION: Test = () => true;

/** Reports whether every record passes by construction, whatever the world holds. */
export function excludesNothing(test: Test): boolean {
  return test === EVERYTHING || test === NO_CONDITION;
}

/** Joins by AND. The conjunction of empty conditions is an empty condition. */
export function all(tests: readonly Test[]): Test {
  if (tests.includes(NOTHING)) return NOTHING;
  const telling = tests.filter((test) => !excludesNothing(test));
  const [only] = telling;
  if (only === undefined) return tests.includes(EVERYTHING) ? EVERYTHING : NO_CONDITION;
  if (telling.length === 1) return only;
  return (world, row) => {
    let result: Tri = true;
    for (const test of telling) {
      const one = test(world, row);
      if (one === false) return false;
      if (one === null) result = null;
    }
    return result;
  };
}

/** Joins by OR. Empty conditions are left out, unless there are no others. */
export function any(tests: readonly Test[]): Test {
  const stated = tests.filter((test) => test !== NO_CONDITION);
  return stated.length === 0 && tests.length > 0 ? NO_CONDITION : negate(all(stated.map(negate)));
}

export function negate(test: Test): Test {
  if (excludesNothing(test)) return NOTHING;
  return test === NOTHING ? EVERYTHING : (world, row) => not(test(world, row));
}

/**
 * How a whole run ends, and the words for it.
 * @module
 */
import type { Case } from './case.ts';
import type { CaseResult } from './run-case.ts';
import type { Status } from './verdict.ts';

/** `kept`: no promise is broken. `hollow`: none is broken, but most cases were skipped. */
export type Outcome = 'kept' | 'broken' | 'could-not-run' | 'hollow';

export const EXIT_CODES: Readonly<Record<Outcome, number>> = {
  kept: 0,
  broken: 1,
  'could-not-run': 2,
  hollow: 3,
};

interface OutcomeWords {
  readonly title: string;
  readonly sentence: string;
}

export const OUTCOME_WORDS: Readonly<Record<Outcome, OutcomeWords>> = {
  kept: {
    title: 'Every promise that was asked is kept',
    sentence: 'Every promise that was asked is kept.',
  },
  broken: { title: 'Promises are broken', sentence: 'Promises are broken.' },
  'could-not-run': {
    title: 'The suite could not run to its end',
    sentence: 'The suite could not run to its end: it says nothing about what it did not ask.',
  },
  hollow: {
    title: 'Hollow: most cases were skipped',
    sentence: 'HOLLOW: most cases were skipped. Nothing is broken, and little was asked.',
  },
};

/** A run that skips more than this share of its cases is hollow. */
const MOST_SKIPPED = 0.5;

export interface Run {
  readonly target: { readonly url: string; readonly kind: 'fake' | 'real'; readonly version: string };
  readonly startedAt: string;
  /** Wall time in ms. */
  readonly ms: number;
  readonly results: readonly CaseResult[];
  /** What stopped it before its end, or kept the target from being put back. */
  readonly stopped?: string;
}

/** Counts the cases of each status. */
export function countOf(results: readonly CaseResult[]): Readonly<Record<Status, number>> {
  const count = (status: Status) => results.filter((result) => result.status === status).length;
  return {
    pass: count('pass'),
    fail: count('fail'),
    skip: count('skip'),
    observed: count('observed'),
    inconclusive: count('inconclusive'),
    error: count('error'),
  };
}

export function outcomeOf({ results, stopped }: Run): Outcome {
  const counts = countOf(results);
  if (counts.fail > 0) return 'broken';
  if (counts.error > 0 || stopped !== undefined || results.length === 0) return 'could-not-run';
  return counts.skip > results.length * MOST_SKIPPED ? 'hollow' : 'kept';
}

/** Cases by the names of their groups. */
export type Groups = Readonly<Record<string, readonly Case[]>>;

/** Returns the results of each group, in the order of its cases. Groups without results are left out. */
export function resultsByGroup(
  results: readonly CaseResult[],
  groups: Groups,
): readonly (readonly [group: string, results: readonly CaseResult[]])[] {
  const byId = new Map(results.map((result) => [result.id, result]));
  return Object.entries(groups).flatMap(([name, cases]) => {
    const found = cases.flatMap(({ id }) => byId.get(id) ?? []);
    return found.length === 0 ? [] : [[name, found] as const];
  });
}

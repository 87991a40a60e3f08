/**
 * How a whole run ends, and the words for it.
 * @module
 */
import type { Target } from '../target/target.ts';
import type { Case } from './case.ts';
import type { CaseResult } from './run-case.ts';
import type { Status } from './verdict.ts';

/** `passed`: no case failed. `mostly-skipped`: none failed, but most were skipped. */
export type Outcome = 'passed' | 'failed' | 'could-not-run' | 'mostly-skipped';

export const EXIT_CODES: Readonly<Record<Outcome, number>> = {
  passed: 0,
  failed: 1,
  'could-not-run': 2,
  'mostly-skipped': 3,
};

interface OutcomeWords {
  readonly title: string;
  readonly sentence: string;
}

export const OUTCOME_WORDS: Readonly<Record<Outcome, OutcomeWords>> = {
  passed: { title: 'Passed', sentence: 'Passed: no case failed.' },
  failed: { title: 'Failed', sentence: 'Failed: some answers are not as the contract says.' },
  'could-not-run': {
    title: 'The suite could not run to its end',
    sentence:
      'The suite could not run to its end. Cases that are in error or missing say nothing about the target.',
  },
  'mostly-skipped': {
    title: 'Most cases were skipped',
    sentence: 'MOSTLY SKIPPED: no case failed, but most were skipped, so this run says little.',
  },
};

/** A run that skips more than this share of its cases says little. */
const MOST_SKIPPED = 0.5;

export interface Run {
  readonly target: Pick<Target, 'kind' | 'name' | 'version'> & { readonly url: string };
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
  if (counts.fail > 0) return 'failed';
  if (counts.error > 0 || stopped !== undefined || results.length === 0) return 'could-not-run';
  return counts.skip > results.length * MOST_SKIPPED ? 'mostly-skipped' : 'passed';
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

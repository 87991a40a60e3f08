/**
 * What a whole run says.
 * @module
 */
import type { CaseResult } from './run-case.ts';
import { STATUSES, type Status } from './verdict.ts';

/** `kept`: no promise is broken. `hollow`: nothing is broken, but so little was asked that it says little. */
export type Outcome = 'kept' | 'broken' | 'could-not-run' | 'hollow';

export const EXIT_CODES: Readonly<Record<Outcome, number>> = {
  kept: 0,
  broken: 1,
  'could-not-run': 2,
  hollow: 3,
};

/** Of what was chosen, at least this share must have been asked. */
const LEAST_ASKED = 0.5;

export interface Run {
  readonly target: { readonly url: string; readonly kind: 'fake' | 'real'; readonly version: string };
  readonly startedAt: string;
  /** Wall time in ms. */
  readonly ms: number;
  readonly results: readonly CaseResult[];
  /** What stopped it before its end, or kept it from restoring. */
  readonly stopped?: string;
}

/** How many cases ended in which way. */
export function countOf(results: readonly CaseResult[]): Readonly<Record<Status, number>> {
  const count = (status: Status) => results.filter((result) => result.status === status).length;
  const [pass, fail, skip, observed, error] = STATUSES.map(count);
  return { pass: pass ?? 0, fail: fail ?? 0, skip: skip ?? 0, observed: observed ?? 0, error: error ?? 0 };
}

export function outcomeOf({ results, stopped }: Run): Outcome {
  const counts = countOf(results);
  if (counts.fail > 0) return 'broken';
  if (counts.error > 0 || stopped !== undefined || results.length === 0) return 'could-not-run';
  return counts.skip > results.length * (1 - LEAST_ASKED) ? 'hollow' : 'kept';
}

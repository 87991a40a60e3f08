/**
 * Cases that end alike for one reason, as one cause.
 * @module
 */
import type { CaseResult } from '../case/run-case.ts';
import type { Status } from '../case/verdict.ts';

export interface Cause {
  readonly status: Status;
  /** The reason of its first case. */
  readonly reason: string;
  /** The first case, which stands for the others. */
  readonly first: CaseResult;
  /** All its cases, in the order in which they ran. */
  readonly results: readonly CaseResult[];
}

/** Returns the causes of all cases that ended so; the cause of most cases comes first. */
export function causesOf(results: readonly CaseResult[], ...statuses: readonly Status[]): readonly Cause[] {
  const causes = new Map<string, [CaseResult, ...CaseResult[]]>();
  for (const result of results) {
    if (!statuses.includes(result.status)) continue;
    const key = keyOf(result);
    const known = causes.get(key);
    if (known === undefined) causes.set(key, [result]);
    else known.push(result);
  }
  return [...causes.values()]
    .map((list) => ({ status: list[0].status, reason: reasonOf(list[0]), first: list[0], results: list }))
    .toSorted(
      (a, b) =>
        statuses.indexOf(a.status) - statuses.indexOf(b.status) || b.results.length - a.results.length,
    );
}

function reasonOf({ reason, status }: CaseResult): string {
  return reason === undefined || reason === '' ? `No reason was given (${status}).` : reason;
}

/** Two values that a matcher compared tell nothing of what was asked: the operation does. */
function keyOf({ status, reason = '', exchanges }: CaseResult): string {
  const place = reason.startsWith('expected ') ? (exchanges.at(-1)?.path ?? '') : '';
  return `${status} ${place} ${normalise(reason)}`;
}

/** Returns a reason without what differs from case to case: UUIDs, ids and numbers. */
export function normalise(reason: string): string {
  return reason
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, 'ID')
    .replaceAll(/\bc[a-z0-9]{20,}\b/g, 'ID')
    .replaceAll(/\d+(?:\.\d+)*/g, 'N');
}

/**
 * The choices that a target makes, as a profile for a fake.
 * @module
 */
import type { Run } from '../case/outcome.ts';

export interface ObservedProfile {
  readonly name: string;
  /** The version of the API, as the target answers it. */
  readonly version: string;
  /** The day it was observed. */
  readonly date: string;
  readonly behaviours: Readonly<Record<string, string>>;
}

/**
 * Returns the choices that a run observed. Observations that match no choice are left out: a fake could not act
 * on them.
 */
export function observedProfile({ target, startedAt, results }: Run): ObservedProfile {
  const date = startedAt.slice(0, 10);
  const observations = results.flatMap((result) => result.observations);
  return {
    name: `observed-${target.version}-${date}`,
    version: target.version,
    date,
    behaviours: Object.fromEntries(
      observations.flatMap(({ row, choice }) => (choice === null ? [] : [[row, choice]])),
    ),
  };
}

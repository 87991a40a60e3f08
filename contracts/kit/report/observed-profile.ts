/**
 * What a target was seen to choose, as a profile that a fake acts out.
 * @module
 */
import type { Run } from '../case/outcome.ts';

export interface ObservedProfile {
  readonly name: string;
  /** The version of the API, as the target names it. */
  readonly version: string;
  /** The day it was observed. */
  readonly date: string;
  readonly behaviours: Readonly<Record<string, string>>;
}

/** The choices that were observed in a run. What was seen that is no choice is left out: nothing could act it out. */
export function observedProfile({ target, startedAt, results }: Run): ObservedProfile {
  const date = startedAt.slice(0, 10);
  const seen = results.flatMap(({ observations }) => observations);
  return {
    name: `observed-${target.version}-${date}`,
    version: target.version,
    date,
    behaviours: Object.fromEntries(
      seen.flatMap(({ row, choice }) => (choice === null ? [] : [[row, choice]])),
    ),
  };
}

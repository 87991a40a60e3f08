/**
 * What a target was seen to choose, as a profile that a fake acts out.
 * @module
 */
import { type Profile, parseProfile } from '../../profiles/profile.ts';
import type { Run } from '../case/outcome.ts';

/**
 * Returns the choices that were observed in a run. An observation that is none of the choices is left out:
 * nothing could act it out.
 */
export function observedProfile({ target, startedAt, results }: Run): Profile {
  const date = startedAt.slice(0, 10);
  const seen = results.flatMap(({ observations }) => observations);
  return parseProfile({
    name: `observed-${target.version}-${date}`,
    version: target.version,
    date,
    behaviours: Object.fromEntries(
      seen.flatMap(({ row, choice }) => (choice === null ? [] : [[row, choice]])),
    ),
  });
}

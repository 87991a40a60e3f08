/**
 * The choices that a target makes, as a profile for a fake.
 * @module
 */
import { type Profile, parseProfile } from '../../profiles/profile.ts';
import type { Run } from '../case/outcome.ts';

/**
 * Returns the choices that a run observed. Observations that match no choice are left out: a fake could not act
 * on them.
 */
export function observedProfile({ target, startedAt, results }: Run): Profile {
  const date = startedAt.slice(0, 10);
  const observations = results.flatMap((result) => result.observations);
  return parseProfile({
    name: `observed-${target.version}-${date}`,
    version: target.version,
    date,
    behaviours: Object.fromEntries(
      observations.flatMap(({ row, choice }) => (choice === null ? [] : [[row, choice]])),
    ),
  });
}

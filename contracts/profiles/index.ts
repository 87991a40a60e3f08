/**
 * The built-in profiles, by name.
 * @module
 */
import { docsProfile } from './docs.ts';
import { type Profile, ProfileError } from './profile.ts';

export const PROFILES: Readonly<Record<string, Profile>> = {
  [docsProfile.name]: docsProfile,
};

/** Returns the built-in profile of that name. Throws ProfileError if there is none. */
export function profileNamed(name: string): Profile {
  const profile = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
  if (profile !== undefined) return profile;
  throw new ProfileError(
    `There is no profile ${name.slice(0, 80)}; there are ${Object.keys(PROFILES).join(', ')}.`,
  );
}

/**
 * Behaviours as they are given at the start: a built-in profile by name, a profile file, or choices alone.
 * @module
 */

import { ChoiceError, parseChoices } from '../../contracts/behaviours/choices.ts';
import type { BehaviourChoices } from '../../contracts/behaviours/index.ts';
import { profileNamed } from '../../contracts/profiles/index.ts';
import { ProfileError, parseProfile } from '../../contracts/profiles/profile.ts';
import { data, type Given, UsageError } from './values.ts';

/** The choices of a profile, or those that are given by themselves. */
export function behaviourChoices(given: Given): BehaviourChoices {
  const { label, value } = given;
  try {
    if (typeof value === 'string' && /^[\w-]+$/.test(value)) return profileNamed(value).behaviours;
    const content = data(given);
    return isProfile(content) ? parseProfile(content).behaviours : parseChoices(content);
  } catch (error) {
    if (error instanceof ProfileError || error instanceof ChoiceError)
      throw new UsageError(`${label}${typeof value === 'string' ? ` ${value}` : ''}: ${error.message}`);
    throw error;
  }
}

/** A profile has members that no row is called by. */
function isProfile(content: unknown): boolean {
  return typeof content === 'object' && content !== null && ('behaviours' in content || 'name' in content);
}

/**
 * Parses the option `--behaviours`: the name of a built-in profile, a profile file, or single choices.
 * @module
 */

import { ChoiceError, parseChoices } from '../../contracts/behaviours/choices.ts';
import type { BehaviourChoices } from '../../contracts/behaviours/index.ts';
import { profileNamed } from '../../contracts/profiles/index.ts';
import { ProfileError, parseProfile } from '../../contracts/profiles/profile.ts';
import { data, type OptionInput, UsageError } from './values.ts';

/** Returns the choices of a profile, or the single choices. Throws UsageError if they are invalid. */
export function behaviourChoices(input: OptionInput): BehaviourChoices {
  const { label, value } = input;
  try {
    if (typeof value === 'string' && /^[\w-]+$/.test(value)) return profileNamed(value).behaviours;
    const content = data(input);
    return isProfile(content) ? parseProfile(content).behaviours : parseChoices(content);
  } catch (error) {
    if (error instanceof ProfileError || error instanceof ChoiceError)
      throw new UsageError(`${label}${typeof value === 'string' ? ` ${value}` : ''}: ${error.message}`);
    throw error;
  }
}

/** Reports whether the content is a profile: it has a member that is not the id of a behaviour. */
function isProfile(content: unknown): boolean {
  return typeof content === 'object' && content !== null && ('behaviours' in content || 'name' in content);
}

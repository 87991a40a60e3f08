/**
 * A profile: a named set of choices, such as those observed on one CloudTower. Other rows keep their defaults.
 * @module
 */

import { ChoiceError, parseChoices } from '../behaviours/choices.ts';
import type { BehaviourChoices } from '../behaviours/index.ts';

export interface Profile {
  readonly name: string;
  /** The version of the CloudTower on which it was observed. */
  readonly version?: string;
  /** The day it was observed, such as 2026-01-31. */
  readonly date?: string;
  readonly behaviours: BehaviourChoices;
}

/** The data is not a profile. The message names the place and the expected value. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
}

const MEMBERS = ['name', 'version', 'date', 'behaviours'];
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Returns the profile in the data of a profile file. Throws ProfileError if it is not one. */
export function parseProfile(data: unknown): Profile {
  const { name, version, date, behaviours } = membersOf(data);
  if (typeof name !== 'string' || name === '')
    throw new ProfileError('name: expected a text that is not empty.');
  if (version !== undefined && typeof version !== 'string')
    throw new ProfileError('version: expected a text, such as "4.6.0".');
  if (date !== undefined && (typeof date !== 'string' || !DAY.test(date)))
    throw new ProfileError('date: expected a day, such as "2026-01-31".');
  return {
    name,
    ...(version !== undefined && { version }),
    ...(date !== undefined && { date }),
    behaviours: choicesIn(behaviours),
  };
}

function membersOf(data: unknown): Readonly<Record<string, unknown>> {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new ProfileError('A profile is an object with a name and behaviours.');
  const unknown = Object.keys(data).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined)
    throw new ProfileError(
      `A profile has no member ${unknown.slice(0, 80)}; there are ${MEMBERS.join(', ')}.`,
    );
  return { ...data };
}

function choicesIn(behaviours: unknown): BehaviourChoices {
  try {
    return parseChoices(behaviours);
  } catch (error) {
    throw error instanceof ChoiceError ? new ProfileError(`behaviours: ${error.message}`) : error;
  }
}

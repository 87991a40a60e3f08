/**
 * Choices of behaviours as they come from outside: a file, a request.
 * @module
 */
import { closest } from 'fastest-levenshtein';
import { BEHAVIOURS, type BehaviourChoices, type BehaviourId } from './behaviours.ts';

/** Choices that cannot be made. The message names the row, and what there is instead. */
export class ChoiceError extends Error {
  override readonly name = 'ChoiceError';
}

/** The choices that data makes. Throws ChoiceError for an unknown row or choice. */
export function parseChoices(data: unknown): BehaviourChoices {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new ChoiceError(
      'Behaviours are an object of row ids and choices, such as {"login.refused": "401"}.',
    );
  for (const [id, choice] of Object.entries(data)) assertChoice(id, choice);
  return data;
}

/** Whether there is a row with this id. */
export function isBehaviourId(id: string): id is BehaviourId {
  return Object.hasOwn(BEHAVIOURS, id);
}

function assertChoice(id: string, choice: unknown): void {
  if (!isBehaviourId(id))
    throw new ChoiceError(
      `There is no behaviour ${id.slice(0, 80)}. Did you mean ${closest(id.slice(0, 80), Object.keys(BEHAVIOURS))}?`,
    );
  const choices = Object.keys(BEHAVIOURS[id].choices);
  if (typeof choice !== 'string' || !choices.includes(choice))
    throw new ChoiceError(
      `Behaviour ${id}: expected one of ${choices.join(', ')}, got ${JSON.stringify(choice)?.slice(0, 80)}.`,
    );
}

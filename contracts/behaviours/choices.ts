/**
 * Choices of behaviours as they come from outside: a file, a request.
 * @module
 */
import { closest } from 'fastest-levenshtein';
import { BEHAVIOURS, type BehaviourChoices, type BehaviourId, type Choice } from './index.ts';

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
  const choices = Object.entries(data).map(([id, choice]): [BehaviourId, string] => parseChoice(id, choice));
  return Object.fromEntries(choices);
}

/** Whether there is a row with this id. */
export function isBehaviourId(id: string): id is BehaviourId {
  return Object.hasOwn(BEHAVIOURS, id);
}

function isChoice<B extends BehaviourId>(id: B, choice: string): choice is Choice<B> {
  return Object.hasOwn(BEHAVIOURS[id].choices, choice);
}

/** YAML has 401 and null without quotes: they are the choices of these names. */
function parseChoice(id: string, given: unknown): [BehaviourId, string] {
  if (!isBehaviourId(id))
    throw new ChoiceError(
      `There is no behaviour ${id.slice(0, 80)}. Did you mean ${closest(id.slice(0, 80), Object.keys(BEHAVIOURS))}?`,
    );
  const choice = typeof given === 'number' || given === null ? String(given) : given;
  if (typeof choice === 'string' && isChoice(id, choice)) return [id, choice];
  throw new ChoiceError(
    `Behaviour ${id}: expected one of ${Object.keys(BEHAVIOURS[id].choices).join(', ')}, got ${JSON.stringify(given)?.slice(0, 80)}.`,
  );
}

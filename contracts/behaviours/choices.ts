/**
 * Parses choices of behaviours from files and requests.
 * @module
 */
import { closest } from 'fastest-levenshtein';
import { BEHAVIOURS, type BehaviourChoices, type BehaviourId, type Choice } from './index.ts';

/** An unknown row or choice. The message names the row and the choices that it has. */
export class ChoiceError extends Error {
  override readonly name = 'ChoiceError';
}

/** Returns the choices in data. Throws ChoiceError for an unknown row or choice. */
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

/** YAML reads an unquoted 401 as a number and null as null: they mean the choices of these names. */
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

/**
 * Questions about CloudTower that no document settles: for each of them the possible choices, the default, and the
 * evidence for the default. The engine reads its choices here and nowhere else.
 * @module
 */
import { ACCESS } from './access.ts';
import { ENTER } from './enter.ts';
import { EXIT } from './exit.ts';
import { PRECHECK } from './precheck.ts';
import { READS } from './reads.ts';
import { REQUESTS } from './requests.ts';
import type { Behaviours } from './row.ts';
import { TASKS } from './tasks.ts';

export type { Evidence } from './row.ts';

export const BEHAVIOURS = {
  ...ACCESS,
  ...REQUESTS,
  ...READS,
  ...PRECHECK,
  ...ENTER,
  ...EXIT,
  ...TASKS,
} as const satisfies Behaviours;

export type BehaviourId = keyof typeof BEHAVIOURS;

/** The choices of a row. */
export type Choice<B extends BehaviourId> = keyof (typeof BEHAVIOURS)[B]['choices'] & string;

/** Choices by row; the default of a row applies if it is absent. */
export type BehaviourChoices = { readonly [B in BehaviourId]?: Choice<B> };

/** Returns the choice that is in force for a row. */
export function chosen(choices: BehaviourChoices, id: BehaviourId): string {
  return choices[id] ?? BEHAVIOURS[id].default;
}

/** Whether `choice` is the one in force for a row. */
export function isChosen<B extends BehaviourId>(
  choices: BehaviourChoices,
  id: B,
  choice: Choice<B>,
): boolean {
  return chosen(choices, id) === choice;
}

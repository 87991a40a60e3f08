/**
 * The questions about CloudTower that no document settles, the choices that are thinkable, and the one the
 * fake makes unless told otherwise. What CloudTower does is known from documents, so every row says what its
 * default rests on. The engine reads its choices here and nowhere else.
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

/** The rows whose choice is not the default. */
export type BehaviourChoices = { readonly [B in BehaviourId]?: Choice<B> };

/** The choice that is in force for a row. */
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

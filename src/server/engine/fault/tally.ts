/**
 * Counting: whether a fault strikes one more request or step that is meant.
 * @module
 */
import type { Random } from '../world/random.ts';
import { type Fault, timesOf } from './rule.ts';

/** Chance is drawn in millionths. */
const MILLION = 1_000_000;

/** The fault with one more seen, and struck if it strikes. Chance is drawn only if a rule leaves it to chance. */
export function tally(fault: Fault, chance: Random): Fault {
  const { rule, seen, struck } = fault;
  const { nth = 1, probability = 1 } = rule;
  const isDue = seen + 1 >= nth && struck < timesOf(rule);
  const strikes = isDue && (probability === 1 || chance.below(MILLION) < probability * MILLION);
  return { ...fault, seen: seen + 1, struck: strikes ? struck + 1 : struck };
}

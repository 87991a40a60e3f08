/**
 * What a case needs, by name. A fake is seeded with it, and with decoys that resemble it and must not be touched.
 * Then the same function finds it by reading, on a fake and on a real target.
 * @module
 */

import type { BehaviourChoices } from '../../behaviours/index.ts';
import type { Scenario } from '../../control/scenario.ts';
import type { Inventory } from '../target/inventory.ts';

export interface Need<T> {
  /** Such as "a host in use with a running VM that can be moved". */
  readonly name: string;
  /** The world of the case on a fake. */
  readonly seed: Scenario;
  /** How time moves in that world: with each poll of a task unless given; `manual` stands still. */
  readonly clock?: 'polls' | 'manual';
  /** Choices of open rows without which the question does not come up in that world. */
  readonly behaviours?: BehaviourChoices;
  /** Finds it by reading. Throws Skip that says what is missing. */
  readonly find: (inventory: Inventory) => Promise<T>;
}

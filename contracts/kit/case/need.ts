/**
 * What a case needs, by name. A fake is seeded with it (and with decoys: things that resemble it and must not
 * be touched); on a real target it is looked for. Either way the same function finds it by reading, so a case
 * gets the same things from both.
 * @module
 */

import type { Scenario } from '../../control/scenario.ts';
import type { Inventory } from '../target/inventory.ts';

export interface Need<T> {
  /** Such as "a host in use with a running VM that can be moved". */
  readonly name: string;
  /** The world a fake starts the case in. */
  readonly seed: Scenario;
  /** How time moves in that world: with each poll of a task, unless it must stand still. */
  readonly clock?: 'polls' | 'manual';
  /** Finds it by reading. Throws Skip saying what is missing. */
  readonly find: (inventory: Inventory) => Promise<T>;
}

/**
 * What follows from the inventory alone, kept until the inventory changes: clients ask the same again and again.
 * @module
 */
import type { Id } from './records.ts';
import type { World } from './world.ts';

/** One kind of such facts, by the id of what they are about. It keeps no world alive. */
export class Memo<T> {
  readonly #facts = new WeakMap<World, { readonly version: number; readonly byId: Map<Id, T> }>();

  /** The fact about `id` in this world; `make`, which may read the inventory and behaviours and nothing else, is asked if it is not known. */
  get(world: World, id: Id, make: () => T): T {
    const byId = this.#of(world);
    const known = byId.get(id);
    if (known !== undefined) return known;
    const fact = make();
    byId.set(id, fact);
    return fact;
  }

  #of(world: World): Map<Id, T> {
    const version = world.inventoryVersion();
    const known = this.#facts.get(world);
    if (known?.version === version) return known.byId;
    const byId = new Map<Id, T>();
    this.#facts.set(world, { version, byId });
    return byId;
  }
}

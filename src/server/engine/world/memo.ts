/**
 * What follows from the inventory alone, kept until the inventory changes: clients ask the same again and again.
 * @module
 */
import type { Id } from './records.ts';
import type { World } from './world.ts';

/** Values of one kind, by the id of what they are about. A memo keeps no world alive. */
export class Memo<T> {
  readonly #kept = new WeakMap<World, { readonly version: number; readonly byId: Map<Id, T> }>();

  /**
   * Returns the value for `id` in this world. `make`, which may read the inventory and behaviours and nothing
   * else, is called when it is not known, and always for a traced world, so that the trace hears of its rules.
   */
  get(world: World, id: Id, make: () => T): T {
    if (world.isTraced) return make();
    const byId = this.#of(world);
    const known = byId.get(id);
    if (known !== undefined) return known;
    const value = make();
    byId.set(id, value);
    return value;
  }

  #of(world: World): Map<Id, T> {
    const version = world.inventoryVersion();
    const known = this.#kept.get(world);
    if (known?.version === version) return known.byId;
    const byId = new Map<Id, T>();
    this.#kept.set(world, { version, byId });
    return byId;
  }
}

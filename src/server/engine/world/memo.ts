/**
 * A cache for values that depend on the inventory alone, valid until the inventory changes. Clients poll, so the same
 * values are needed again and again.
 * @module
 */
import type { Id } from './records.ts';
import type { World } from './world.ts';

/** Cached values of one kind, by id. A memo does not keep a world alive. */
export class Memo<T> {
  readonly #caches = new WeakMap<World, { readonly version: number; readonly byId: Map<Id, T> }>();

  /**
   * Returns the value for `id` in this world, and calls `compute` if it is not cached. `compute` may read only the
   * inventory and the behaviours. A traced world is never served from the cache, so that its trace is complete.
   */
  get(world: World, id: Id, compute: () => T): T {
    if (world.isTraced) return compute();
    const byId = this.#cacheOf(world);
    const cached = byId.get(id);
    if (cached !== undefined) return cached;
    const value = compute();
    byId.set(id, value);
    return value;
  }

  #cacheOf(world: World): Map<Id, T> {
    const version = world.inventoryVersion();
    const cache = this.#caches.get(world);
    if (cache?.version === version) return cache.byId;
    const byId = new Map<Id, T>();
    this.#caches.set(world, { version, byId });
    return byId;
  }
}

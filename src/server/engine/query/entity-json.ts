/**
 * The JSON of entities, cached until it changes.
 * @module
 */
import type { Id } from '../world/records.ts';
import { TABLES } from '../world/tables.ts';
import type { World } from '../world/world.ts';
import type { Entity } from './catalogue.ts';
import { type Row, toWire } from './read.ts';

/** Entities that a cache holds before it is cleared. The JSON of a host or VM takes some KiB. */
const CACHE_LIMIT = 2_000;

interface CachedJson {
  readonly revision: number;
  readonly json: Uint8Array;
}

/** Serializes the entities of one world, at one version of the API. */
export class EntityJson {
  readonly #world: World;
  readonly #encode: (text: string) => Uint8Array;
  readonly #cache = new Map<Id, CachedJson>();

  /** `encode` returns a text in UTF-8. It is passed in because the engine does not depend on a platform. */
  constructor(world: World, encode: (text: string) => Uint8Array) {
    this.#world = world;
    this.#encode = encode;
  }

  /** Returns the JSON of an entity in UTF-8. */
  json(entity: Entity, row: Row): Uint8Array {
    if (!TABLES[entity.name].revised) return this.#serialize(entity, row);
    const revision = this.#world.revisionOf(row.id);
    const cached = this.#cache.get(row.id);
    if (cached?.revision === revision) return cached.json;
    const json = this.#serialize(entity, row);
    if (this.#cache.size >= CACHE_LIMIT) this.#cache.clear();
    this.#cache.set(row.id, { revision, json });
    return json;
  }

  #serialize(entity: Entity, row: Row): Uint8Array {
    return this.#encode(JSON.stringify(toWire(this.#world, entity, row)));
  }
}

/**
 * Narrows a `where` to candidate records by index, so that a query for one record does not test them all.
 * @module
 */
import type { Id } from '../world/records.ts';
import { type EntityName, isIndexed } from '../world/tables.ts';
import type { World } from '../world/world.ts';

/** Returns the ids to test, ascending, or undefined if every record must be tested. */
export function candidateIds(world: World, entity: EntityName, where: unknown): readonly Id[] | undefined {
  if (!isObject(where)) return undefined;
  for (const [name, value] of Object.entries(where)) {
    const ids = idsByFilter(world, entity, name, value);
    if (ids !== undefined) return ids;
  }
  return undefined;
}

function idsByFilter(
  world: World,
  entity: EntityName,
  name: string,
  value: unknown,
): readonly Id[] | undefined {
  if (name === 'id' && typeof value === 'string') return [value];
  if (name === 'id_in' && Array.isArray(value))
    return [...new Set(value.filter((id) => typeof id === 'string'))].toSorted();
  if (name === 'AND' && Array.isArray(value)) {
    return value.map((part) => candidateIds(world, entity, part)).find((ids) => ids !== undefined);
  }
  const key = isObject(value) ? value['id'] : value;
  if (typeof key !== 'string' || !isIndexed(entity, name)) return undefined;
  return world.idsWhere(entity, name, key);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Indexes: the ids of records by the value of a field. Ids are ascending, so that their order does not depend on the
 * history of the world.
 * @module
 */
import type { Id, TableName } from './records.ts';
import { isIndexed, TABLES } from './tables.ts';

type Row = Readonly<Record<string, unknown>>;

/** Ids by the value of one field. */
type Index = Map<unknown, Id[]>;

const NONE: readonly Id[] = [];

export class Indexes {
  readonly #byField = new Map<TableName, Map<string, Index>>();
  readonly #ids = new Map<TableName, Id[]>();

  /** Returns every id of a table, ascending. */
  all(table: TableName): readonly Id[] {
    return this.#ids.get(table) ?? NONE;
  }

  /**
   * Returns the ids of the records whose `field` is `value`, ascending. Throws if the field has no index, rather than
   * scan.
   */
  ids(table: TableName, field: string, value: unknown): readonly Id[] {
    return this.#indexOf(table, field).get(value) ?? NONE;
  }

  addUnder(table: TableName, id: Id, record: Row): void {
    const ids = this.#ids.get(table) ?? [];
    this.#ids.set(table, ids);
    insertId(ids, id);
    for (const field of TABLES[table].indexed) {
      for (const value of valuesOf(record[field])) add(this.#indexOf(table, field), value, id);
    }
  }

  remove(table: TableName, id: Id, record: Row): void {
    removeId(this.#ids.get(table) ?? [], id);
    for (const field of TABLES[table].indexed) {
      for (const value of valuesOf(record[field])) removeUnder(this.#indexOf(table, field), value, id);
    }
  }

  /** Moves a record from its old values to its new ones. Unchanged fields cost nothing. */
  move(table: TableName, id: Id, before: Row, after: Row): void {
    for (const field of TABLES[table].indexed) {
      if (before[field] === after[field]) continue;
      for (const value of valuesOf(before[field])) removeUnder(this.#indexOf(table, field), value, id);
      for (const value of valuesOf(after[field])) add(this.#indexOf(table, field), value, id);
    }
  }

  #indexOf(table: TableName, field: string): Index {
    const known = this.#byField.get(table)?.get(field);
    if (known !== undefined) return known;
    if (!isIndexed(table, field)) throw new Error(`${table}.${field} has no index.`);
    const fields = this.#byField.get(table) ?? new Map<string, Index>();
    const index: Index = new Map();
    this.#byField.set(table, fields.set(field, index));
    return index;
  }
}

function add(index: Index, value: unknown, id: Id): void {
  const ids = index.get(value);
  // A literal array takes only the memory it needs. An array that grows reserves more, and most lists keep one id.
  if (ids === undefined) index.set(value, [id]);
  else insertId(ids, id);
}

function removeUnder(index: Index, value: unknown, id: Id): void {
  const ids = index.get(value);
  if (ids === undefined) return;
  removeId(ids, id);
  if (ids.length === 0) index.delete(value);
}

/** Returns the values under which a field is indexed: the members of a list, one value, or none for null. */
export function valuesOf(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Inserts an id in order. Tasks are added at the end and removed from the front, so both ends are fast. */
function insertId(ids: Id[], id: Id): void {
  const last = ids.at(-1);
  if (last === undefined || last < id) {
    ids.push(id);
    return;
  }
  const index = position(ids, id);
  if (ids[index] !== id) ids.splice(index, 0, id);
}

function removeId(ids: Id[], id: Id): void {
  if (ids[0] === id) {
    ids.shift();
    return;
  }
  const index = position(ids, id);
  if (ids[index] === id) ids.splice(index, 1);
}

/** Returns the index of `id` in an ascending list, or the index at which to insert it. */
function position(ids: readonly Id[], id: Id): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? id) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

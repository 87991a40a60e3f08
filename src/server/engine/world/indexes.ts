/**
 * Finding records by a field without looking at all of them. Ids come out ascending, so that the order does
 * not depend on the path that led there.
 * @module
 */
import type { Id, TableName } from './records.ts';
import { isIndexed, TABLES } from './tables.ts';

type Row = Readonly<Record<string, unknown>>;

/** The ids by the value of one field. */
type Index = Map<unknown, Id[]>;

const NONE: readonly Id[] = [];

export class Indexes {
  readonly #byField = new Map<TableName, Map<string, Index>>();
  readonly #ids = new Map<TableName, Id[]>();

  /** Every id of a table, ascending. */
  all(table: TableName): readonly Id[] {
    return this.#ids.get(table) ?? NONE;
  }

  /** The ids of the records whose `field` is `value`, ascending. Throws for a field that has no index: a scan would be hidden. */
  ids(table: TableName, field: string, value: unknown): readonly Id[] {
    return this.#of(table, field).get(value) ?? NONE;
  }

  add(table: TableName, id: Id, record: Row): void {
    const ids = this.#ids.get(table) ?? [];
    this.#ids.set(table, ids);
    insert(ids, id);
    for (const field of TABLES[table].indexed) {
      for (const value of valuesOf(record[field])) add(this.#of(table, field), value, id);
    }
  }

  remove(table: TableName, id: Id, record: Row): void {
    cut(this.#ids.get(table) ?? [], id);
    for (const field of TABLES[table].indexed) {
      for (const value of valuesOf(record[field])) drop(this.#of(table, field), value, id);
    }
  }

  /** Moves a record from its old values to its new ones; fields that stay as they were are not touched. */
  move(table: TableName, id: Id, before: Row, after: Row): void {
    for (const field of TABLES[table].indexed) {
      if (before[field] === after[field]) continue;
      for (const value of valuesOf(before[field])) drop(this.#of(table, field), value, id);
      for (const value of valuesOf(after[field])) add(this.#of(table, field), value, id);
    }
  }

  #of(table: TableName, field: string): Index {
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
  // A list that is made whole is as large as it is; one that grows takes room for more, and most stay alone.
  if (ids === undefined) index.set(value, [id]);
  else insert(ids, id);
}

function drop(index: Index, value: unknown, id: Id): void {
  const ids = index.get(value);
  if (ids === undefined) return;
  cut(ids, id);
  if (ids.length === 0) index.delete(value);
}

function valuesOf(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Ids of records that come and go like tasks grow at the end and are forgotten at the front: both cost nothing there. */
function insert(ids: Id[], id: Id): void {
  const last = ids.at(-1);
  if (last === undefined || last < id) {
    ids.push(id);
    return;
  }
  const index = position(ids, id);
  if (ids[index] !== id) ids.splice(index, 0, id);
}

function cut(ids: Id[], id: Id): void {
  if (ids[0] === id) {
    ids.shift();
    return;
  }
  const index = position(ids, id);
  if (ids[index] === id) ids.splice(index, 1);
}

/** Where `id` stands in an ascending list, or where it would have to. */
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

/**
 * Revisions: when the JSON of a record last changed, so that it can be cached until then.
 * @module
 */
import { type Indexes, valuesOf } from './indexes.ts';
import type { Id, TableName } from './records.ts';
import { TABLE_NAMES, TABLES } from './tables.ts';

type Row = Readonly<Record<string, unknown>>;

/** The fields of a record that other records embed in their relations. */
const EMBEDDED_FIELDS = ['name', 'management_ip', 'key', 'value'];

/** The relations of each table, listed once because every change reads them. */
const RELATIONS_OF = new Map(TABLE_NAMES.map((table) => [table, Object.entries(TABLES[table].relations)]));

export class Revisions {
  readonly #indexes: Indexes;
  readonly #revisions = new Map<Id, number>();
  #version = 0;
  #inventory = 0;
  /** The last revision that changed every record. */
  #floor = 0;

  constructor(indexes: Indexes) {
    this.#indexes = indexes;
  }

  version(): number {
    return this.#version;
  }

  inventory(): number {
    return this.#inventory;
  }

  of(id: Id): number {
    return Math.max(this.#revisions.get(id) ?? 0, this.#floor);
  }

  /** Gives every record a new revision. */
  touchAll(): void {
    this.#version += 1;
    this.#floor = this.#version;
    this.#inventory = this.#version;
  }

  /**
   * Gives a changed record a new revision, and the records it points at, which count and list it. If a field that
   * others embed has changed, the records that point at it get a new revision as well.
   */
  touch(table: TableName, id: Id, before: Row | undefined, after: Row | undefined): void {
    this.#version += 1;
    if (TABLES[table].inventory) this.#inventory = this.#version;
    this.#revisions.set(id, this.#version);
    for (const [field, relation] of RELATIONS_OF.get(table) ?? []) {
      if (relation.kind === 'many') {
        if (EMBEDDED_FIELDS.some((embedded) => before?.[embedded] !== after?.[embedded]))
          this.#touchIds(this.#indexes.ids(relation.table, relation.by, id));
      } else {
        this.#touchIds(valuesOf(before?.[field]));
        if (before?.[field] !== after?.[field]) this.#touchIds(valuesOf(after?.[field]));
      }
    }
    if (after === undefined) this.#revisions.delete(id);
  }

  #touchIds(ids: readonly unknown[]): void {
    for (const id of ids) if (typeof id === 'string') this.#revisions.set(id, this.#version);
  }
}

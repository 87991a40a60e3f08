/**
 * Which records read differently since when: so that what has been read can be kept until it changes.
 * @module
 */
import type { Indexes } from './indexes.ts';
import type { Id, TableName } from './records.ts';
import { TABLE_NAMES, TABLES } from './tables.ts';

type Row = Readonly<Record<string, unknown>>;

/** What other records show of a record they are related to. */
const SHOWN = ['name', 'management_ip', 'key', 'value'];

/** The relations of a table, listed once: every change goes through them. */
const RELATIONS_OF = new Map(TABLE_NAMES.map((table) => [table, Object.entries(TABLES[table].relations)]));

export class Revisions {
  readonly #indexes: Indexes;
  readonly #revisions = new Map<Id, number>();
  #version = 0;
  #inventory = 0;
  /** Everything reads differently since then. */
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

  /** Everything may read differently from now on. */
  touchAll(): void {
    this.#version += 1;
    this.#floor = this.#version;
    this.#inventory = this.#version;
  }

  /**
   * A record has changed. Stamped are the record, those it points at, which count and list it, and, if what
   * others show of it has changed, those that point at it.
   */
  touch(table: TableName, id: Id, before: Row | undefined, after: Row | undefined): void {
    this.#version += 1;
    if (TABLES[table].inventory) this.#inventory = this.#version;
    this.#revisions.set(id, this.#version);
    for (const [field, relation] of RELATIONS_OF.get(table) ?? []) {
      if (relation.kind === 'many') {
        if (SHOWN.some((shown) => before?.[shown] !== after?.[shown]))
          this.#stampAll(this.#indexes.ids(relation.table, relation.by, id));
      } else {
        this.#stampAll(idsOf(before?.[field]));
        if (before?.[field] !== after?.[field]) this.#stampAll(idsOf(after?.[field]));
      }
    }
    if (after === undefined) this.#revisions.delete(id);
  }

  #stampAll(ids: readonly unknown[]): void {
    for (const id of ids) if (typeof id === 'string') this.#revisions.set(id, this.#version);
  }
}

function idsOf(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

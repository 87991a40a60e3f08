/**
 * The inventory now, and the one door through which it changes.
 * @module
 */
import type { BehaviourChoices } from '../../../../contracts/behaviours/index.ts';
import { Agenda, type AgendaState } from '../time/agenda.ts';
import type { Instant } from '../time/iso.ts';
import { Indexes, TABLE_NAMES } from './indexes.ts';
import type { Due } from './job.ts';
import { Random, type RandomState } from './random.ts';
import type { Id, TableName, Tables } from './records.ts';
import { Revisions } from './revisions.ts';
import { noticed } from './rules-used.ts';

/** What has changed in a table: `before` is absent when the record is new, `after` when it is gone. */
export interface Change<T extends TableName> {
  readonly id: Id;
  readonly before?: Tables[T];
  readonly after?: Tables[T];
}

type Listener<T extends TableName> = (change: Change<T>) => void;

export interface WorldOptions {
  /** The seed of all chance: ids, jitter. */
  readonly seed: string;
  readonly start: Instant;
  readonly behaviours?: BehaviourChoices;
}

/** Every record of every table, in the order they came. */
export type TableContents = { readonly [T in TableName]: readonly Tables[T][] };

/** Everything a world is, as plain data. It shares its records with the world: they never change. */
export interface WorldState {
  readonly seed: string;
  readonly now: Instant;
  readonly behaviours: BehaviourChoices;
  readonly chance: RandomState;
  readonly agenda: AgendaState<Due>;
  readonly tables: TableContents;
}

/** More records than this in one world is a mistake, not a rehearsal. */
export const RECORD_LIMIT = 1_000_000;

export class World {
  readonly seed: string;
  readonly random: Random;
  readonly agenda: Agenda<Due>;
  /** Virtual now. Only settling moves it. */
  now: Instant;

  readonly #tables: { readonly [T in TableName]: Map<Id, Tables[T]> } = {
    Cluster: new Map(),
    Host: new Map(),
    Vm: new Map(),
    Task: new Map(),
    VmPlacementGroup: new Map(),
    Label: new Map(),
    User: new Map(),
    UserAuditLog: new Map(),
    Job: new Map(),
    Precheck: new Map(),
    Maintenance: new Map(),
  };
  readonly #indexes = new Indexes();
  readonly #revisions = new Revisions(this.#indexes);
  readonly #listeners: { readonly [T in TableName]: Listener<T>[] } = {
    Cluster: [],
    Host: [],
    Vm: [],
    Task: [],
    VmPlacementGroup: [],
    Label: [],
    User: [],
    UserAuditLog: [],
    Job: [],
    Precheck: [],
    Maintenance: [],
  };
  #records = 0;
  #behaviours: BehaviourChoices;
  /** Where the rules that decide are noted, while someone asks. */
  #rules: Set<string> | undefined;

  constructor(
    { seed, start, behaviours = {} }: WorldOptions,
    chance: Random = Random.seeded(seed),
    agenda: Agenda<Due> = new Agenda<Due>(),
  ) {
    this.seed = seed;
    this.#behaviours = behaviours;
    this.random = chance;
    this.agenda = agenda;
    this.now = start;
  }

  /** A world that goes on from where another was. Throws if an id is there twice. */
  static from({ seed, now, behaviours, chance: chance, agenda, tables }: WorldState): World {
    const world = new World({ seed, start: now, behaviours }, new Random(chance), new Agenda(agenda));
    for (const table of TABLE_NAMES) world.#insertAll(table, tables[table]);
    return world;
  }

  state(): WorldState {
    const { seed, now, behaviours, random: chance, agenda } = this;
    return {
      seed,
      now,
      behaviours,
      chance: chance.state(),
      agenda: agenda.state(),
      tables: this.tables(),
    };
  }

  /** What this world does where no document says what CloudTower does. */
  get behaviours(): BehaviourChoices {
    return this.#rules === undefined ? this.#behaviours : noticed(this.#behaviours, this.#rules);
  }

  /** Lets it choose otherwise from now on. */
  setBehaviours(behaviours: BehaviourChoices): void {
    this.#behaviours = behaviours;
    this.#revisions.touchAll();
  }

  /** Does `act`, which is over when it returns, and notes the ids of the behaviours and rules it decides by; none without `rules`. */
  noting<T>(rules: Set<string> | undefined, act: () => T): T {
    const outer = this.#rules;
    // What has been kept was decided earlier: it is decided again, for its rules to be heard of.
    if (rules !== undefined) this.#revisions.touchAll();
    this.#rules = rules;
    try {
      return act();
    } finally {
      this.#rules = outer;
    }
  }

  /** A rule has decided something. */
  note(rule: string): void {
    this.#rules?.add(rule);
  }

  /** The record, or undefined. Any text may be asked for. */
  get<T extends TableName>(table: T, id: Id): Tables[T] | undefined {
    return this.#tables[table].get(id);
  }

  /** The record that must be there; throws when a relation leads nowhere, which is a defect. */
  must<T extends TableName>(table: T, id: Id): Tables[T] {
    const record = this.get(table, id);
    if (record === undefined) throw new Error(`The world has no ${table} ${id}.`);
    return record;
  }

  /** Every record of a table, in the order they came. */
  all<T extends TableName>(table: T): IterableIterator<Tables[T]> {
    return this.#tables[table].values();
  }

  size(table: TableName): number {
    return this.#tables[table].size;
  }

  /** Everything the world holds, table by table, each in the order its records came. */
  tables(): TableContents {
    const all = <T extends TableName>(table: T) => [...this.all(table)];
    return {
      Cluster: all('Cluster'),
      Host: all('Host'),
      Vm: all('Vm'),
      Task: all('Task'),
      VmPlacementGroup: all('VmPlacementGroup'),
      Label: all('Label'),
      User: all('User'),
      UserAuditLog: all('UserAuditLog'),
      Job: all('Job'),
      Precheck: all('Precheck'),
      Maintenance: all('Maintenance'),
    };
  }

  /** The ids of a table, ascending. */
  ids(table: TableName): readonly Id[] {
    return this.#indexes.all(table);
  }

  /** The ids of the records whose indexed field has this value, ascending. */
  idsWhere(table: TableName, field: string, value: unknown): readonly Id[] {
    return this.#indexes.ids(table, field, value);
  }

  /** The records whose indexed field has this value, ascending by id. */
  where<T extends TableName>(table: T, field: keyof Tables[T] & string, value: unknown): Tables[T][] {
    return this.idsWhere(table, field, value).map((id) => this.must(table, id));
  }

  /** Adds a record. Throws if its id is taken, or if the world is full. */
  insert<T extends TableName>(table: T, record: Tables[T]): void {
    const { id } = record;
    if (this.#tables[table].has(id)) throw new Error(`The world has a ${table} ${id} already.`);
    if (this.#records >= RECORD_LIMIT) throw new Error(`A world holds at most ${RECORD_LIMIT} records.`);
    this.#tables[table].set(id, record);
    this.#records += 1;
    this.#indexes.add(table, id, record);
    this.#revisions.touch(table, id, undefined, record);
    this.#announce(table, { id, after: record });
  }

  #insertAll<T extends TableName>(table: T, records: readonly Tables[T][]): void {
    for (const record of records) this.insert(table, record);
  }

  /** Replaces some fields of a record; the record it was stays as it was. Throws if there is none. */
  update<T extends TableName>(table: T, id: Id, set: Partial<Tables[T]>): void {
    const before = this.must(table, id);
    const after: Tables[T] = { ...before, ...set };
    this.#tables[table].set(id, after);
    this.#indexes.move(table, id, before, after);
    this.#revisions.touch(table, id, before, after);
    this.#announce(table, { id, before, after });
  }

  /** Removes a record, if it is there. */
  remove<T extends TableName>(table: T, id: Id): void {
    const before = this.get(table, id);
    if (before === undefined) return;
    this.#tables[table].delete(id);
    this.#records -= 1;
    this.#indexes.remove(table, id, before);
    this.#revisions.touch(table, id, before, undefined);
    this.#announce(table, { id, before });
  }

  /** Counts the changes of the world: while it stands still, nothing has changed. */
  version(): number {
    return this.#revisions.version();
  }

  /** Changes whenever a cluster, host, VM or placement group does, or a behaviour: what follows from them alone can be kept until then. */
  inventoryVersion(): number {
    return this.#revisions.inventory();
  }

  /** Changes whenever what is shown of a record, or computed from its relations, may have changed. */
  revisionOf(id: Id): number {
    return this.#revisions.of(id);
  }

  /** Calls `listener` after every change of a table, until what this answers is called. */
  onChange<T extends TableName>(table: T, listener: Listener<T>): () => void {
    const listeners: Listener<T>[] = this.#listeners[table];
    listeners.push(listener);
    return () => {
      const index = listeners.indexOf(listener);
      if (index >= 0) listeners.splice(index, 1);
    };
  }

  #announce<T extends TableName>(table: T, change: Change<T>): void {
    for (const listener of this.#listeners[table]) listener(change);
  }
}

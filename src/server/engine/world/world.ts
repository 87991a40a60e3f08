/**
 * The world: the current inventory, and the only interface through which it changes.
 * @module
 */
import type { BehaviourChoices } from '../../../../contracts/behaviours/index.ts';
import { Agenda, type AgendaState } from '../time/agenda.ts';
import type { Instant } from '../time/iso.ts';
import { Indexes } from './indexes.ts';
import type { Due } from './job.ts';
import { Random, type RandomState } from './random.ts';
import type { Id, TableName, Tables } from './records.ts';
import { Revisions } from './revisions.ts';
import { TABLE_NAMES } from './tables.ts';

/** A change of a record. `before` is absent for a new record, `after` for a removed one. */
export interface Change<T extends TableName> {
  readonly id: Id;
  readonly before?: Tables[T];
  readonly after?: Tables[T];
}

type Listener<T extends TableName> = (change: Change<T>) => void;

export interface WorldOptions {
  /** The random seed: ids and jitter follow from it. */
  readonly seed: string;
  readonly start: Instant;
  readonly behaviours?: BehaviourChoices;
}

/** The records of every table, in order of insertion. An absent table is empty. */
export type TableContents = Readonly<Partial<Record<TableName, readonly Tables[TableName][]>>>;

/** The complete state of a world, as plain data. It shares its records, which are immutable, with the world. */
export interface WorldState {
  readonly seed: string;
  readonly now: Instant;
  readonly behaviours: BehaviourChoices;
  readonly chance: RandomState;
  readonly agenda: AgendaState<Due>;
  readonly tables: TableContents;
}

/** Records that a world may hold. More are taken for a mistake. */
export const RECORD_LIMIT = 1_000_000;

/** The ids of the behaviours and rules that took part in a decision, in order. */
export type Trace = Set<string>;

/** The records of a table, and the listeners to its changes. */
interface Store<T extends TableName> {
  readonly records: Map<Id, Tables[T]>;
  readonly listeners: Listener<T>[];
}

/** The state that a world shares with its traced views. */
interface Contents {
  readonly random: Random;
  readonly agenda: Agenda<Due>;
  readonly stores: { [T in TableName]?: Store<T> };
  readonly indexes: Indexes;
  readonly revisions: Revisions;
  behaviours: BehaviourChoices;
  now: Instant;
  size: number;
}

export class World {
  readonly seed: string;
  readonly #contents: Contents;
  readonly #trace: Trace | undefined;

  constructor(options: WorldOptions, contents: Contents = createContents(options), trace?: Trace) {
    this.seed = options.seed;
    this.#contents = contents;
    this.#trace = trace;
  }

  /** Creates a world from the state of another. Throws if a table holds an id twice. */
  static from({ seed, now, behaviours, chance, agenda, tables }: WorldState): World {
    const options = { seed, start: now, behaviours };
    const world = new World(options, createContents(options, new Random(chance), new Agenda(agenda)));
    for (const table of TABLE_NAMES) for (const record of tables[table] ?? []) world.insert(table, record);
    return world;
  }

  state(): WorldState {
    const { seed, now, behaviours, random, agenda } = this;
    return {
      seed,
      now,
      behaviours,
      chance: random.state(),
      agenda: agenda.state(),
      tables: this.tables(),
    };
  }

  /**
   * Returns a view of this world that adds the ids of behaviours and rules to `trace` as they decide. Without a trace,
   * returns the world itself. A view lives for one request, and its results are not cached.
   */
  traced(trace: Trace | undefined): World {
    if (trace === undefined) return this;
    return new World({ seed: this.seed, start: this.now }, this.#contents, trace);
  }

  get isTraced(): boolean {
    return this.#trace !== undefined;
  }

  /** Adds a rule to the trace, if there is one. */
  traceRule(rule: string): void {
    this.#trace?.add(rule);
  }

  /** The choices for questions that the vendor's documents leave open. */
  get behaviours(): BehaviourChoices {
    const { behaviours } = this.#contents;
    return this.#trace === undefined ? behaviours : tracedChoices(behaviours, this.#trace);
  }

  /** Replaces the choices. */
  setBehaviours(behaviours: BehaviourChoices): void {
    this.#contents.behaviours = behaviours;
    this.#contents.revisions.touchAll();
  }

  /** The current virtual time. Only settling the world moves it. */
  get now(): Instant {
    return this.#contents.now;
  }

  set now(now: Instant) {
    this.#contents.now = now;
  }

  get random(): Random {
    return this.#contents.random;
  }

  get agenda(): Agenda<Due> {
    return this.#contents.agenda;
  }

  /** Returns the record, or undefined if the table has no such id. */
  get<T extends TableName>(table: T, id: Id): Tables[T] | undefined {
    return this.#store(table).records.get(id);
  }

  /** Returns the record. Throws if it is missing, which is a defect: a relation points nowhere. */
  must<T extends TableName>(table: T, id: Id): Tables[T] {
    const record = this.get(table, id);
    if (record === undefined) throw new Error(`The world has no ${table} ${id}.`);
    return record;
  }

  /** Returns the records of a table, in order of insertion. */
  all<T extends TableName>(table: T): IterableIterator<Tables[T]> {
    return this.#store(table).records.values();
  }

  size(table: TableName): number {
    return this.#store(table).records.size;
  }

  /** Returns the records of every table, in order of insertion. */
  tables(): TableContents {
    return Object.fromEntries(TABLE_NAMES.map((table) => [table, [...this.all(table)]]));
  }

  /** Returns the ids of a table, ascending. */
  ids(table: TableName): readonly Id[] {
    return this.#contents.indexes.all(table);
  }

  /** Returns the ids of the records whose `field` has this value, ascending. Throws if the field has no index. */
  idsWhere(table: TableName, field: string, value: unknown): readonly Id[] {
    return this.#contents.indexes.ids(table, field, value);
  }

  /** Returns the records whose `field` has this value, ascending by id. Throws if the field has no index. */
  where<T extends TableName>(table: T, field: keyof Tables[T] & string, value: unknown): Tables[T][] {
    return this.idsWhere(table, field, value).map((id) => this.must(table, id));
  }

  /** Adds a record. Throws if its id exists, or if the world is full. */
  insert<T extends TableName>(table: T, record: Tables[T]): void {
    const { id } = record;
    const { records } = this.#store(table);
    if (records.has(id)) throw new Error(`The world has a ${table} ${id} already.`);
    if (this.#contents.size >= RECORD_LIMIT)
      throw new Error(`A world holds at most ${RECORD_LIMIT} records.`);
    records.set(id, record);
    this.#contents.size += 1;
    this.#contents.indexes.addUnder(table, id, record);
    this.#announce(table, { id, after: record });
  }

  /** Replaces some fields of a record with a new record. Throws if it is missing. */
  update<T extends TableName>(table: T, id: Id, set: Partial<Tables[T]>): void {
    const before = this.must(table, id);
    const after: Tables[T] = { ...before, ...set };
    this.#store(table).records.set(id, after);
    this.#contents.indexes.move(table, id, before, after);
    this.#announce(table, { id, before, after });
  }

  /** Removes a record, if it exists. */
  remove<T extends TableName>(table: T, id: Id): void {
    const before = this.get(table, id);
    if (before === undefined) return;
    this.#store(table).records.delete(id);
    this.#contents.size -= 1;
    this.#contents.indexes.remove(table, id, before);
    this.#announce(table, { id, before });
  }

  /** Returns the number of changes so far. While it is the same, nothing has changed. */
  version(): number {
    return this.#contents.revisions.version();
  }

  /**
   * Returns a number that changes with every cluster, host, VM, placement group and behaviour. A value that depends on
   * them alone can be cached until then.
   */
  inventoryVersion(): number {
    return this.#contents.revisions.inventory();
  }

  /** Returns a number that changes whenever the JSON of a record, derived fields included, may have changed. */
  revisionOf(id: Id): number {
    return this.#contents.revisions.of(id);
  }

  /** Calls `listener` after every change of a table. Returns a function that removes the listener. */
  onChange<T extends TableName>(table: T, listener: Listener<T>): () => void {
    const { listeners } = this.#store(table);
    listeners.push(listener);
    return () => {
      const index = listeners.indexOf(listener);
      if (index >= 0) listeners.splice(index, 1);
    };
  }

  #announce<T extends TableName>(table: T, change: Change<T>): void {
    const { id, before, after } = change;
    this.#contents.revisions.touch(table, id, before, after);
    for (const listener of this.#store(table).listeners) listener(change);
  }

  #store<T extends TableName>(table: T): Store<T> {
    const { stores } = this.#contents;
    const existing = stores[table];
    if (existing !== undefined) return existing;
    const store: Store<T> = { records: new Map(), listeners: [] };
    // The compiler cannot follow that `store` belongs to `table`.
    Object.assign(stores, { [table]: store });
    return store;
  }
}

function createContents(
  { seed, start, behaviours = {} }: WorldOptions,
  random: Random = Random.seeded(seed),
  agenda: Agenda<Due> = new Agenda<Due>(),
): Contents {
  const indexes = new Indexes();
  const revisions = new Revisions(indexes);
  return { random, agenda, stores: {}, indexes, revisions, behaviours, now: start, size: 0 };
}

/** Returns the same choices, but adds the id of each one that is read to `trace`. */
function tracedChoices(choices: BehaviourChoices, trace: Trace): BehaviourChoices {
  return new Proxy(choices, {
    get: (all, id): unknown => {
      if (typeof id === 'string') trace.add(id);
      return Reflect.get(all, id);
    },
  });
}

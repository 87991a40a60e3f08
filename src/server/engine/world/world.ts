/**
 * The inventory now, and the one door through which it changes.
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

/** What has changed in a table: `before` is absent when the record is new, `after` when it is gone. */
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

/** Every record of every table, in the order they came. A table that is absent is empty. */
export type TableContents = Readonly<Partial<Record<TableName, readonly Tables[TableName][]>>>;

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

/** The ids of the behaviours and rules that decide, in the order they do. */
export type Trace = Set<string>;

/** A table's records, and who hears of their changes. */
interface Store<T extends TableName> {
  readonly records: Map<Id, Tables[T]>;
  readonly listeners: Listener<T>[];
}

/** What a world shares with its traced views. */
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

  /** A world that goes on from where another was. Throws if an id is there twice. */
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
   * The same world, which adds the ids of the behaviours and rules that decide to `trace`; the world itself
   * without one. A view lives as long as a request: nothing that it computes is kept.
   */
  traced(trace: Trace | undefined): World {
    if (trace === undefined) return this;
    return new World({ seed: this.seed, start: this.now }, this.#contents, trace);
  }

  get isTraced(): boolean {
    return this.#trace !== undefined;
  }

  /** A rule has decided something. */
  note(rule: string): void {
    this.#trace?.add(rule);
  }

  /** The choices where no document says what CloudTower does. */
  get behaviours(): BehaviourChoices {
    const { behaviours } = this.#contents;
    return this.#trace === undefined ? behaviours : tracedChoices(behaviours, this.#trace);
  }

  /** Lets it choose otherwise from now on. */
  setBehaviours(behaviours: BehaviourChoices): void {
    this.#contents.behaviours = behaviours;
    this.#contents.revisions.touchAll();
  }

  /** Virtual now. Only settling moves it. */
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

  /** The record, or undefined. Any text may be asked for. */
  get<T extends TableName>(table: T, id: Id): Tables[T] | undefined {
    return this.#store(table).records.get(id);
  }

  /** The record that must be there; throws when a relation leads nowhere, which is a defect. */
  must<T extends TableName>(table: T, id: Id): Tables[T] {
    const record = this.get(table, id);
    if (record === undefined) throw new Error(`The world has no ${table} ${id}.`);
    return record;
  }

  /** Every record of a table, in the order they came. */
  all<T extends TableName>(table: T): IterableIterator<Tables[T]> {
    return this.#store(table).records.values();
  }

  size(table: TableName): number {
    return this.#store(table).records.size;
  }

  /** Everything the world holds, table by table, each in the order its records came. */
  tables(): TableContents {
    return Object.fromEntries(TABLE_NAMES.map((table) => [table, [...this.all(table)]]));
  }

  /** The ids of a table, ascending. */
  ids(table: TableName): readonly Id[] {
    return this.#contents.indexes.all(table);
  }

  /** The ids of the records whose indexed field has this value, ascending. */
  idsWhere(table: TableName, field: string, value: unknown): readonly Id[] {
    return this.#contents.indexes.ids(table, field, value);
  }

  /** The records whose indexed field has this value, ascending by id. */
  where<T extends TableName>(table: T, field: keyof Tables[T] & string, value: unknown): Tables[T][] {
    return this.idsWhere(table, field, value).map((id) => this.must(table, id));
  }

  /** Adds a record. Throws if its id is taken, or if the world is full. */
  insert<T extends TableName>(table: T, record: Tables[T]): void {
    const { id } = record;
    const { records } = this.#store(table);
    if (records.has(id)) throw new Error(`The world has a ${table} ${id} already.`);
    if (this.#contents.size >= RECORD_LIMIT)
      throw new Error(`A world holds at most ${RECORD_LIMIT} records.`);
    records.set(id, record);
    this.#contents.size += 1;
    this.#contents.indexes.add(table, id, record);
    this.#announce(table, { id, after: record });
  }

  /** Replaces some fields of a record; the record it was stays as it was. Throws if there is none. */
  update<T extends TableName>(table: T, id: Id, set: Partial<Tables[T]>): void {
    const before = this.must(table, id);
    const after: Tables[T] = { ...before, ...set };
    this.#store(table).records.set(id, after);
    this.#contents.indexes.move(table, id, before, after);
    this.#announce(table, { id, before, after });
  }

  /** Removes a record, if it is there. */
  remove<T extends TableName>(table: T, id: Id): void {
    const before = this.get(table, id);
    if (before === undefined) return;
    this.#store(table).records.delete(id);
    this.#contents.size -= 1;
    this.#contents.indexes.remove(table, id, before);
    this.#announce(table, { id, before });
  }

  /** Counts the changes of the world: while it stands still, nothing has changed. */
  version(): number {
    return this.#contents.revisions.version();
  }

  /** Changes whenever a cluster, host, VM or placement group does, or a behaviour: what follows from them alone can be kept until then. */
  inventoryVersion(): number {
    return this.#contents.revisions.inventory();
  }

  /** Changes whenever the JSON of a record, or what is computed from its relations, may have changed. */
  revisionOf(id: Id): number {
    return this.#contents.revisions.of(id);
  }

  /** Calls `listener` after every change of a table, until the function that this returns is called. */
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
    const known = stores[table];
    if (known !== undefined) return known;
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

/** The same choices; the id of each that is read is added to `trace`. */
function tracedChoices(choices: BehaviourChoices, trace: Trace): BehaviourChoices {
  return new Proxy(choices, {
    get: (all, id): unknown => {
      if (typeof id === 'string') trace.add(id);
      return Reflect.get(all, id);
    },
  });
}

/**
 * A copy of a world as it was some time ago. It applies the changes of its source with a delay.
 * @module
 */
import type { Instant } from '../time/iso.ts';
import type { TableName } from '../world/records.ts';
import { TABLE_NAMES, TABLES } from '../world/tables.ts';
import { type Change, World } from '../world/world.ts';

/** The tables that CloudTower copies from clusters, and the tables that their reads embed. */
const FOLLOWED: readonly TableName[] = TABLE_NAMES.filter(
  (table) =>
    TABLES[table].copied || TABLE_NAMES.some((other) => TABLES[other].copied && hasRelationTo(other, table)),
);

function hasRelationTo(from: TableName, to: TableName): boolean {
  return Object.values(TABLES[from].relations).some(({ table }) => table === to);
}

/** A change that the lagged world has not applied, and when it happened. */
interface Pending<T extends TableName> {
  readonly at: Instant;
  readonly change: Change<T>;
}

/** The changes that have not been applied, as plain data. */
export type PendingChanges = Readonly<Partial<Record<TableName, readonly Pending<TableName>[]>>>;

/** Pending changes that are kept per table. Beyond this number the oldest is applied early. */
const PENDING_LIMIT = 100_000;

export class LaggedWorld {
  readonly world: World;
  readonly #source: World;
  readonly #ms: number;
  readonly #followers: readonly Follower<TableName>[];

  /**
   * Creates a world that lags `ms` of virtual time behind `source`. It starts at the current state of `source`, less
   * the `pending` changes of a restored one.
   */
  constructor(source: World, ms: number, pending?: PendingChanges) {
    const { seed, now, behaviours } = source;
    this.#source = source;
    this.#ms = ms;
    this.world = new World({ seed, start: now, behaviours });
    this.#followers = FOLLOWED.map((table) => new Follower(table, source, this.world, pending?.[table]));
  }

  /** Applies the changes that are due. Behaviours do not lag. */
  catchUp(): void {
    const { behaviours, now } = this.#source;
    if (this.world.behaviours !== behaviours) this.world.setBehaviours(behaviours);
    const until = now - this.#ms;
    for (const follower of this.#followers) follower.catchUp(until);
  }

  /** Returns when the next change is due; undefined if none is pending, or all are due already. */
  nextAt(): Instant | undefined {
    const since = this.#source.now - this.#ms;
    const times = this.#followers.flatMap(({ pending }) => pending.find(({ at }) => at > since)?.at ?? []);
    return times.length === 0 ? undefined : Math.min(...times) + this.#ms;
  }

  pending(): PendingChanges {
    return Object.fromEntries(this.#followers.map(({ table, pending }) => [table, [...pending]]));
  }

  /** Stops following the source. */
  stop(): void {
    for (const follower of this.#followers) follower.stop();
  }
}

class Follower<T extends TableName> {
  readonly table: T;
  readonly pending: Pending<T>[];
  readonly stop: () => void;
  readonly #world: World;

  constructor(table: T, source: World, world: World, pending: readonly Pending<T>[] = []) {
    this.table = table;
    this.#world = world;
    this.pending = [...pending];
    for (const record of source.all(table)) world.insert(table, record);
    for (const { change } of pending.toReversed()) this.#apply(inverse(change));
    this.stop = source.onChange(table, (change) => {
      if (this.pending.length >= PENDING_LIMIT) this.#applyNext();
      this.pending.push({ at: source.now, change });
    });
  }

  /** Applies the changes that happened at or before `until`. */
  catchUp(until: Instant): void {
    const later = this.pending.findIndex(({ at }) => at > until);
    const due = this.pending.splice(0, later < 0 ? this.pending.length : later);
    for (const { change } of due) this.#apply(change);
  }

  #applyNext(): void {
    const next = this.pending.shift();
    if (next !== undefined) this.#apply(next.change);
  }

  #apply({ id, before, after }: Change<T>): void {
    if (after === undefined) this.#world.remove(this.table, id);
    else if (before === undefined) this.#world.insert(this.table, after);
    else this.#world.update(this.table, id, after);
  }
}

/** Returns the change that undoes a change. */
function inverse<T extends TableName>({ id, before, after }: Change<T>): Change<T> {
  return {
    id,
    ...(after !== undefined && { before: after }),
    ...(before !== undefined && { after: before }),
  };
}

/**
 * A world as it was a while ago, kept by following the changes of the world it lags behind.
 * @module
 */
import type { Instant } from '../time/iso.ts';
import type { TableName } from '../world/records.ts';
import { type Change, World } from '../world/world.ts';

/** What reads of hosts, VMs, clusters and placement groups need. */
const TABLES = ['Cluster', 'Host', 'Vm', 'VmPlacementGroup', 'Label'] as const;

type FollowedTable = (typeof TABLES)[number];

/** A change that the lagged world has not made yet, and when it came. */
interface Pending<T extends TableName> {
  readonly at: Instant;
  readonly change: Change<T>;
}

/** The changes still to come, as plain data. */
export type PendingChanges = { readonly [T in FollowedTable]: readonly Pending<T>[] };

/** More than these and the oldest come early. */
const PENDING_LIMIT = 100_000;

export class LaggedWorld {
  readonly world: World;
  readonly #source: World;
  readonly #ms: number;
  readonly #followers: { readonly [T in FollowedTable]: Follower<T> };

  /** Lags `ms` of virtual time behind `source`, beginning now; or where one stood whose pending changes are given. */
  constructor(source: World, ms: number, pending?: PendingChanges) {
    const { seed, now, behaviours } = source;
    this.#source = source;
    this.#ms = ms;
    this.world = new World({ seed, start: now, behaviours });
    this.#followers = {
      Cluster: new Follower('Cluster', source, this.world, pending?.Cluster),
      Host: new Follower('Host', source, this.world, pending?.Host),
      Vm: new Follower('Vm', source, this.world, pending?.Vm),
      VmPlacementGroup: new Follower('VmPlacementGroup', source, this.world, pending?.VmPlacementGroup),
      Label: new Follower('Label', source, this.world, pending?.Label),
    };
  }

  /** Makes the changes that have come due. What the world does by choice does not lag. */
  catchUp(): void {
    const { behaviours, now } = this.#source;
    if (this.world.behaviours !== behaviours) this.world.setBehaviours(behaviours);
    const until = now - this.#ms;
    for (const table of TABLES) this.#followers[table].catchUp(until);
  }

  pending(): PendingChanges {
    const { Cluster, Host, Vm, VmPlacementGroup, Label } = this.#followers;
    return {
      Cluster: [...Cluster.pending],
      Host: [...Host.pending],
      Vm: [...Vm.pending],
      VmPlacementGroup: [...VmPlacementGroup.pending],
      Label: [...Label.pending],
    };
  }

  /** Follows no more. */
  stop(): void {
    for (const table of TABLES) this.#followers[table].stop();
  }
}

class Follower<T extends TableName> {
  readonly pending: Pending<T>[];
  readonly stop: () => void;
  readonly #table: T;
  readonly #world: World;

  constructor(table: T, source: World, world: World, pending: readonly Pending<T>[] = []) {
    this.#table = table;
    this.#world = world;
    this.pending = [...pending];
    for (const record of source.all(table)) world.insert(table, record);
    for (const { change } of pending.toReversed()) this.#make(undone(change));
    this.stop = source.onChange(table, (change) => {
      if (this.pending.length >= PENDING_LIMIT) this.#makeNext();
      this.pending.push({ at: source.now, change });
    });
  }

  /** Makes every change that came at `until` or before. */
  catchUp(until: Instant): void {
    const later = this.pending.findIndex(({ at }) => at > until);
    const due = this.pending.splice(0, later < 0 ? this.pending.length : later);
    for (const { change } of due) this.#make(change);
  }

  #makeNext(): void {
    const next = this.pending.shift();
    if (next !== undefined) this.#make(next.change);
  }

  #make({ id, before, after }: Change<T>): void {
    if (after === undefined) this.#world.remove(this.#table, id);
    else if (before === undefined) this.#world.insert(this.#table, after);
    else this.#world.update(this.#table, id, after);
  }
}

/** The change that takes a change back. */
function undone<T extends TableName>({ id, before, after }: Change<T>): Change<T> {
  return {
    id,
    ...(after !== undefined && { before: after }),
    ...(before !== undefined && { after: before }),
  };
}

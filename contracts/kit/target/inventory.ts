/**
 * The clusters, hosts and VMs of a target, as it answers them.
 * @module
 */
import { type Api, ok } from '../session/client.ts';
import type { Cluster, Host, Vm, Wire } from '../session/wire.ts';

export interface Inventory {
  clusters(): Promise<readonly Cluster[]>;
  /** Sorted by id, so that a case gets the same ones each time. */
  hosts(): Promise<readonly Host[]>;
  vms(): Promise<readonly Vm[]>;
  placementGroups(): Promise<readonly Wire['VmPlacementGroup'][]>;
  /** The hosts that may be changed; on a real target the one that the operator named. */
  usableHosts(): Promise<readonly Host[]>;
  /** The most VMs that the target answers at once; undefined if it answers all that there are. */
  pageLimit(): Promise<number | undefined>;
  /** Returns what has changed since it was read: the names of hosts and VMs. Reads again what was read. */
  changes(): Promise<readonly string[]>;
  /** Whether changes need not be undone: only in a world that was made for the case. */
  readonly isDisposable: boolean;
}

export interface InventoryOptions {
  readonly isDisposable: boolean;
  /** The id of the only host that may be changed. */
  readonly onlyHost?: string;
}

/** Creates an inventory that reads hosts and VMs once, on first use. */
export function createInventory(api: Api, { isDisposable, onlyHost }: InventoryOptions): Inventory {
  const readHosts = () => readAll(async (page) => ok(await api.POST('/get-hosts', { body: page })));
  const readVms = () => readAll(async (page) => ok(await api.POST('/get-vms', { body: page })));
  const [hosts, vms] = [once(readHosts), once(readVms)];
  return {
    hosts: async () => (await hosts.get()).all,
    clusters: async () => ok(await api.POST('/get-clusters', { body: {} })),
    vms: async () => (await vms.get()).all,
    placementGroups: async () => ok(await api.POST('/get-vm-placement-groups', { body: {} })),
    usableHosts: async () =>
      (await hosts.get()).all.filter(({ id }) => (onlyHost === undefined ? isDisposable : id === onlyHost)),
    pageLimit: async () => (await vms.get()).limit,
    changes: async () => [
      ...(hosts.known === undefined ? [] : differences((await hosts.known).all, (await readHosts()).all)),
      ...(vms.known === undefined ? [] : differences((await vms.known).all, (await readVms()).all)),
    ],
    isDisposable,
  };
}

/** A page by id, which every read can answer. */
interface PageQuery {
  readonly orderBy: 'id_ASC';
  readonly after?: string;
}

/** More pages than this are taken for a target that does not know `after`. */
const MOST_PAGES = 1_000;

/**
 * Reads all entities of a kind, page by page, because a target may cut what it answers. `limit` is where it does; it is
 * absent if the first page was all.
 */
export async function readAll<T extends { readonly id: string }>(
  read: (page: PageQuery) => Promise<readonly T[]>,
): Promise<{ readonly all: readonly T[]; readonly limit: number | undefined }> {
  const all = new Map<string, T>();
  let limit: number | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const after = [...all.keys()].at(-1);
    const page = await read({ orderBy: 'id_ASC', ...(after !== undefined && { after }) });
    const fresh = page.filter(({ id }) => !all.has(id));
    if (fresh.length === 0) break;
    if (pages > 0) limit ??= all.size;
    for (const one of fresh) all.set(one.id, one);
  }
  return { all: [...all.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)), limit };
}

/** Returns the names of the entities that are new, gone, or no longer as they were. */
function differences(before: readonly Named[], after: readonly Named[]): string[] {
  const now = new Map(after.map((one) => [one.id, one]));
  const known = new Set(before.map(({ id }) => id));
  const changed = before.filter((one) => {
    const other = now.get(one.id);
    return other === undefined || stateOf(one) !== stateOf(other);
  });
  return [...changed, ...after.filter(({ id }) => !known.has(id))].map(({ name }) => name);
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Returns what somebody can change of an entity, as text. Other numbers are measured, and never stand still. */
function stateOf(one: object): string {
  return JSON.stringify(one, (name, value: unknown) =>
    typeof value === 'number' && !SETTINGS.includes(name) ? undefined : value,
  );
}

const SETTINGS: readonly string[] = ['memory', 'vcpu'];

interface Once<T> {
  /** The result of the one call, if it was made. */
  readonly known: Promise<T> | undefined;
  get(): Promise<T>;
}

function once<T>(read: () => Promise<T>): Once<T> {
  let known: Promise<T> | undefined;
  return {
    get known() {
      return known;
    },
    get: () => (known ??= read()),
  };
}

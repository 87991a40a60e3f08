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
  /** Whether changes need not be undone: only in a world that was made for the case. */
  readonly isDisposable: boolean;
}

export interface InventoryOptions {
  readonly isDisposable: boolean;
  /** The id of the only host that may be changed. */
  readonly onlyHost?: string;
}

/** Creates an inventory that reads each kind once, on first use. */
export function createInventory(api: Api, { isDisposable, onlyHost }: InventoryOptions): Inventory {
  const hosts = once(async () => {
    const read = ok(await api.POST('/get-hosts', { body: {} }));
    return read.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  });
  return {
    hosts,
    clusters: once(async () => ok(await api.POST('/get-clusters', { body: {} }))),
    vms: once(async () => ok(await api.POST('/get-vms', { body: {} }))),
    placementGroups: once(async () => ok(await api.POST('/get-vm-placement-groups', { body: {} }))),
    usableHosts: async () =>
      (await hosts()).filter(({ id }) => (onlyHost === undefined ? isDisposable : id === onlyHost)),
    isDisposable,
  };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => (known ??= read());
}

/**
 * What is there to work on, as the target's own reads tell it.
 * @module
 */
import { type Api, ok } from '../session/client.ts';
import type { Cluster, Host, Vm, Wire } from '../session/wire.ts';

export interface Inventory {
  clusters(): Promise<readonly Cluster[]>;
  /** By id, in whichever order the target reads them: a case gets the same ones each time. */
  hosts(): Promise<readonly Host[]>;
  vms(): Promise<readonly Vm[]>;
  placementGroups(): Promise<readonly Wire['VmPlacementGroup'][]>;
  /** The hosts that may be changed: on a real target only the one the operator named. */
  usableHosts(): Promise<readonly Host[]>;
  /** Whether things may be broken for good: only in a world made for the case. */
  readonly isDisposable: boolean;
}

export interface InventoryOptions {
  readonly isDisposable: boolean;
  /** The id of the only host that may be changed. */
  readonly onlyHost?: string;
}

/** Reads each kind once, when it is first asked for. */
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

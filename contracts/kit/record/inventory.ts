/**
 * Reading a whole system, page by page.
 * @module
 */
import { type Answer, type Api, ok } from '../session/client.ts';
import type { Cluster, Host, Vm, Wire } from '../session/wire.ts';

export interface WholeInventory {
  readonly clusters: readonly Cluster[];
  readonly hosts: readonly Host[];
  readonly vms: readonly Vm[];
  readonly groups: readonly Wire['VmPlacementGroup'][];
}

const PAGE = 200;
/** More pages of one kind than any system has. */
const MOST_PAGES = 1_000;

/** Reads clusters, hosts, VMs and placement groups; changes nothing. */
export async function readInventory(api: Api): Promise<WholeInventory> {
  return {
    clusters: await all((skip) => api.POST('/get-clusters', { body: pageAt(skip) })),
    hosts: await all((skip) => api.POST('/get-hosts', { body: pageAt(skip) })),
    vms: await all((skip) => api.POST('/get-vms', { body: pageAt(skip) })),
    groups: await all((skip) => api.POST('/get-vm-placement-groups', { body: pageAt(skip) })),
  };
}

function pageAt(skip: number) {
  return { first: PAGE, skip, orderBy: 'id_ASC' as const };
}

/** Reads every page. Pages shift while entities come and go, so each entity is kept once. */
async function all<T extends { readonly id: string }>(
  read: (skip: number) => Promise<Answer<readonly T[]>>,
): Promise<T[]> {
  const found = new Map<string, T>();
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const items = ok(await read(page * PAGE));
    for (const item of items) found.set(item.id, item);
    if (items.length < PAGE) break;
  }
  return [...found.values()];
}

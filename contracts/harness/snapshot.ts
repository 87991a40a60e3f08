/**
 * How a host and its VMs were before the suite touched them: what must be so again afterwards.
 * @module
 */
import { type Api, ok } from './client.ts';
import type { Host, Vm } from './wire.ts';

export interface VmBefore {
  readonly id: string;
  readonly local_id: string;
  readonly name: string;
  readonly status: Vm['status'];
  /** The id of its host. */
  readonly host: string | null;
  readonly in_recycle_bin: boolean;
}

export interface Snapshot {
  readonly host: {
    readonly id: string;
    readonly name: string;
    readonly cluster: string;
    readonly clusterName: string;
  };
  /** The VMs that are on the host: no other is touched. */
  readonly vms: readonly VmBefore[];
}

/** Notes how a host and its VMs are. */
export async function takeSnapshot(api: Api, { id, name, cluster }: Host): Promise<Snapshot> {
  const vms = ok(await api.POST('/get-vms', { body: { where: { host: { id } } } }));
  return { host: { id, name, cluster: cluster.id, clusterName: cluster.name }, vms: vms.map(vmBefore) };
}

/** What is noted of a VM. */
export function vmBefore({ id, local_id, name, status, host, in_recycle_bin }: Vm): VmBefore {
  return { id, local_id, name, status, host: host?.id ?? null, in_recycle_bin };
}

/** What is not as it was, a line for each difference. */
export async function differences(api: Api, { host, vms }: Snapshot): Promise<string[]> {
  const [now] = ok(await api.POST('/get-hosts', { body: { where: { id: host.id } } }));
  const after = await vmsById(api, vms);
  return [...hostDifferences(host, now), ...vms.flatMap((vm) => vmDifferences(vm, after.get(vm.id)))];
}

/** The VMs of a snapshot as they are now; those that are gone are missing. */
export async function vmsById(api: Api, vms: readonly VmBefore[]): Promise<ReadonlyMap<string, Vm>> {
  const where = { id_in: vms.map(({ id }) => id) };
  return new Map(ok(await api.POST('/get-vms', { body: { where } })).map((vm) => [vm.id, vm]));
}

function hostDifferences(before: Snapshot['host'], now: Host | undefined): string[] {
  if (now === undefined) return [`Host ${before.name} is gone.`];
  const state = now.host_state?.state ?? 'IN_USE';
  return [
    ...(state === 'IN_USE' ? [] : [`Host ${before.name} is ${state}.`]),
    ...(now.name === before.name ? [] : [`Host ${before.name} is called ${now.name}.`]),
  ];
}

function vmDifferences(before: VmBefore, now: Vm | undefined): string[] {
  if (now === undefined) return [`VM ${before.name} is gone.`];
  const after = vmBefore(now);
  const changed = (['name', 'status', 'host', 'in_recycle_bin'] as const).filter(
    (key) => after[key] !== before[key],
  );
  return changed.map(
    (key) => `VM ${before.name}: ${key} was ${String(before[key])}, and is ${String(after[key])}.`,
  );
}

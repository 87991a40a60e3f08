/**
 * A real system's layout as a scenario for a fake, without anything that tells whose it is. Names come from
 * the ids of things, never from their names: the same thing gets the same name each time, and nobody can guess
 * back.
 * @module
 */
import { createHash } from 'node:crypto';
import { type Api, ok } from './client.ts';
import type { Seed, SeedCluster, SeedHost, SeedVm } from './seed.ts';
import type { Cluster, Host, Vm, Wire } from './wire.ts';

type PlacementGroup = Wire['VmPlacementGroup'];

/** Everything that is recorded. */
interface Inventory {
  readonly clusters: readonly Cluster[];
  readonly hosts: readonly Host[];
  readonly vms: readonly Vm[];
  readonly groups: readonly PlacementGroup[];
}

/** Reads clusters, hosts, VMs and placement groups; changes nothing. */
export async function record(api: Api): Promise<Seed> {
  const inventory = {
    clusters: ok(await api.POST('/get-clusters', { body: {} })),
    hosts: ok(await api.POST('/get-hosts', { body: {} })),
    vms: ok(await api.POST('/get-vms', { body: {} })),
    groups: ok(await api.POST('/get-vm-placement-groups', { body: {} })),
  };
  const clusters = inventory.clusters.map((cluster) => recordCluster(cluster, inventory));
  return { scenario: 1, clusters: clusters.filter(({ hosts }) => hosts.length > 0) };
}

function recordCluster({ id }: Cluster, { hosts, vms, groups }: Inventory): SeedCluster {
  const own = hosts.filter(({ cluster }) => cluster.id === id);
  const placement_groups = groups
    .filter((group) => group.cluster.id === id && group.enabled)
    .map((group) => recordGroup(group, vms, hosts));
  return {
    name: pseudonym('cluster', id),
    hosts: own.map((host) =>
      recordHost(
        host,
        vms.filter((vm) => vm.host?.id === host.id),
      ),
    ),
    ...(placement_groups.length > 0 && { placement_groups }),
  };
}

function recordHost(host: Host, vms: readonly Vm[]): SeedHost {
  return {
    name: nameOfHost(host),
    memory: host.total_memory_bytes,
    system_memory: host.os_memory_bytes,
    cores: host.total_cpu_cores,
    cpu_models: host.compatible_cpu_models,
    vms: vms.filter(({ status }) => status !== 'DELETED').map(recordVm),
    ...(host.status !== 'CONNECTED_HEALTHY' && { fields: { status: host.status } }),
  };
}

function recordVm(vm: Vm): SeedVm {
  return {
    name: nameOfVm(vm),
    memory: vm.memory,
    vcpu: vm.vcpu,
    ...(vm.status !== 'DELETED' && { status: vm.status }),
    ha: vm.ha,
    cpu_model: vm.cpu_model,
    ...(vm.in_recycle_bin && { recycle_bin: `in-recycle-bin-${nameOfVm(vm)}` }),
    ...(vm.nested_virtualization && { nested_virtualization: true }),
    ...(vm.vm_usage && { system_service: vm.vm_usage }),
    ...devices('gpus', vm.gpu_devices),
    ...devices('usb_devices', vm.usb_devices),
    ...devices('pci_nics', vm.pci_nics),
    ...labelsOf(vm),
    ...(vm.vm_tools_status !== 'RUNNING' && { fields: { vm_tools_status: vm.vm_tools_status } }),
  };
}

type Devices = 'gpus' | 'usb_devices' | 'pci_nics';

function devices(
  kind: Devices,
  list: readonly { readonly id: string }[] | null | undefined,
): { [K in Devices]?: string[] } {
  const names = (list ?? []).map(({ id }) => pseudonym('device', id));
  return names.length === 0 ? {} : { [kind]: names };
}

function labelsOf({ labels }: Vm): { readonly labels?: Record<string, string> } {
  const pairs = (labels ?? []).map(({ id }) => [pseudonym('key', id), pseudonym('value', id)] as const);
  return pairs.length === 0 ? {} : { labels: Object.fromEntries(pairs) };
}

type SeedGroup = NonNullable<SeedCluster['placement_groups']>[number];

function recordGroup(group: PlacementGroup, vms: readonly Vm[], hosts: readonly Host[]): SeedGroup {
  const members = vms.filter((vm) => (group.vms ?? []).some(({ id }) => id === vm.id)).map(nameOfVm);
  const named = hosts
    .filter((host) => (group.vm_host_must_host_uuids ?? []).some(({ id }) => id === host.id))
    .map(nameOfHost);
  return {
    name: pseudonym('group', group.id),
    vms: members,
    ...(group.vm_host_must_enabled &&
      (group.vm_host_must_policy ? { must_run_on: named } : { must_not_run_on: named })),
    ...(group.vm_vm_policy_enabled && togetherOrApart(group.vm_vm_policy)),
  };
}

/** What is only preferred binds nobody. */
function togetherOrApart(policy: PlacementGroup['vm_vm_policy']): Pick<SeedGroup, 'vms_must_be'> {
  if (policy === 'MUST_SAME') return { vms_must_be: 'together' };
  return policy === 'MUST_DIFFERENT' ? { vms_must_be: 'apart' } : {};
}

function nameOfHost({ local_id }: Host): string {
  return pseudonym('host', local_id);
}

function nameOfVm({ local_id }: Vm): string {
  return pseudonym('vm', local_id);
}

function pseudonym(kind: string, id: string): string {
  return `${kind}-${createHash('sha256').update(id).digest('hex').slice(0, 10)}`;
}

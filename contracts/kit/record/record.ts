/**
 * A real system's layout as a scenario for a fake, anonymised. Everything that maintenance depends on is kept:
 * sizes, power states, HA, devices, CPU models, placement rules, the recycle bin.
 * @module
 */

import type {
  Scenario,
  ScenarioCluster,
  ScenarioHost,
  ScenarioPlacementGroup,
  ScenarioVm,
} from '../../control/scenario.ts';
import type { Api } from '../session/client.ts';
import { maintenanceOf } from '../session/traits.ts';
import type { Cluster, Host, Vm, Wire } from '../session/wire.ts';
import { readInventory, type WholeInventory } from './inventory.ts';
import { addressesIn, createPseudonyms, type Kind, type Pseudonyms, vmKind, vmName } from './pseudonyms.ts';

export interface Recording {
  readonly scenario: Scenario;
  /** What the scenario leaves out, by its own names. */
  readonly notes: readonly string[];
}

/** Reads clusters, hosts, VMs and placement groups; changes nothing. */
export async function record(api: Api): Promise<Recording> {
  const inventory = await readInventory(api);
  const names = createPseudonyms(inventory);
  const clusters = inventory.clusters.map((cluster) => recordCluster(cluster, inventory, names));
  return {
    scenario: { scenario: 1, clusters: clusters.filter(({ hosts }) => hosts.length > 0) },
    notes: notesOn(inventory, names),
  };
}

function notesOn({ clusters, hosts, vms }: WholeInventory, names: Pseudonyms): string[] {
  const empty = clusters.filter(({ id }) => !hosts.some((host) => host.cluster.id === id));
  const busy = hosts.filter((host) => maintenanceOf(host) !== 'IN_USE');
  const absent = vms.filter(({ host, status }) => !host || status === 'DELETED');
  return [
    ...empty.map(({ name }) => `${names.of('cluster', name)} has no hosts: left out`),
    ...busy.map((host) => `${names.of('host', host.name)} is ${maintenanceOf(host)}: recorded as in use`),
    ...absent.map((vm) => `${pseudonymOf(vm, names)} is deleted or on no host: left out`),
  ];
}

function recordCluster(cluster: Cluster, inventory: WholeInventory, names: Pseudonyms): ScenarioCluster {
  const { hosts, vms, groups } = inventory;
  const own = hosts.filter((host) => host.cluster.id === cluster.id);
  const placement_groups = groups
    .filter((group) => group.cluster.id === cluster.id && group.enabled)
    .map((group) => recordGroup(group, inventory, names));
  const { version, type, recover_data_size } = cluster;
  return {
    name: names.of('cluster', cluster.name),
    hosts: own.map((host) => recordHost(host, vms.filter(isOn(host)), names)),
    ...(placement_groups.length > 0 && { placement_groups }),
    fields: { version, type, recover_data_size: recover_data_size ?? 0 },
  };
}

function isOn({ id }: Host): (vm: Vm) => boolean {
  return ({ host, status }) => host?.id === id && status !== 'DELETED';
}

function recordHost(host: Host, vms: readonly Vm[], names: Pseudonyms): ScenarioHost {
  const { management_ip, data_ip, serial, status, state, os_version } = host;
  return {
    name: names.of('host', host.name),
    ...memoryOf(host, vms),
    cores: host.total_cpu_cores,
    cpu_models: host.compatible_cpu_models,
    vms: vms.map((vm) => recordVm(vm, names)),
    fields: {
      status,
      state,
      ...(os_version && { os_version }),
      ...(serial && { serial: names.of('serial', serial) }),
      ...(addressesIn(management_ip).length > 0 && { management_ip: names.ofAddress(management_ip) }),
      ...(addressesIn(data_ip).length > 0 && { data_ip: names.ofAddress(data_ip ?? '') }),
    },
  };
}

/** Placement depends on the free memory of a host: the fake's host has as much as the real one answers. */
function memoryOf(host: Host, vms: readonly Vm[]): Pick<ScenarioHost, 'memory' | 'system_memory'> {
  const held = vms
    .filter(({ status }) => status === 'RUNNING' || status === 'SUSPENDED')
    .reduce((sum, vm) => sum + vm.memory, 0);
  const left = Math.max(0, host.allocatable_memory_bytes);
  const memory = Math.max(host.total_memory_bytes, held + left);
  return { memory, system_memory: memory - held - left };
}

function recordVm(vm: Vm, names: Pseudonyms): ScenarioVm {
  const { status, vm_tools_status, description } = vm;
  const ips = addressesIn(vm.ips).map((address) => names.ofAddress(address));
  return {
    name: pseudonymOf(vm, names),
    memory: vm.memory,
    vcpu: vm.vcpu,
    ...(status !== 'DELETED' && { status }),
    ha: vm.ha,
    cpu_model: vm.cpu_model,
    ...(vm.in_recycle_bin && { recycle_bin: names.of('in-recycle-bin', vm.name) }),
    ...(vm.nested_virtualization && { nested_virtualization: true }),
    ...(vm.vm_usage && { system_service: vm.vm_usage }),
    ...devices('gpus', 'gpu', vm.gpu_devices, names),
    ...devices('usb_devices', 'usb', vm.usb_devices, names),
    ...devices('pci_nics', 'nic', vm.pci_nics, names),
    ...labelsOf(vm, names),
    fields: {
      vm_tools_status,
      ips: ips.join(','),
      ...(description !== '' && { description: names.of('description', description) }),
    },
  };
}

function devices<M extends string>(
  member: M,
  kind: Kind,
  list: readonly { readonly name: string }[] | null | undefined,
  names: Pseudonyms,
): { [K in M]?: string[] } {
  const found: { [K in M]?: string[] } = {};
  if ((list ?? []).length > 0) found[member] = (list ?? []).map(({ name }) => names.of(kind, name));
  return found;
}

/** Before 4.1.0 a VM's labels have neither key nor value. */
function labelsOf({ labels }: Vm, names: Pseudonyms): { readonly labels?: Record<string, string> } {
  const pairs = (labels ?? []).flatMap(({ key, value }) =>
    key ? [[names.of('key', key), value ? names.of('value', value) : ''] as const] : [],
  );
  return pairs.length === 0 ? {} : { labels: Object.fromEntries(pairs) };
}

function pseudonymOf(vm: Vm, names: Pseudonyms): string {
  const name = vmName(vm);
  return names.of(vmKind(name), name);
}

function recordGroup(
  group: Wire['VmPlacementGroup'],
  { hosts, vms }: WholeInventory,
  names: Pseudonyms,
): ScenarioPlacementGroup {
  const members = new Set((group.vms ?? []).map(({ id }) => id));
  const bound = new Set((group.vm_host_must_host_uuids ?? []).map(({ id }) => id));
  const named = hosts.filter(({ id }) => bound.has(id)).map(({ name }) => names.of('host', name));
  const isPlaced = ({ id, host }: Vm) => members.has(id) && Boolean(host);
  return {
    name: names.of('group', group.name),
    vms: vms.filter(isPlaced).map((vm) => pseudonymOf(vm, names)),
    ...(group.vm_host_must_enabled &&
      (group.vm_host_must_policy ? { must_run_on: named } : { must_not_run_on: named })),
    ...(group.vm_vm_policy_enabled && togetherOrApart(group.vm_vm_policy)),
  };
}

/** A preferred policy is not a rule: it is left out. */
function togetherOrApart(
  policy: Wire['VmPlacementGroup']['vm_vm_policy'],
): Pick<ScenarioPlacementGroup, 'vms_must_be'> {
  if (policy === 'MUST_SAME') return { vms_must_be: 'together' };
  return policy === 'MUST_DIFFERENT' ? { vms_must_be: 'apart' } : {};
}

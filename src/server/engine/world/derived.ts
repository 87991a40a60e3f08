/**
 * Fields that are computed from relations and never stored: counters, memory, sums.
 * @module
 */
import type {
  ClusterDerived,
  ClusterRecord,
  HostDerived,
  HostRecord,
  Id,
  LabelDerived,
  LabelRecord,
  Tables,
  VmDerived,
  VmRecord,
} from './records.ts';
import type { EntityName } from './tables.ts';
import type { Wire } from './wire.ts';
import type { World } from './world.ts';

/** A function for each derived field of an entity that computes it from a record. */
type Resolvers<Entity, Field extends keyof Entity, Row> = {
  readonly [F in Field]-?: (world: World, record: Row) => Required<Entity>[F];
};

const HOST_DERIVED: Resolvers<Wire['Host'], HostDerived, HostRecord> = {
  vm_num: (world, host) => vmsOf(world, host).length,
  running_vm_num: (world, host) => count(vmsOf(world, host), isRunning),
  stopped_vm_num: (world, host) => count(vmsOf(world, host), isStopped),
  suspended_vm_num: (world, host) => count(vmsOf(world, host), isSuspended),
  provisioned_cpu_cores: (world, host) => sum(vmsOf(world, host), (vm) => vm.vcpu),
  provisioned_memory_bytes: (world, host) => sum(vmsOf(world, host), (vm) => vm.memory),
  running_pause_vm_memory_bytes: heldMemory,
  allocatable_memory_bytes: allocatableMemory,
  used_memory_bytes: usedMemory,
  commited_memory_bytes: heldMemory,
  connect_status: (_world, { status }) => HEALTH[status].connect_status,
  merged_status: (_world, { status }) => HEALTH[status].merged_status,
  valid_cache_space: (_world, host) => validCache(host),
  valid_free_cache_space: (_world, host) => validCache(host) - (host.used_cache_space ?? 0),
  dirty_cache_usage: (_world, host) => ratio(host.dirty_cache_space ?? 0, validCache(host)),
};

/** What `connect_status` and `merged_status` are for each status. Assumed, from the names of the values. */
const HEALTH: Readonly<
  Record<
    Wire['HostStatus'],
    Readonly<{ connect_status: Wire['HostConnectStatus']; merged_status: Wire['HostMergedStatus'] }>
  >
> = {
  CONNECTED_HEALTHY: { connect_status: 'CONNECTED', merged_status: 'HEALTHY' },
  CONNECTED_WARNING: { connect_status: 'CONNECTED', merged_status: 'UNUSUAL' },
  CONNECTED_ERROR: { connect_status: 'CONNECTED', merged_status: 'UNUSUAL' },
  CONNECTING: { connect_status: 'DISCONNECTED', merged_status: 'DISCONNECTED' },
  INITIALIZING: { connect_status: 'DISCONNECTED', merged_status: 'INITIALIZING' },
  SESSION_EXPIRED: { connect_status: 'DISCONNECTED', merged_status: 'DISCONNECTED' },
};

const VM_DERIVED: Resolvers<Wire['Vm'], VmDerived, VmRecord> = {
  node_ip: (world, vm) => (vm.host === null ? '' : world.must('Host', vm.host).management_ip),
  ha_priority: (_world, { ha }) => (ha ? 'LEVEL_2_MEDIUM' : null),
};

const CLUSTER_DERIVED: Resolvers<Wire['Cluster'], ClusterDerived, ClusterRecord> = {
  host_num: (world, cluster) => hostsOf(world, cluster).length,
  vm_num: (world, cluster) => world.idsWhere('Vm', 'cluster', cluster.id).length,
  running_vm_num: (world, cluster) => count(world.where('Vm', 'cluster', cluster.id), isRunning),
  stopped_vm_num: (world, cluster) => count(world.where('Vm', 'cluster', cluster.id), isStopped),
  suspended_vm_num: (world, cluster) => count(world.where('Vm', 'cluster', cluster.id), isSuspended),
  provisioned_cpu_cores: provisionedCores,
  provisioned_cpu_cores_for_active_vm: activeCores,
  provisioned_memory_bytes: (world, cluster) =>
    sum(world.where('Vm', 'cluster', cluster.id), (vm) => vm.memory),
  provisioned_ratio: (world, cluster) => provisionedCores(world, cluster) / usableCores(world, cluster),
  provisioned_for_active_vm_ratio: (world, cluster) =>
    activeCores(world, cluster) / usableCores(world, cluster),
  total_cpu_cores: totalCores,
  total_cpu_hz: (world, cluster) => sum(hostsOf(world, cluster), (host) => host.total_cpu_hz),
  total_cpu_sockets: (world, cluster) => sum(hostsOf(world, cluster), (host) => host.total_cpu_sockets ?? 0),
  total_memory_bytes: (world, cluster) => sum(hostsOf(world, cluster), (host) => host.total_memory_bytes),
  used_cpu_hz: (world, cluster) => sum(hostsOf(world, cluster), (host) => host.used_cpu_hz ?? 0),
  used_memory_bytes: (world, cluster) => sum(hostsOf(world, cluster), (host) => usedMemory(world, host)),
  total_cache_capacity: (world, cluster) =>
    sum(hostsOf(world, cluster), (host) => host.total_cache_capacity ?? 0),
  total_data_capacity: (world, cluster) => sum(hostsOf(world, cluster), (host) => host.total_data_capacity),
  used_data_space: (world, cluster) => sum(hostsOf(world, cluster), (host) => host.used_data_space),
  commited_memory_bytes: (world, cluster) => sum(hostsOf(world, cluster), (host) => heldMemory(world, host)),
  used_cache_space: (world, cluster) => sum(hostsOf(world, cluster), (host) => host.used_cache_space ?? 0),
  valid_cache_space: (world, cluster) => sum(hostsOf(world, cluster), validCache),
  dirty_cache_space: dirtyCache,
  dirty_cache_usage: (world, cluster) =>
    ratio(dirtyCache(world, cluster), sum(hostsOf(world, cluster), validCache)),
  failure_cache_space: (world, cluster) =>
    sum(hostsOf(world, cluster), (host) => host.failure_cache_space ?? 0),
};

const LABEL_DERIVED: Resolvers<Wire['Label'], LabelDerived, LabelRecord> = {
  vm_num: (world, label) => countLabelled(world, 'Vm', label),
  host_num: (world, label) => countLabelled(world, 'Host', label),
  cluster_num: (world, label) => countLabelled(world, 'Cluster', label),
  total_num: (world, label) =>
    countLabelled(world, 'Vm', label) +
    countLabelled(world, 'Host', label) +
    countLabelled(world, 'Cluster', label),
};

/** The computed fields of an entity. */
interface Derivation {
  readonly fields: readonly string[];
  /** Returns the value of a field for the record with this id, or undefined if the field is not derived. */
  value(world: World, id: Id, field: string): unknown;
}

export const DERIVED: Partial<Readonly<Record<EntityName, Derivation>>> = {
  Cluster: derivation('Cluster', CLUSTER_DERIVED),
  Host: derivation('Host', HOST_DERIVED),
  Vm: derivation('Vm', VM_DERIVED),
  Label: derivation('Label', LABEL_DERIVED),
};

function derivation<T extends EntityName>(
  table: T,
  resolvers: Readonly<Record<string, (world: World, record: Tables[T]) => unknown>>,
): Derivation {
  return {
    fields: Object.keys(resolvers),
    value: (world, id, field) =>
      Object.hasOwn(resolvers, field) ? resolvers[field]?.(world, world.must(table, id)) : undefined,
  };
}

function countLabelled(world: World, table: 'Vm' | 'Host' | 'Cluster', { id }: LabelRecord): number {
  return world.idsWhere(table, 'labels', id).length;
}

/** Returns the VMs on a host, ascending by id. */
export function vmsOf(world: World, host: HostRecord): VmRecord[] {
  return world.where('Vm', 'host', host.id);
}

/** Returns the hosts of a cluster, ascending by id. */
export function hostsOf(world: World, cluster: { readonly id: string }): HostRecord[] {
  return world.where('Host', 'cluster', cluster.id);
}

const HELD_MEMORY = new WeakMap<World, Map<Id, { readonly revision: number; readonly bytes: number }>>();

/** Returns the bytes that running and suspended VMs hold on a host. The sum is cached until the host's VMs change. */
function heldMemory(world: World, host: HostRecord): number {
  const cache = HELD_MEMORY.get(world) ?? new Map<Id, { revision: number; bytes: number }>();
  HELD_MEMORY.set(world, cache);
  const revision = world.revisionOf(host.id);
  const cached = cache.get(host.id);
  if (cached?.revision === revision) return cached.bytes;
  const bytes = sumHeldMemory(world, host);
  cache.set(host.id, { revision, bytes });
  return bytes;
}

function sumHeldMemory(world: World, host: HostRecord): number {
  return sum(
    vmsOf(world, host).filter((vm) => isRunning(vm) || isSuspended(vm)),
    (vm) => vm.memory,
  );
}

/**
 * Returns the bytes that a host can still give to VMs that start on it or migrate to it. Assumed: the total, less the
 * memory of the system and of its VMs; never below 0.
 */
export function allocatableMemory(world: World, host: HostRecord): number {
  return Math.max(0, host.total_memory_bytes - host.os_memory_bytes - heldMemory(world, host));
}

/** Returns the bytes in use by the system and the guests, a live metric. */
function usedMemory(world: World, host: HostRecord): number {
  const guests = vmsOf(world, host).filter(isRunning);
  return host.os_memory_bytes + sum(guests, (vm) => (vm.memory * (vm.memory_usage ?? 0)) / 100);
}

/** Returns the bytes of cache that work: all but what has failed. */
function validCache({ total_cache_capacity, failure_cache_space }: HostRecord): number {
  return (total_cache_capacity ?? 0) - (failure_cache_space ?? 0);
}

function dirtyCache(world: World, cluster: ClusterRecord): number {
  return sum(hostsOf(world, cluster), (host) => host.dirty_cache_space ?? 0);
}

/** Returns which part of a whole this is, from 0 to 1; 0 of nothing. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function totalCores(world: World, cluster: ClusterRecord): number {
  return sum(hostsOf(world, cluster), (host) => host.total_cpu_cores);
}

/** Returns the cores that VMs may use. At least one, so that ratios never divide by zero. */
function usableCores(world: World, cluster: ClusterRecord): number {
  return Math.max(1, totalCores(world, cluster) - (cluster.reserved_cpu_cores_for_system_service ?? 0));
}

function provisionedCores(world: World, cluster: ClusterRecord): number {
  return sum(world.where('Vm', 'cluster', cluster.id), (vm) => vm.vcpu);
}

function activeCores(world: World, cluster: ClusterRecord): number {
  return sum(world.where('Vm', 'cluster', cluster.id).filter(isRunning), (vm) => vm.vcpu);
}

export function isRunning(vm: VmRecord): boolean {
  return vm.status === 'RUNNING';
}

export function isStopped(vm: VmRecord): boolean {
  return vm.status === 'STOPPED';
}

function isSuspended(vm: VmRecord): boolean {
  return vm.status === 'SUSPENDED';
}

function count<T>(items: readonly T[], test: (item: T) => boolean): number {
  return items.filter(test).length;
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/**
 * The records of the world. An entity has the fields of the wire. Relations to other entities of the world are stored
 * as ids, and fields that can be computed from relations are left out and computed on read (derived.ts).
 * @module
 */
import type { Text } from '../language/text.ts';
import type { Job } from './job.ts';
import type { Id, Wire } from './wire.ts';

export type { Id } from './wire.ts';

type Stored<Entity, Resolved extends keyof Entity> = Required<Omit<Entity, Resolved>>;

/** Fields that are computed from relations on read (derived.ts). */
export type HostDerived =
  | 'vm_num'
  | 'running_vm_num'
  | 'stopped_vm_num'
  | 'suspended_vm_num'
  | 'provisioned_cpu_cores'
  | 'provisioned_memory_bytes'
  | 'running_pause_vm_memory_bytes'
  | 'allocatable_memory_bytes'
  | 'used_memory_bytes'
  | 'commited_memory_bytes'
  | 'connect_status'
  | 'merged_status'
  | 'valid_cache_space'
  | 'valid_free_cache_space'
  | 'dirty_cache_usage';
export type VmDerived = 'node_ip' | 'ha_priority';
export type ClusterDerived =
  | 'host_num'
  | 'vm_num'
  | 'running_vm_num'
  | 'stopped_vm_num'
  | 'suspended_vm_num'
  | 'provisioned_cpu_cores'
  | 'provisioned_cpu_cores_for_active_vm'
  | 'provisioned_memory_bytes'
  | 'provisioned_ratio'
  | 'provisioned_for_active_vm_ratio'
  | 'total_cpu_cores'
  | 'total_cpu_hz'
  | 'total_cpu_sockets'
  | 'total_memory_bytes'
  | 'used_cpu_hz'
  | 'used_memory_bytes'
  | 'total_cache_capacity'
  | 'total_data_capacity'
  | 'used_data_space'
  | 'commited_memory_bytes'
  | 'used_cache_space'
  | 'valid_cache_space'
  | 'dirty_cache_space'
  | 'dirty_cache_usage'
  | 'failure_cache_space';

export type ClusterRecord = Stored<Wire['Cluster'], 'hosts' | 'vms' | 'labels' | ClusterDerived> & {
  readonly labels: readonly Id[];
};
export type HostRecord = Stored<Wire['Host'], 'cluster' | 'vms' | 'labels' | HostDerived> & {
  readonly cluster: Id;
  readonly labels: readonly Id[];
};
export type VmRecord = Stored<
  Wire['Vm'],
  'cluster' | 'host' | 'vm_placement_group' | 'labels' | VmDerived
> & {
  readonly cluster: Id;
  readonly labels: readonly Id[];
  readonly host: Id | null;
};
export type TaskRecord = Stored<Wire['Task'], 'cluster' | 'user'> & {
  readonly cluster: Id | null;
  readonly user: Id | null;
};

/** `vm_host_must_policy: true` means "only on these hosts", `false` means "never on these hosts". */
export type PlacementGroupRecord = Stored<
  Wire['VmPlacementGroup'],
  'cluster' | 'vms' | 'vm_host_must_host_uuids' | 'vm_host_prefer_host_uuids'
> & {
  readonly cluster: Id;
  readonly vms: readonly Id[];
  readonly vm_host_must_host_uuids: readonly Id[];
  readonly vm_host_prefer_host_uuids: readonly Id[];
};

export type LabelDerived = 'vm_num' | 'host_num' | 'cluster_num' | 'total_num';
export type LabelRecord = Stored<Wire['Label'], 'vms' | 'hosts' | 'clusters' | LabelDerived>;
export type UserRecord = Required<Wire['User']>;
export type AuditLogRecord = Stored<Wire['UserAuditLog'], 'cluster' | 'user'> & {
  readonly cluster: Id | null;
  readonly user: Id | null;
};

/** The result of a precheck so far, under the id of its task. */
export type PrecheckRecord = {
  readonly id: Id;
  readonly host: Id;
  /** The running VMs that cannot be moved and must be shut down. */
  readonly shutDown: readonly Id[];
  readonly blocking: readonly Finding[];
};

/** A reason why a host cannot enter maintenance mode. */
export type Finding = {
  /** The id of the check in CloudTower's web UI. */
  readonly check: string;
  readonly reason: Text;
};

/** What entering did to the VMs, under the id of the host. The exit check returns it, and exit undoes it. */
export type MaintenanceRecord = {
  readonly id: Id;
  /** The task that put the host into maintenance, or is doing so. */
  readonly task: Id;
  readonly vms: readonly EvacuatedVm[];
};

export type EvacuatedVm = {
  readonly vm: Id;
  readonly uuid: string;
  readonly name: string;
  readonly ha: boolean;
  /** Whether the VM was in the recycle bin at that time. */
  readonly inBin: boolean;
  readonly action: 'live-migrate' | 'offline-migrate' | 'shut-down';
  /** The host that the VM was on after it was moved or shut down. */
  readonly host: Id;
};

/** The tables of the world. Each is a map from id to record. */
export interface Tables {
  readonly Cluster: ClusterRecord;
  readonly Host: HostRecord;
  readonly Vm: VmRecord;
  readonly Task: TaskRecord;
  readonly VmPlacementGroup: PlacementGroupRecord;
  readonly Label: LabelRecord;
  readonly User: UserRecord;
  readonly UserAuditLog: AuditLogRecord;
  readonly Job: Job;
  readonly Precheck: PrecheckRecord;
  readonly Maintenance: MaintenanceRecord;
}

export type TableName = keyof Tables;

/**
 * What the world stores. An entity is stored as the wire knows it; relations to other entities of the world
 * are ids, and what can be computed from them is left out and resolved on read (derived.ts).
 * @module
 */
import type { Text } from '../language/text.ts';
import type { Job } from './job.ts';
import type { Id, Wire } from './wire.ts';

export type { Id } from './wire.ts';

type Stored<Entity, Resolved extends keyof Entity> = Required<Omit<Entity, Resolved>>;

/** The fields that are computed from relations (derived.ts), never stored. */
export type HostDerived =
  | 'vm_num'
  | 'running_vm_num'
  | 'stopped_vm_num'
  | 'suspended_vm_num'
  | 'provisioned_cpu_cores'
  | 'provisioned_memory_bytes'
  | 'running_pause_vm_memory_bytes'
  | 'allocatable_memory_bytes'
  | 'used_memory_bytes';
export type VmDerived = 'node_ip';
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
  | 'used_data_space';

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

/** `vm_host_must_policy` true is "only on these hosts", false is "never on these". */
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

/** What a precheck has found so far, under the id of its task. */
export type PrecheckRecord = {
  readonly id: Id;
  readonly host: Id;
  /** The running VMs that cannot be moved. */
  readonly shutDown: readonly Id[];
  readonly blocking: readonly Finding[];
};

/** Something that keeps a host out of maintenance mode. */
export type Finding = {
  /** The check of CloudTower's web UI that it belongs to. */
  readonly check: string;
  readonly reason: Text;
};

/** What entering did, under the id of the host, for the exit check to show and exit to undo. */
export type MaintenanceRecord = {
  readonly id: Id;
  /** The task that enters or has entered. */
  readonly task: Id;
  readonly vms: readonly EvacuatedVm[];
};

export type EvacuatedVm = {
  readonly vm: Id;
  readonly uuid: string;
  readonly name: string;
  readonly ha: boolean;
  /** Whether it was in the recycle bin then. */
  readonly inBin: boolean;
  readonly action: 'live-migrate' | 'offline-migrate' | 'shut-down';
  /** Where the VM was when entering was done with it. */
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

/**
 * How the entities of the world are related: which field of a record holds an id, and which index finds the
 * other end. Relations to entities that are not here are stored in the record as the wire shows them.
 * @module
 */
import type { TableName } from './records.ts';

export type Relation =
  /** The field of the same name holds the id, or null. */
  | { readonly kind: 'one'; readonly table: TableName }
  /** The field of the same name holds ids. */
  | { readonly kind: 'list'; readonly table: TableName }
  /** The records of `table` whose indexed field `by` holds this record's id. */
  | { readonly kind: 'many'; readonly table: TableName; readonly by: string };

const CLUSTER: Relation = { kind: 'one', table: 'Cluster' };
const LABELS: Relation = { kind: 'list', table: 'Label' };

export const RELATIONS: Readonly<Record<string, Readonly<Record<string, Relation>>>> = {
  Cluster: {
    hosts: { kind: 'many', table: 'Host', by: 'cluster' },
    vms: { kind: 'many', table: 'Vm', by: 'cluster' },
    labels: LABELS,
  },
  Host: {
    cluster: CLUSTER,
    vms: { kind: 'many', table: 'Vm', by: 'host' },
    labels: LABELS,
  },
  Vm: {
    cluster: CLUSTER,
    host: { kind: 'one', table: 'Host' },
    vm_placement_group: { kind: 'many', table: 'VmPlacementGroup', by: 'vms' },
    labels: LABELS,
  },
  Task: {
    cluster: CLUSTER,
    user: { kind: 'one', table: 'User' },
  },
  VmPlacementGroup: {
    cluster: CLUSTER,
    vms: { kind: 'list', table: 'Vm' },
    vm_host_must_host_uuids: { kind: 'list', table: 'Host' },
    vm_host_prefer_host_uuids: { kind: 'list', table: 'Host' },
  },
  Label: {
    vms: { kind: 'many', table: 'Vm', by: 'labels' },
    hosts: { kind: 'many', table: 'Host', by: 'labels' },
    clusters: { kind: 'many', table: 'Cluster', by: 'labels' },
  },
  UserAuditLog: {
    cluster: CLUSTER,
    user: { kind: 'one', table: 'User' },
  },
};

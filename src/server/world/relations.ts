/**
 * How the entities of the world are related: which field of a record holds an id, and which index finds the
 * other end. Relations to entities that are not here are stored in the record as the wire shows them.
 * @module
 */
import type { TableName } from './records.ts';

export type Relation =
  /** The field of the same name holds the id, or null. */
  | { readonly kind: 'one'; readonly table: TableName }
  /** The records of `table` whose indexed field `by` holds this record's id. */
  | { readonly kind: 'many'; readonly table: TableName; readonly by: string };

export const RELATIONS: Readonly<Record<string, Readonly<Record<string, Relation>>>> = {
  Cluster: {
    hosts: { kind: 'many', table: 'Host', by: 'cluster' },
    vms: { kind: 'many', table: 'Vm', by: 'cluster' },
  },
  Host: {
    cluster: { kind: 'one', table: 'Cluster' },
    vms: { kind: 'many', table: 'Vm', by: 'host' },
  },
  Vm: {
    cluster: { kind: 'one', table: 'Cluster' },
    host: { kind: 'one', table: 'Host' },
    vm_placement_group: { kind: 'many', table: 'VmPlacementGroup', by: 'vms' },
  },
  Task: {
    cluster: { kind: 'one', table: 'Cluster' },
    user: { kind: 'one', table: 'User' },
  },
};

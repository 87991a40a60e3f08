/**
 * The tables of the world, one row for each. The world's stores and indexes, the query catalogue, lagged worlds and
 * snapshots follow from this list. A new table needs a row here and a type in records.ts.
 * @module
 */
import type { TableName, Tables } from './records.ts';
import type { Wire } from './wire.ts';

/**
 * A relation from a record to other records. Relations to entities without a table are stored as they are on the wire.
 */
export type Relation =
  /** The field of the same name holds the id, or null. */
  | { readonly kind: 'one'; readonly table: TableName }
  /** The field of the same name holds ids. */
  | { readonly kind: 'list'; readonly table: TableName }
  /** The records of `table` whose indexed field `by` holds this record's id. */
  | { readonly kind: 'many'; readonly table: TableName; readonly by: string };

export interface Table<Row = object> {
  /** The fields with an index. A record is indexed under each value of a list. */
  readonly indexed: readonly (keyof Row & string)[];
  readonly relations: Readonly<Record<string, Relation>>;
  /** Internal to the engine: the wire has no such entity. */
  readonly own?: true;
  /** Placement depends on these tables alone. */
  readonly inventory?: true;
  /** CloudTower copies these records from its clusters. It owns tasks, users, labels and logs itself. Assumed. */
  readonly copied?: true;
  /** The revision of a record changes whenever its JSON does. */
  readonly revised?: true;
}

/** An entity of the wire that has a table and can be read. */
export type EntityName = Extract<TableName, keyof Wire>;

const CLUSTER: Relation = { kind: 'one', table: 'Cluster' };
const LABELS: Relation = { kind: 'list', table: 'Label' };

export const TABLES: {
  readonly [T in TableName]: Table<Tables[T]> &
    (T extends EntityName ? { readonly own?: never } : { readonly own: true });
} = {
  Cluster: {
    indexed: ['local_id', 'labels'],
    relations: {
      hosts: { kind: 'many', table: 'Host', by: 'cluster' },
      vms: { kind: 'many', table: 'Vm', by: 'cluster' },
      labels: LABELS,
    },
    inventory: true,
    copied: true,
    revised: true,
  },
  Host: {
    indexed: ['local_id', 'cluster', 'labels'],
    relations: {
      cluster: CLUSTER,
      vms: { kind: 'many', table: 'Vm', by: 'host' },
      labels: LABELS,
    },
    inventory: true,
    copied: true,
    revised: true,
  },
  Vm: {
    indexed: ['local_id', 'cluster', 'host', 'labels'],
    relations: {
      cluster: CLUSTER,
      host: { kind: 'one', table: 'Host' },
      vm_placement_group: { kind: 'many', table: 'VmPlacementGroup', by: 'vms' },
      labels: LABELS,
    },
    inventory: true,
    copied: true,
    revised: true,
  },
  Task: {
    indexed: ['resource_id'],
    relations: { cluster: CLUSTER, user: { kind: 'one', table: 'User' } },
    revised: true,
  },
  VmPlacementGroup: {
    indexed: ['local_id', 'vms', 'cluster'],
    // Not `revised`: a group embeds hosts that have no relation to it, so their changes do not touch its revision.
    relations: {
      cluster: CLUSTER,
      vms: { kind: 'list', table: 'Vm' },
      vm_host_must_host_uuids: { kind: 'list', table: 'Host' },
      vm_host_prefer_host_uuids: { kind: 'list', table: 'Host' },
    },
    inventory: true,
    copied: true,
  },
  Label: {
    indexed: ['key'],
    relations: {
      vms: { kind: 'many', table: 'Vm', by: 'labels' },
      hosts: { kind: 'many', table: 'Host', by: 'labels' },
      clusters: { kind: 'many', table: 'Cluster', by: 'labels' },
    },
  },
  User: { indexed: ['username'], relations: {} },
  UserAuditLog: {
    indexed: ['resource_id'],
    relations: { cluster: CLUSTER, user: { kind: 'one', table: 'User' } },
  },
  Job: { indexed: ['host'], relations: {}, own: true },
  Precheck: { indexed: [], relations: {}, own: true },
  Maintenance: { indexed: [], relations: {}, own: true },
};

/** Every table, in the order of TABLES. */
export const TABLE_NAMES: readonly TableName[] = Object.keys(TABLES).filter(isTableName);

/** Whether there is a table of that name. */
export function isTableName(name: string): name is TableName {
  return Object.hasOwn(TABLES, name);
}

/** Every entity of the wire that has a table, in the order of TABLES. */
export const ENTITY_NAMES: readonly EntityName[] = TABLE_NAMES.filter(isEntityName);

/** Whether an entity of the wire with this name has a table. */
export function isEntityName(name: string | undefined): name is EntityName {
  return name !== undefined && isTableName(name) && TABLES[name].own === undefined;
}

/** Whether a field of a table has an index. */
export function isIndexed(table: TableName, field: string): boolean {
  return TABLES[table].indexed.some((indexed) => indexed === field);
}

/** Returns the relation of a field, or undefined if the field is not a relation to a table. */
export function relationOf(table: TableName, field: string): Relation | undefined {
  const { relations } = TABLES[table];
  return Object.hasOwn(relations, field) ? relations[field] : undefined;
}

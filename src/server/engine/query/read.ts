/**
 * Reads records: the value of a field, the records of a relation, and the entity in wire form.
 * @module
 */
import type { Field } from '../../../../contracts/openapi/fields.ts';
import { DERIVED } from '../world/derived.ts';
import { visibleHostState } from '../world/host.ts';
import type { Id, TableName, Tables } from '../world/records.ts';
import { type EntityName, type Relation, relationOf } from '../world/tables.ts';
import type { World } from '../world/world.ts';
import type { Entity } from './catalogue.ts';

/** A record whose fields are read by name. */
export type Row = Readonly<Record<string, unknown>> & { readonly id: Id };

/** Returns a record, or undefined if it is missing. */
export function rowOf(world: World, entity: TableName, id: Id): Row | undefined {
  return world.get(entity, id);
}

/** Returns the value of a scalar field, stored or derived. */
export function valueOf(world: World, entity: EntityName, row: Row, field: string): unknown {
  if (entity === 'Host' && field === 'host_state') return visibleHostState(world, world.must('Host', row.id));
  const stored = row[field];
  return stored === undefined ? DERIVED[entity]?.value(world, row.id, field) : stored;
}

/** Returns the records that a relation points at. A relation to one returns at most one. */
export function relatedTo(world: World, entity: EntityName, row: Row, field: string): Row[] {
  const relation = relationOf(entity, field);
  return relation === undefined ? [] : follow(world, relation, row, field);
}

/** Returns an entity in wire form: every field of the contract, in the order of the contract. */
export function toWire(world: World, entity: Entity, row: Row): Record<string, unknown> {
  const wire: Record<string, unknown> = {};
  for (const field of entity.fields) wire[field.name] = wireValue(world, entity.name, row, field);
  return wire;
}

function wireValue(world: World, entity: EntityName, row: Row, field: Field): unknown {
  const relation = relationOf(entity, field.name);
  if (relation === undefined) return pickShown(field, valueOf(world, entity, row, field.name));
  const related = follow(world, relation, row, field.name).map((other) => pick(other, field.nested ?? []));
  return relation.kind === 'one' ? (related[0] ?? null) : related;
}

/** Reduces a stored relation to the fields that this version of the contract has. */
function pickShown(field: Field, value: unknown): unknown {
  const { nested } = field;
  if (nested === undefined || value === null) return value;
  return Array.isArray(value) ? value.map((item) => pick({ ...item }, nested)) : pick(Object(value), nested);
}

function pick(value: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names) if (value[name] !== undefined) picked[name] = value[name];
  return picked;
}

function follow(world: World, relation: Relation, row: Row, field: string): Row[] {
  if (relation.kind === 'one') {
    const id = row[field];
    return typeof id === 'string' ? [world.must(relation.table, id)] : [];
  }
  if (relation.kind === 'many') return manyOf(world, relation.table, relation.by, row.id);
  const ids = row[field];
  return Array.isArray(ids) ? ids.map((id: Id) => world.must(relation.table, id)) : [];
}

function manyOf<T extends TableName>(world: World, table: T, by: string, id: Id): Tables[T][] {
  return world.idsWhere(table, by, id).map((other) => world.must(table, other));
}

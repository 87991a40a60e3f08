/**
 * The fields of entities, with the properties that the derived schemas, the query engine and the JSON of entities
 * depend on.
 * @module
 */
import { type ApiDocument, type ApiVersion, refName, resolve, type Schema } from './schema.ts';
import { isSince } from './version.ts';

export type FieldKind =
  | 'string'
  | 'integer'
  | 'number'
  | 'date'
  | 'boolean'
  | 'enum'
  | 'relation'
  | 'relations'
  | 'json'
  | 'list';

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** The filters of the field. */
  readonly operators: readonly Operator[];
  /** The schema of the field's value, without its nullability. */
  readonly value: Schema;
  /** False when `null` is allowed on the wire. */
  readonly required: boolean;
  /** The values of an enum. */
  readonly values?: readonly string[];
  /** The entity at the other end of a relation. */
  readonly entity?: string;
  /** The fields of that entity in the JSON of the relation. */
  readonly nested?: readonly string[];
  /** False for a relation to an entity that the contract marks as not simulated. */
  readonly simulated: boolean;
}

const EQUALITY = ['', 'not', 'in', 'not_in'] as const;
const ORDER = ['lt', 'lte', 'gt', 'gte'] as const;
const TEXT = [
  'contains',
  'not_contains',
  'starts_with',
  'not_starts_with',
  'ends_with',
  'not_ends_with',
] as const;
const EVERY = ['every', 'some', 'none'] as const;

export type TextOperator = (typeof TEXT)[number];

export type Operator =
  | (typeof EQUALITY)[number]
  | (typeof ORDER)[number]
  | TextOperator
  | (typeof EVERY)[number];

/**
 * The filters each kind of field has; `''` is the bare field name. Specified: for Host, Vm, Task and Cluster
 * of 4.0.0 to 4.8.0 the WhereInput follows from the entity by this table without exception. An exception is
 * marked on its field by `x-filters`.
 */
const OPERATORS: Readonly<Record<FieldKind, readonly Operator[]>> = {
  string: [...EQUALITY, ...ORDER, ...TEXT],
  integer: [...EQUALITY, ...ORDER],
  number: [...EQUALITY, ...ORDER],
  date: [...EQUALITY, ...ORDER],
  boolean: ['', 'not'],
  enum: EQUALITY,
  relation: [''],
  relations: EVERY,
  json: [],
  list: [],
};

/** The filters that `x-filters` may add to a field: all filters that the query engine can evaluate. */
const MARKABLE: Readonly<Record<FieldKind, readonly Operator[]>> = {
  ...OPERATORS,
  boolean: [...EQUALITY, ...ORDER],
  enum: [...EQUALITY, ...ORDER],
};

/** Reports whether an operator looks for a part of a text. */
export function isTextOperator(operator: Operator): operator is TextOperator {
  return TEXT.some((one) => one === operator);
}

/** Returns the name of a filter: `vcpu_gte` for `vcpu` and `gte`. */
export function filterName(field: string, operator: Operator): string {
  return operator === '' ? field : `${field}_${operator}`;
}

/** Reports whether `orderBy` can name a field. Specified: all fields, JSON included, except relations and lists of scalars. */
export function isOrderable(field: Field): boolean {
  return field.kind !== 'relation' && field.kind !== 'relations' && field.kind !== 'list';
}

/** Returns the names of the entities that have reads. */
export function entitiesOf(document: ApiDocument): string[] {
  return Object.entries(document.components.schemas)
    .filter(([, schema]) => schema['x-reads'] !== undefined)
    .map(([name]) => name);
}

/** Returns the fields of an entity, in the contract's order. Throws for an entity that the document lacks. */
export function fieldsOf(document: ApiDocument, entity: string): Field[] {
  const schema = document.components.schemas[entity];
  if (schema?.properties === undefined) throw new Error(`The document has no entity ${entity}.`);
  return Object.entries(schema.properties).map(([name, property]) => fieldOf(document, name, property));
}

function fieldOf(document: ApiDocument, name: string, property: Schema): Field {
  const shape = shapeOf(document, name, property);
  const { 'x-filters': marks = {} } = property;
  const wrong = Object.keys(marks).find((mark) => !MARKABLE[shape.kind].some((known) => known === mark));
  if (wrong !== undefined) throw new Error(`x-filters of ${name}: no ${shape.kind} can have '${wrong}'.`);
  return { ...shape, operators: operatorsOf(shape.kind, marks, document.info.version) };
}

function operatorsOf(
  kind: FieldKind,
  marks: NonNullable<Schema['x-filters']>,
  version: ApiVersion,
): readonly Operator[] {
  return MARKABLE[kind].filter((operator) => {
    const mark = marks[operator];
    if (mark === undefined) return OPERATORS[kind].includes(operator);
    return mark !== false && isSince(mark, version);
  });
}

type Shape = Omit<Field, 'operators'>;

function shapeOf(document: ApiDocument, name: string, property: Schema): Shape {
  const {
    nullable,
    'x-since': _since,
    'x-filters': _filters,
    description: _description,
    ...value
  } = property;
  const required = nullable !== true;
  if (property.type === 'array') return listField(document, name, value, required);
  const target = resolve(document, property);
  if (target.enum !== undefined) {
    return { name, kind: 'enum', value, required, values: target.enum, simulated: true };
  }
  if (refName(property) !== undefined) return relation(document, name, 'relation', value, required, value);
  return { name, kind: scalarKind(property), value, required, simulated: true };
}

function listField(document: ApiDocument, name: string, value: Schema, required: boolean): Shape {
  const items = value.items ?? {};
  if (refName(items) === undefined) return { name, kind: 'list', value, required, simulated: true };
  return relation(document, name, 'relations', value, required, items);
}

/** Specified: a nested type with an `id` is a relation, one without is JSON. */
function relation(
  document: ApiDocument,
  name: string,
  kind: 'relation' | 'relations',
  value: Schema,
  required: boolean,
  pointer: Schema,
): Shape {
  const nested = Object.keys(resolve(document, pointer).properties ?? {});
  const entity = (refName(pointer) ?? '').replace(/^Nested/, '');
  if (!nested.includes('id')) return { name, kind: 'json', value, required, simulated: true };
  const simulated = document['x-not-simulated']?.includes(entity) !== true;
  return { name, kind, value, required, entity, nested, simulated };
}

function scalarKind(property: Schema): FieldKind {
  if (property['x-date-time'] === true) return 'date';
  const { type } = property;
  return type === undefined || type === 'object' || type === 'array' ? 'json' : type;
}

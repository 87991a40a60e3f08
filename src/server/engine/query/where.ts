/**
 * Parses a `where` into a test on records, with the filters of the contract. The rules are those of Prisma 1, whose
 * generators produced CloudTower's filters (assumed: without additions).
 * @module
 */
import { closest } from 'fastest-levenshtein';
import { type BehaviourChoices, isChosen } from '../../../../contracts/behaviours/index.ts';
import { type Field, filterName } from '../../../../contracts/openapi/fields.ts';
import { join, message } from '../language/message.ts';
import { NO_TEXT, type Text } from '../language/text.ts';
import { NotSimulated } from '../world/not-simulated.ts';
import type { Id } from '../world/records.ts';
import { isEntityName } from '../world/tables.ts';
import type { World } from '../world/world.ts';
import type { Catalogue, Entity, Filter } from './catalogue.ts';
import { invalid } from './invalid.ts';
import { isOneOf, matches, not, type Tri } from './match.ts';
import { coerce, parseOperand, parseOperands } from './operand.ts';
import { type Row, relatedTo, valueOf } from './read.ts';

/** Tests whether a record passes. The result is unknown if NULL was compared. */
export type Test = (world: World, row: Row) => Tri;

const LOGIC = ['AND', 'OR', 'NOT'];

/** The queries that are allowed, and the behaviours for lenient parsing. */
export interface Dialect {
  readonly catalogue: Catalogue;
  readonly behaviours: BehaviourChoices;
}

/**
 * Parses a `where`. Everything passes an absent or null one. Throws InvalidQuery with the place of the error, and
 * NotSimulated for a filter by an entity that is not simulated.
 */
export function parseWhere(dialect: Dialect, entity: Entity, where: unknown, place: string): Test {
  if (where === undefined || where === null) return () => true;
  const tests = Object.entries(asObject(where, place)).map(([name, value]) =>
    LOGIC.includes(name)
      ? parseLogic(dialect, entity, name, value, `${place}.${name}`)
      : parseFilter(dialect, entity, name, value, place),
  );
  return all(tests);
}

/** Returns a copy of a JSON object. Throws InvalidQuery for any other value. */
export function asObject(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return invalid(place, message('query.object'), value);
  return { ...value };
}

function parseLogic(dialect: Dialect, entity: Entity, name: string, value: unknown, place: string): Test {
  if (value === null) return () => true;
  if (!Array.isArray(value)) return invalid(place, message('query.filters'), value);
  const ignoresEmpty = name === 'NOT' && isChosen(dialect.behaviours, 'reads.not-of-nothing', 'everything');
  const parts = ignoresEmpty ? value.filter((part: unknown) => !isEmpty(part)) : value;
  const tests = parts.map((part: unknown, index) => {
    if (part === null) return invalid(`${place}[${index}]`, message('query.object-not-null'));
    return parseWhere(dialect, entity, part, `${place}[${index}]`);
  });
  if (name === 'AND') return all(tests);
  return name === 'OR' ? any(tests) : all(tests.map(negate));
}

function parseFilter(dialect: Dialect, entity: Entity, name: string, value: unknown, place: string): Test {
  const filter = entity.filters.get(name);
  if (filter === undefined) {
    const isIgnored = isChosen(dialect.behaviours, 'where.unknown-filter', 'ignored');
    return isIgnored ? () => true : unknownFilter(entity, name, place);
  }
  const at = `${place}.${name}`;
  if (filter.field.entity !== undefined) return parseRelation(dialect, entity, filter, value, at);
  return parseScalar(dialect, entity, filter, value, at);
}

function parseScalar(
  { behaviours }: Dialect,
  entity: Entity,
  { field, operator }: Filter,
  value: unknown,
  place: string,
): Test {
  const input = isChosen(behaviours, 'where.types', 'coerced') ? coerce(field, value) : value;
  const ignoresCase = field.kind === 'string' && isChosen(behaviours, 'reads.text-case', 'insensitive');
  const fold = ignoresCase ? toLowerCase : identity;
  const read = (world: World, row: Row) => fold(valueOf(world, entity.name, row, field.name));
  if (operator === 'in' || operator === 'not_in') {
    const list = parseOperands(field, input, place);
    const operands = list && new Set(list.map(fold));
    return (world, row) => isOneOf(operator, read(world, row), operands);
  }
  const operand = fold(parseOperand(field, input, place));
  return (world, row) => matches(operator, read(world, row), operand);
}

/** Returns text in lower case, and anything else unchanged. */
function toLowerCase<T>(value: T): T | string {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function identity<T>(value: T): T {
  return value;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function parseRelation(
  dialect: Dialect,
  entity: Entity,
  filter: Filter,
  value: unknown,
  place: string,
): Test {
  const { field, operator } = filter;
  const other = field.entity;
  if (!field.simulated || !isEntityName(other)) return notSimulated(filter, value, place);
  if (value === null) return relationIsNull(entity, filter, place);
  const target = dialect.catalogue.entity(other);
  const test = memoize(parseWhere(dialect, target, value, place));
  const related = (world: World, row: Row) => relatedTo(world, entity.name, row, field.name);
  switch (operator) {
    case 'every':
      return (world, row) => related(world, row).every((one) => test(world, one) !== false);
    case 'none':
      return (world, row) => !related(world, row).some((one) => test(world, one) === true);
    default:
      return (world, row) => related(world, row).some((one) => test(world, one) === true);
  }
}

/**
 * Returns a test that remembers its results. Relations form cycles, so without it the work would multiply with every
 * level of a nested filter. A test lives for one request, during which the world does not change.
 */
function memoize(test: Test): Test {
  const results = new Map<Id, Tri>();
  return (world, row) => {
    const known = results.get(row.id);
    if (known !== undefined) return known;
    const result = test(world, row);
    results.set(row.id, result);
    return result;
  };
}

/** Throws NotSimulated for a filter by an entity that is not simulated, InvalidQuery if it is not a filter at all. */
function notSimulated({ field: { kind, entity } }: Filter, value: unknown, place: string): never {
  if (value === null && kind === 'relations') return invalid(place, message('query.no-null-relation'));
  if (value !== null) asObject(value, place);
  const subject = String(entity);
  throw new NotSimulated(subject, message('query.relation-not-simulated', { place, entity: subject }));
}

/** Prisma 1: a relation to one may be null; null for a relation to many is an error (3033). */
function relationIsNull(entity: Entity, { field }: Filter, place: string): Test {
  if (field.kind === 'relations') return invalid(place, message('query.no-null-relation'));
  return (world, row) => relatedTo(world, entity.name, row, field.name).length === 0;
}

function unknownFilter(entity: Entity, name: string, place: string): never {
  const field = entity.fields.find((one) => one.name === name);
  if (field !== undefined) return invalid(`${place}.${name}`, noSuchOperator(entity, field));
  const nearest = name.length > 200 ? undefined : closest(name, [...entity.filters.keys(), ...LOGIC]);
  const hint = nearest === undefined ? NO_TEXT : message('query.no-filter-hint', { nearest });
  const reason = message('query.no-filter', { entity: entity.name, hint });
  return invalid(`${place}.${name.slice(0, 200)}`, reason);
}

function noSuchOperator(entity: Entity, { name, operators }: Field): Text {
  const filters = operators.map((operator) => filterName(name, operator));
  return filters.length === 0
    ? message('query.no-filter-on-field', { entity: entity.name, field: name })
    : message('query.other-filters', { entity: entity.name, filters: join(filters, 'list.words') });
}

function all(tests: readonly Test[]): Test {
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only;
  return (world, row) => {
    let result: Tri = true;
    for (const test of tests) {
      const one = test(world, row);
      if (one === false) return false;
      if (one === null) result = null;
    }
    return result;
  };
}

function any(tests: readonly Test[]): Test {
  const none = all(tests.map(negate));
  return negate(none);
}

function negate(test: Test): Test {
  return (world, row) => not(test(world, row));
}

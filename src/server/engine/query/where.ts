/**
 * Parses a `where` into a test on records, with the filters of the contract. The rules are those of Prisma 1, whose
 * generators produced CloudTower's filters (assumed: without additions).
 * @module
 */
import { closest } from 'fastest-levenshtein';
import { type BehaviourChoices, isChosen } from '../../../../contracts/behaviours/index.ts';
import {
  type Field,
  filterName,
  isTextOperator,
  type Operator,
  type TextOperator,
} from '../../../../contracts/openapi/fields.ts';
import { join, message } from '../language/message.ts';
import { NO_TEXT, type Text } from '../language/text.ts';
import { NotSimulated } from '../world/not-simulated.ts';
import type { Id } from '../world/records.ts';
import { isEntityName } from '../world/tables.ts';
import type { World } from '../world/world.ts';
import type { Catalogue, Entity, Filter } from './catalogue.ts';
import {
  all,
  any,
  EVERYTHING,
  excludesNothing,
  NO_CONDITION,
  NOTHING,
  negate,
  type Test,
} from './condition.ts';
import { invalid } from './invalid.ts';
import { textFilter } from './like.ts';
import { isNull, isOneOf, matches, type Tri } from './match.ts';
import { coerce, parseOperand, parseOperands } from './operand.ts';
import { type Row, relatedTo, valueOf } from './read.ts';

/** What a list without filters says. */
const LOGIC: ReadonlyMap<string, Test> = new Map([
  ['AND', EVERYTHING],
  ['OR', NOTHING],
  ['NOT', EVERYTHING],
]);

/** The queries that are allowed, and the behaviours for lenient parsing. */
export interface Dialect {
  readonly catalogue: Catalogue;
  readonly behaviours: BehaviourChoices;
}

/**
 * Parses a `where`. An absent or null one is an empty condition. Throws InvalidQuery with the place of the error, and
 * NotSimulated for a filter by an entity that is not simulated.
 */
export function parseWhere(dialect: Dialect, entity: Entity, where: unknown, place: string): Test {
  if (where === undefined || where === null) return NO_CONDITION;
  const tests = Object.entries(asObject(where, place)).map(([name, value]) =>
    LOGIC.has(name)
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
  if (value === null) return NO_CONDITION;
  if (!Array.isArray(value)) return invalid(place, message('query.filters'), value);
  const tests = value.map((part: unknown, index) => {
    if (part === null) return invalid(`${place}[${index}]`, message('query.object-not-null'));
    return parseWhere(dialect, entity, part, `${place}[${index}]`);
  });
  const { behaviours } = dialect;
  const ofNothing = LOGIC.get(name);
  if (tests.length === 0 && ofNothing !== undefined) return ofNothing;
  if (name === 'AND') return all(tests);
  if (name === 'OR')
    return isChosen(behaviours, 'reads.empty-condition', 'left-out')
      ? any(tests)
      : any(tests.map(spelledOut));
  const isLeftOut = isChosen(behaviours, 'reads.not-of-nothing', 'everything');
  return all(
    isLeftOut ? tests.map((test) => (test === NO_CONDITION ? test : negate(test))) : tests.map(negate),
  );
}

/** Returns the test that an empty condition is when it is not left out. */
function spelledOut(test: Test): Test {
  return test === NO_CONDITION ? EVERYTHING : test;
}

function parseFilter(dialect: Dialect, entity: Entity, name: string, value: unknown, place: string): Test {
  const filter = entity.filters.get(name);
  if (filter === undefined) {
    const isIgnored = isChosen(dialect.behaviours, 'where.unknown-filter', 'ignored');
    return isIgnored ? NO_CONDITION : unknownFilter(entity, name, place);
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
  if (input === null) return testNull(field, operator, read);
  if (operator === 'in' || operator === 'not_in') {
    const operands = new Set(parseOperands(field, input, place).map(fold));
    const test: Test = operands.size === 0 ? NOTHING : (world, row) => isOneOf(read(world, row), operands);
    return operator === 'in' ? test : negate(test);
  }
  const operand = fold(parseOperand(field, input, place));
  if (isTextOperator(operator)) return parseText(behaviours, field, operator, String(operand), read, place);
  return (world, row) => matches(operator, read(world, row), operand);
}

type Read = (world: World, row: Row) => unknown;

/** Prisma 1: equality with null means IS NULL, also in `_in`. Any other comparison with null is unknown. */
function testNull({ required }: Field, operator: Operator, read: Read): Test {
  const test: Test = required ? NOTHING : (world, row) => isNull(read(world, row));
  switch (operator) {
    case '':
    case 'in':
      return test;
    case 'not':
    case 'not_in':
      return negate(test);
    default:
      return () => null;
  }
}

function parseText(
  behaviours: BehaviourChoices,
  { required }: Field,
  operator: TextOperator,
  operand: string,
  read: Read,
  place: string,
): Test {
  const isPattern = isChosen(behaviours, 'reads.wildcards', 'wildcards');
  const filter = textFilter(operator, operand, isPattern);
  if (filter === undefined) return invalid(place, message('query.escape'), operand);
  const test: Test =
    required && filter.matchesAll
      ? EVERYTHING
      : (world, row) => {
          const value = read(world, row);
          return typeof value === 'string' ? filter.matches(value) : null;
        };
  return operator.startsWith('not_') ? negate(test) : test;
}

/** Returns text in lower case, and anything else unchanged. */
function toLowerCase<T>(value: T): T | string {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function identity<T>(value: T): T {
  return value;
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
  const test = parseWhere(dialect, target, value, place);
  switch (operator) {
    case 'every':
      return negate(someRelated(entity, field, negate(test)));
    case 'none':
      return negate(someRelated(entity, field, test));
    default:
      if (field.kind === 'relation' && field.required && excludesNothing(test)) return EVERYTHING;
      return someRelated(entity, field, test);
  }
}

/** Tests whether a record passes to which a record is related. */
function someRelated(entity: Entity, { name }: Field, test: Test): Test {
  if (test === NOTHING) return NOTHING;
  const passes = memoize(test);
  return (world, row) =>
    relatedTo(world, entity.name, row, name).some((other) => passes(world, other) === true);
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
  if (field.required) return NOTHING;
  return (world, row) => relatedTo(world, entity.name, row, field.name).length === 0;
}

function unknownFilter(entity: Entity, name: string, place: string): never {
  const field = entity.fields.find((one) => one.name === name);
  if (field !== undefined) return invalid(`${place}.${name}`, noSuchOperator(entity, field));
  const nearest = name.length > 200 ? undefined : closest(name, [...entity.filters.keys(), ...LOGIC.keys()]);
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

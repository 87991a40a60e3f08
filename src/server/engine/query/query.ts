/**
 * Reads: filter, order, page and count. They follow the rules of Prisma 1 (assumed: without additions).
 * @module
 */
import { closest } from 'fastest-levenshtein';
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { join, message } from '../language/message.ts';
import { NO_TEXT } from '../language/text.ts';
import type { EntityName } from '../world/tables.ts';
import type { World } from '../world/world.ts';
import { candidateIds } from './candidates.ts';
import type { Entity, Order } from './catalogue.ts';
import type { Test } from './condition.ts';
import { invalid } from './invalid.ts';
import { compareValues, isNull } from './match.ts';
import { type Row, rowOf, valueOf } from './read.ts';
import { asObject, type Dialect, parseWhere } from './where.ts';

/** A valid read request. */
export interface Query {
  readonly entity: Entity;
  /** The `where` as it was sent, for the lookup by index. */
  readonly where: unknown;
  readonly test: Test;
  /** Undefined for the default order, which is a behaviour. */
  readonly order: Order | undefined;
  readonly first?: number;
  readonly last?: number;
  readonly skip: number;
  readonly after?: string;
  readonly before?: string;
}

const MEMBERS = ['after', 'before', 'first', 'last', 'orderBy', 'skip', 'where'];
const INT32 = 2 ** 31 - 1;
/** The largest number of entities in an answer, if the behaviour limits it. */
const PAGE_LIMIT = 1_000;

/** Parses the body of a get-X or get-X-connection request. Throws InvalidQuery with the place of the error. */
export function parseQuery(dialect: Dialect, name: EntityName, body: unknown): Query {
  const entity = dialect.catalogue.entity(name);
  const { behaviours } = dialect;
  const max = isChosen(behaviours, 'reads.page-limit', 'refused-above-1000') ? PAGE_LIMIT : INT32;
  const request = asObject(body, 'body');
  const unknown = Object.keys(request).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined)
    invalid(unknown.slice(0, 200), message('query.no-member', { members: join(MEMBERS, 'list.words') }));
  const first = parseCount(request['first'], 'first', max);
  const last = parseCount(request['last'], 'last', max);
  if (first !== undefined && last !== undefined) invalid('first, last', message('query.one-end'));
  const after = parseCursor(request['after'], 'after');
  const before = parseCursor(request['before'], 'before');
  return {
    entity,
    where: request['where'],
    test: parseWhere(dialect, entity, request['where'], 'where'),
    order: parseOrder(entity, request['orderBy']),
    skip: parseCount(request['skip'], 'skip', INT32) ?? 0,
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    ...(after !== undefined && { after }),
    ...(before !== undefined && { before }),
  };
}

/** Returns the records of the requested page, in order. */
export function runQuery(world: World, query: Query): Row[] {
  const rows = matching(world, query);
  const compare = comparator(world, query);
  const isSorted = query.order === undefined && isChosen(world.behaviours, 'reads.default-order', 'id');
  if (!isSorted) rows.sort(compare);
  const limit = isChosen(world.behaviours, 'reads.page-limit', 'none') ? INT32 : PAGE_LIMIT;
  return page(cutAtCursors(world, query, rows, compare), query, limit);
}

/** Returns every record that passes `where`, ascending by id. */
export function matching(
  world: World,
  { entity, where, test }: Pick<Query, 'entity' | 'where' | 'test'>,
): Row[] {
  // The indexes are case-sensitive.
  const isExact = isChosen(world.behaviours, 'reads.text-case', 'sensitive');
  const ids = (isExact ? candidateIds(world, entity.name, where) : undefined) ?? world.ids(entity.name);
  const rows: Row[] = [];
  for (const id of ids) {
    const row = rowOf(world, entity.name, id);
    if (row !== undefined && test(world, row) === true) rows.push(row);
  }
  return rows;
}

function parseCount(value: unknown, place: string, max: number): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value;
  return invalid(place, message('query.count', { most: max }), value);
}

function parseCursor(value: unknown, place: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : invalid(place, message('query.cursor'), value);
}

function parseOrder(entity: Entity, value: unknown): Order | undefined {
  if (value === undefined || value === null) return undefined;
  const order = typeof value === 'string' ? entity.orders.get(value) : undefined;
  if (order !== undefined) return order;
  const isShort = typeof value === 'string' && value.length <= 200;
  const nearest = isShort ? closest(value, [...entity.orders.keys()]) : undefined;
  const hint = nearest === undefined ? NO_TEXT : message('query.order-hint', { nearest });
  return invalid('orderBy', message('query.order', { entity: entity.name, hint }), value);
}

/**
 * Returns the order of a query. NULL is the greatest value, as in PostgreSQL. Ties are ordered by id, ascending in both
 * directions.
 */
function comparator(world: World, { entity, order }: Query): (a: Row, b: Row) => number {
  if (order === undefined) {
    const forward = isChosen(world.behaviours, 'reads.default-order', 'id') ? 1 : -1;
    return (a, b) => forward * compareValues(a.id, b.id);
  }
  const { name } = order.field;
  const direction = order.descending ? -1 : 1;
  return (a, b) => {
    const left = valueOf(world, entity.name, a, name);
    const right = valueOf(world, entity.name, b, name);
    return direction * compareNullable(left, right) || compareValues(a.id, b.id);
  };
}

function compareNullable(a: unknown, b: unknown): number {
  if (isNull(a) || isNull(b)) return Number(isNull(a)) - Number(isNull(b));
  return compareValues(a, b);
}

/**
 * Cuts rows at the cursors. The record of a cursor need not pass the filter. The effects of an unknown cursor and of
 * NULL in the ordering field are behaviours.
 */
function cutAtCursors(world: World, query: Query, rows: Row[], compare: (a: Row, b: Row) => number): Row[] {
  const isComparable = comparability(world, query);
  const cut = (place: 'after' | 'before', side: number, uncut: Row[]): Row[] => {
    const { [place]: id } = query;
    if (id === undefined) return uncut;
    const cursor = rowOf(world, query.entity.name, id);
    if (cursor === undefined) return rowsAtUnknownCursor(world, place, id, uncut);
    if (!isComparable(cursor)) return [];
    return uncut.filter((row) => isComparable(row) && compare(row, cursor) * side > 0);
  };
  return cut('before', -1, cut('after', 1, rows));
}

/** Returns a test whether a row comes before or after others. In three-valued logic, NULL does neither. */
function comparability(world: World, { entity, order }: Query): (row: Row) => boolean {
  if (order === undefined || isChosen(world.behaviours, 'reads.null-at-cursor', 'greatest'))
    return () => true;
  const { name } = order.field;
  return (row) => !isNull(valueOf(world, entity.name, row, name));
}

function rowsAtUnknownCursor({ behaviours }: World, place: string, cursor: string, rows: Row[]): Row[] {
  if (isChosen(behaviours, 'reads.unknown-cursor', 'refused'))
    return invalid(place, message('query.known-id'), cursor);
  return isChosen(behaviours, 'reads.unknown-cursor', 'ignored') ? rows : [];
}

/** Returns a page of rows. `skip` counts from the start, or with `last` from the end. */
function page(rows: readonly Row[], { first = INT32, last, skip }: Query, limit: number): Row[] {
  if (last === undefined) return rows.slice(skip, skip + Math.min(first, limit));
  const end = Math.max(0, rows.length - skip);
  return rows.slice(Math.max(0, end - Math.min(last, limit)), end);
}

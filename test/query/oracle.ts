/**
 * A slow, obvious reference of the query language, written from its rules alone: it looks at the JSON that
 * reads answer, knows a filter by the end of its name, and shares no code with the engine.
 * @module
 */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Entity = { [name: string]: Json; id: string };
/** Every entity of the world as JSON, by the name of its kind. */
export type Everything = Readonly<Record<string, readonly Entity[]>>;
export type Where = { readonly [name: string]: unknown };

export interface Page {
  readonly where?: Where;
  readonly orderBy?: string;
  readonly first?: number;
  readonly last?: number;
  readonly skip?: number;
  readonly after?: string;
  readonly before?: string;
}

/** `silent` is what an empty condition says: it counts only where nothing else is said, and then as yes. */
type Truth = 'yes' | 'no' | 'unknown' | 'silent';

/** Which kind of entity each relation leads to. */
const LEADS_TO: Readonly<Record<string, string>> = {
  cluster: 'Cluster',
  host: 'Host',
  hosts: 'Host',
  labels: 'Label',
  user: 'User',
  vm_placement_group: 'VmPlacementGroup',
  vms: 'Vm',
};

const ENDINGS = [
  'not_starts_with',
  'not_ends_with',
  'not_contains',
  'starts_with',
  'ends_with',
  'contains',
  'not_in',
  'every',
  'some',
  'none',
  'not',
  'lte',
  'gte',
  'in',
  'lt',
  'gt',
];

/** The ids that a read must answer, in order. */
export function oracle(all: Everything, kind: string, page: Page): string[] {
  const table = [...(all[kind] ?? [])].toSorted((a, b) => order(a.id, b.id));
  const compareRows = comparison(page.orderBy ?? 'id_ASC');
  const field = (page.orderBy ?? 'id_ASC').replace(/_(ASC|DESC)$/, '');
  let rows = table
    .filter((one) => ['yes', 'silent'].includes(holds(all, one, page.where ?? {})))
    .toSorted(compareRows);
  if (page.after !== undefined) {
    const cursor = table.find(({ id }) => id === page.after);
    rows = rows.filter((row) => areComparable(row, cursor, field) && compareRows(row, cursor) > 0);
  }
  if (page.before !== undefined) {
    const cursor = table.find(({ id }) => id === page.before);
    rows = rows.filter((row) => areComparable(row, cursor, field) && compareRows(row, cursor) < 0);
  }
  return cut(rows, page).map(({ id }) => id);
}

/** SQL does not know whether NULL, or the row of an unknown cursor, comes before or after something. */
function areComparable(row: Entity, cursor: Entity | undefined, field: string): cursor is Entity {
  return (row[field] ?? null) !== null && (cursor?.[field] ?? null) !== null;
}

function cut(rows: Entity[], { first, last, skip = 0 }: Page): Entity[] {
  if (last === undefined)
    return rows.filter((_, i) => i >= skip && (first === undefined || i < skip + first));
  const backwards = rows.toReversed();
  return backwards.filter((_, i) => i >= skip && i < skip + last).toReversed();
}

function comparison(orderBy: string): (a: Entity, b: Entity) => number {
  const field = orderBy.replace(/_(ASC|DESC)$/, '');
  const up = orderBy.endsWith('_ASC');
  return (a, b) => {
    const [x, y] = [a[field] ?? null, b[field] ?? null];
    const byField = x === null || y === null ? Number(x === null) - Number(y === null) : order(x, y);
    return (up ? byField : -byField) || order(a.id, b.id);
  };
}

function order(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const [x, y] = [
    typeof a === 'string' ? a : JSON.stringify(a),
    typeof b === 'string' ? b : JSON.stringify(b),
  ];
  return x < y ? -1 : x > y ? 1 : 0;
}

function holds(all: Everything, one: Entity, where: Where): Truth {
  return and(Object.entries(where).map(([name, operand]) => holdsOne(all, one, name, operand)));
}

function holdsOne(all: Everything, one: Entity, name: string, operand: unknown): Truth {
  const parts = Array.isArray(operand) ? operand : [];
  if (operand === null && ['AND', 'OR', 'NOT'].includes(name)) return 'silent';
  const verdicts = parts.map((part) => holds(all, one, part));
  if (name === 'AND') return verdicts.length === 0 ? 'yes' : and(verdicts);
  if (name === 'OR') return verdicts.length === 0 ? 'no' : or(verdicts);
  if (name === 'NOT') return verdicts.length === 0 ? 'yes' : and(verdicts.map(negate));
  const ending = name in one ? undefined : ENDINGS.find((candidate) => name.endsWith(`_${candidate}`));
  const field = ending === undefined ? name : name.slice(0, -ending.length - 1);
  if (field in LEADS_TO) return holdsRelation(all, one, field, ending, operand);
  return compare(asJson(instants(one[field] ?? null)), ending, instants(operand));
}

function holdsRelation(
  all: Everything,
  one: Entity,
  field: string,
  ending: string | undefined,
  operand: unknown,
): Truth {
  const value = one[field];
  const ids = [value]
    .flat()
    .flatMap((nested) =>
      nested !== null && typeof nested === 'object' && 'id' in nested ? [nested['id']] : [],
    );
  const others = (all[LEADS_TO[field] ?? ''] ?? []).filter(({ id }) => ids.includes(id));
  if (operand === null) return others.length === 0 ? 'yes' : 'no';
  const verdicts = others.map((other) => holds(all, other, Object(operand)));
  const someHolds = verdicts.includes('yes') || verdicts.includes('silent');
  if (ending === 'every') return verdicts.includes('no') ? 'no' : 'yes';
  return truth(ending === 'none' ? !someHolds : someHolds);
}

function compare(value: Json, ending: string | undefined, operand: unknown): Truth {
  if (operand === null) {
    if (ending === undefined || ending === 'in') return truth(value === null);
    return ending === 'not' || ending === 'not_in' ? truth(value !== null) : 'unknown';
  }
  if (Array.isArray(operand) && operand.length === 0) return truth(ending === 'not_in');
  if (value === null) return 'unknown';
  const text = typeof value === 'string' ? value : '';
  const other = typeof operand === 'string' ? operand : '';
  switch (ending) {
    case undefined:
      return truth(value === operand);
    case 'not':
      return truth(value !== operand);
    case 'in':
      return truth(Array.isArray(operand) && operand.includes(value));
    case 'not_in':
      return truth(!(Array.isArray(operand) && operand.includes(value)));
    case 'contains':
      return truth(isLike(text, `%${other}%`));
    case 'not_contains':
      return truth(!isLike(text, `%${other}%`));
    case 'starts_with':
      return truth(isLike(text, `${other}%`));
    case 'not_starts_with':
      return truth(!isLike(text, `${other}%`));
    case 'ends_with':
      return truth(isLike(text, `%${other}`));
    case 'not_ends_with':
      return truth(!isLike(text, `%${other}`));
    default:
      return compareOrder(order(value, asJson(operand)), ending);
  }
}

/** LIKE with the escape character !, as a regular expression. */
function isLike(text: string, pattern: string): boolean {
  const parts = (pattern.match(/!?./gsu) ?? []).map((part) => {
    if (part === '_') return '.';
    if (part === '%') return '.*';
    const character = part.length > 1 && part.startsWith('!') ? part.slice(1) : part;
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
  return new RegExp(`^${parts.join('')}$`, 'su').test(text);
}

/** Instants as ms, however they are written, in UTC where no zone is written; everything else as it is. */
function instants(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(instants);
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d(T|$)/.test(value)) return value;
  return Date.parse(/T.*(Z|[+-]\d\d:\d\d)$|^[^T]*$/.test(value) ? value : `${value}Z`);
}

function compareOrder(sign: number, ending: string): Truth {
  if (ending === 'lt') return truth(sign < 0);
  if (ending === 'lte') return truth(sign <= 0);
  return truth(ending === 'gt' ? sign > 0 : sign >= 0);
}

function asJson(value: unknown): Json {
  const json: Json = JSON.parse(JSON.stringify(value));
  return json;
}

function truth(value: boolean): Truth {
  return value ? 'yes' : 'no';
}

function negate(value: Truth): Truth {
  return value === 'unknown' ? 'unknown' : truth(value === 'no');
}

function and(values: readonly Truth[]): Truth {
  if (values.every((value) => value === 'silent')) return 'silent';
  if (values.includes('no')) return 'no';
  return values.includes('unknown') ? 'unknown' : 'yes';
}

function or(values: readonly Truth[]): Truth {
  if (values.every((value) => value === 'silent')) return 'silent';
  if (values.includes('yes')) return 'yes';
  return values.includes('unknown') ? 'unknown' : 'no';
}

/**
 * Checking the value a filter compares with against the field's type.
 * @module
 */
import type { Field } from '../../../../contracts/openapi/fields.ts';
import { join, message } from '../language/message.ts';
import { parseIso, toIso } from '../time/iso.ts';
import { invalid } from './invalid.ts';

/** What a scalar filter compares with. */
export type Operand = string | number | boolean | null;

const LIMITS: Readonly<Record<string, number>> = { int32: 2 ** 31 - 1, int64: 2 ** 63 };

/** The value, or throws InvalidQuery naming the place and the type it must have. */
export function parseOperand(field: Field, value: unknown, place: string): Operand {
  if (value === null) return null;
  switch (field.kind) {
    case 'date':
      return parseDate(value, place);
    case 'string':
      return typeof value === 'string' ? value : invalid(place, message('query.string'), value);
    case 'boolean':
      return typeof value === 'boolean' ? value : invalid(place, message('query.boolean'), value);
    case 'integer':
    case 'number':
      return parseNumber(field, value, place);
    case 'enum':
      if (typeof value === 'string' && field.values?.includes(value) === true) return value;
      return invalid(
        place,
        message('query.one-of', { values: join(field.values ?? [], 'list.words') }),
        value,
      );
    case 'relation':
    case 'relations':
    case 'json':
    case 'list':
      return invalid(place, message('query.no-filter-of-kind', { field: field.name }));
  }
}

/** The values of an `_in` filter. */
export function parseOperands(field: Field, value: unknown, place: string): Operand[] | null {
  if (value === null) return null;
  if (!Array.isArray(value)) return invalid(place, message('query.array'), value);
  return value.map((item: unknown, index) => {
    if (item === null) return invalid(`${place}[${index}]`, message('query.value-not-null'));
    return parseOperand(field, item, `${place}[${index}]`);
  });
}

/** A value that is written as text as the number or boolean that the field has; anything else as it is. */
export function coerce(field: Field, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => coerce(field, item));
  if (typeof value !== 'string') return value;
  if (field.kind === 'boolean' && /^(true|false)$/.test(value)) return value === 'true';
  const isNumber = (field.kind === 'integer' || field.kind === 'number') && /^-?\d+(\.\d+)?$/.test(value);
  return isNumber ? Number(value) : value;
}

/** An instant, written as entities have them: so that texts compare as instants do. */
function parseDate(value: unknown, place: string): string {
  const at = typeof value === 'string' && /^\d{4}-\d{2}/.test(value) ? parseIso(value) : Number.NaN;
  return Number.isNaN(at) ? invalid(place, message('query.date'), value) : toIso(at);
}

function parseNumber(field: Field, value: unknown, place: string): number {
  const isWhole = field.kind === 'integer';
  if (typeof value !== 'number' || (isWhole && !Number.isInteger(value)))
    return invalid(place, message(isWhole ? 'query.integer' : 'query.number'), value);
  const { format = '' } = field.value;
  const limit = LIMITS[format] ?? Number.MAX_VALUE;
  if (value > limit || value < -limit - 1)
    return invalid(place, message('query.number-within', { format }), value);
  return value;
}

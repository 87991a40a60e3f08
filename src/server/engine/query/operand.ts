/**
 * Checks the operand of a filter against the type of its field.
 * @module
 */
import type { Field } from '../../../../contracts/openapi/fields.ts';
import { join, message } from '../language/message.ts';
import { parseIso, toIso } from '../time/iso.ts';
import { invalid } from './invalid.ts';

/** The value that a scalar filter compares with. NULL is not compared with. */
export type Operand = string | number | boolean;

const LIMITS: Readonly<Record<string, number>> = { int32: 2 ** 31 - 1, int64: 2 ** 63 };

/** Returns the operand of a filter. Throws InvalidQuery with the place and the expected type if the type is wrong. */
export function parseOperand(field: Field, value: unknown, place: string): Operand {
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

/** Returns the operands of an `_in` or `_not_in` filter. Throws InvalidQuery if one of them has the wrong type. */
export function parseOperands(field: Field, value: unknown, place: string): Operand[] {
  if (!Array.isArray(value)) return invalid(place, message('query.array'), value);
  return value.map((item: unknown, index) => {
    if (item === null) return invalid(`${place}[${index}]`, message('query.value-not-null'));
    return parseOperand(field, item, `${place}[${index}]`);
  });
}

/** Converts text to the number or boolean that the field expects. Returns anything else unchanged. */
export function coerce(field: Field, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => coerce(field, item));
  if (typeof value !== 'string') return value;
  if (field.kind === 'boolean' && /^(true|false)$/.test(value)) return value === 'true';
  const isNumber = (field.kind === 'integer' || field.kind === 'number') && /^-?\d+(\.\d+)?$/.test(value);
  return isNumber ? Number(value) : value;
}

/** Returns an instant in the format of entities, so that it can be compared as text. */
function parseDate(value: unknown, place: string): string {
  const at = typeof value === 'string' ? parseIso(value) : Number.NaN;
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

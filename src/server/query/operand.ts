/**
 * Checking the value a filter compares with against the field's type.
 * @module
 */
import type { Field } from '../../../contracts/openapi/fields.ts';
import { invalid } from './invalid.ts';

/** What a scalar filter compares with. */
export type Operand = string | number | boolean | null;

const LIMITS: Readonly<Record<string, number>> = { int32: 2 ** 31 - 1, int64: 2 ** 63 };

/** The value, or throws InvalidQuery naming the place and the type it must have. */
export function parseOperand(field: Field, value: unknown, place: string): Operand {
  if (value === null) return null;
  switch (field.kind) {
    case 'string':
    case 'date':
      return typeof value === 'string' ? value : invalid(place, 'expected a string or null', value);
    case 'boolean':
      return typeof value === 'boolean' ? value : invalid(place, 'expected true, false or null', value);
    case 'integer':
    case 'number':
      return parseNumber(field, value, place);
    case 'enum':
      if (typeof value === 'string' && field.values?.includes(value) === true) return value;
      return invalid(place, `expected one of ${field.values?.join(', ')}, or null`, value);
    case 'relation':
    case 'relations':
    case 'json':
    case 'list':
      return invalid(place, `${field.name} has no filter of this kind`);
  }
}

/** The values of an `_in` filter. */
export function parseOperands(field: Field, value: unknown, place: string): Operand[] | null {
  if (value === null) return null;
  if (!Array.isArray(value)) return invalid(place, 'expected an array or null', value);
  return value.map((item: unknown, index) => {
    if (item === null) return invalid(`${place}[${index}]`, 'expected a value, not null');
    return parseOperand(field, item, `${place}[${index}]`);
  });
}

function parseNumber(field: Field, value: unknown, place: string): number {
  const isWhole = field.kind === 'integer';
  const expected = isWhole ? 'expected an integer or null' : 'expected a number or null';
  if (typeof value !== 'number' || (isWhole && !Number.isInteger(value)))
    return invalid(place, expected, value);
  const limit = LIMITS[field.value.format ?? ''] ?? Number.MAX_VALUE;
  if (Math.abs(value) > limit) return invalid(place, `expected a number within ${field.value.format}`, value);
  return value;
}

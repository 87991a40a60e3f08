/**
 * Compares single values as SQL does: a comparison with NULL is neither true nor false.
 * @module
 */
import type { Operator } from '../../../../contracts/openapi/fields.ts';
import type { Operand } from './operand.ts';

/** True, false, or unknown (null). */
export type Tri = boolean | null;

/** Negates in three-valued logic: the negation of unknown is unknown. */
export function not(value: Tri): Tri {
  return value === null ? null : !value;
}

/** Whether `value operator operand` holds. For lists of operands, see `isOneOf`; for parts of text, like.ts. */
export function matches(operator: Operator, value: unknown, operand: Operand): Tri {
  if (isNull(value)) return null;
  switch (operator) {
    case '':
      return value === operand;
    case 'not':
      return value !== operand;
    case 'lt':
      return compareValues(value, operand) < 0;
    case 'lte':
      return compareValues(value, operand) <= 0;
    case 'gt':
      return compareValues(value, operand) > 0;
    case 'gte':
      return compareValues(value, operand) >= 0;
    default:
      throw new Error(`${operator} does not compare with one value.`);
  }
}

/** Whether `value` is one of the operands. */
export function isOneOf(value: unknown, operands: ReadonlySet<unknown>): Tri {
  return isNull(value) ? null : operands.has(value);
}

/**
 * Returns a negative number, 0 or a positive number. Compares numbers by value, everything else as text by code unit.
 */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const left = typeof a === 'string' ? a : JSON.stringify(a);
  const right = typeof b === 'string' ? b : JSON.stringify(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

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

/** Whether `value operator operand` holds. For `in` and `not_in`, see `isOneOf`. */
export function matches(operator: Operator, value: unknown, operand: Operand): Tri {
  if (operator === '') return operand === null ? isNull(value) : equals(value, operand);
  if (operator === 'not') return operand === null ? !isNull(value) : not(equals(value, operand));
  if (operand === null || isNull(value)) return null;
  if (typeof value === 'string' && typeof operand === 'string') return textMatches(operator, value, operand);
  return inOrder(operator, compareValues(value, operand));
}

/**
 * Whether `value` is, or is not, one of the operands. Documented for Prisma 1: null means IS (NOT) NULL, an empty list
 * matches none (all).
 */
export function isOneOf(
  operator: 'in' | 'not_in',
  value: unknown,
  operands: ReadonlySet<Operand> | null,
): Tri {
  if (operands === null) return operator === 'in' ? isNull(value) : !isNull(value);
  if (operands.size === 0) return operator === 'not_in';
  if (!isOperand(value) || value === null) return null;
  return operands.has(value) === (operator === 'in');
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

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

function isOperand(value: unknown): value is Operand {
  return (
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  );
}

function equals(value: unknown, operand: Operand): Tri {
  return isNull(value) ? null : value === operand;
}

function textMatches(operator: Operator, value: string, operand: string): Tri {
  switch (operator) {
    case 'contains':
      return value.includes(operand);
    case 'not_contains':
      return !value.includes(operand);
    case 'starts_with':
      return value.startsWith(operand);
    case 'not_starts_with':
      return !value.startsWith(operand);
    case 'ends_with':
      return value.endsWith(operand);
    case 'not_ends_with':
      return !value.endsWith(operand);
    default:
      return inOrder(operator, compareValues(value, operand));
  }
}

function inOrder(operator: Operator, order: number): Tri {
  switch (operator) {
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    default:
      throw new Error(`${operator} does not compare values.`);
  }
}

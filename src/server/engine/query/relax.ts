/**
 * Relaxes a `where`: it then also matches records that could pass later, when some of their fields have changed.
 * @module
 */
import type { Entity } from './catalogue.ts';

/** A filter that every record passes, and one that none passes. Both are the same in every dialect. */
const ANY = { id_not_in: [] };
const NONE = { id_in: [] };

/**
 * Returns a valid `where` with its conditions on the fields `changing` taken as possible, whatever the fields are now.
 * What matches it could match `where` later; what does not match it never will. A condition under NOT is possible if
 * it can be false.
 */
export function relax(
  entity: Entity,
  where: unknown,
  changing: readonly string[],
  isNegated = false,
): unknown {
  if (typeof where !== 'object' || where === null) return where;
  const conditions = Object.entries(where);
  // Empty filters have rules of their own.
  if (conditions.length === 0) return where;
  return {
    AND: conditions.map(([name, value]) => {
      const field = entity.filters.get(name)?.field.name;
      if (field !== undefined && changing.includes(field)) return isNegated ? NONE : ANY;
      if (!Array.isArray(value) || !['AND', 'OR', 'NOT'].includes(name)) return { [name]: value };
      const isInverted = name === 'NOT' ? !isNegated : isNegated;
      return { [name]: value.map((part: unknown) => relax(entity, part, changing, isInverted)) };
    }),
  };
}

/**
 * How much a test does: little on every `npm test`, much on `npm run test:deep`.
 * @module
 */

/** Whether this is a deep run. */
export const isDeep: boolean = process.env['TEST_DEPTH'] === 'deep';

/** Returns the first, the last and every nth of them; all of them in a deep run. */
export function sample<T>(all: readonly T[], nth: number): readonly T[] {
  return all.filter((_, index) => isDeep || index % nth === 0 || index === all.length - 1);
}

/** Returns how many runs a property test makes: `fast` by default, `deep` in a deep run. */
export function runs(fast: number, deep: number): number {
  return isDeep ? deep : fast;
}

/**
 * Caches a result for each object.
 * @module
 */

/** Returns a function that calls `make` once for each object and keeps the result for the lifetime of the object. */
export function oncePer<Source extends object, Result>(
  make: (source: Source) => Result,
): (source: Source) => Result {
  const results = new WeakMap<Source, { readonly result: Result }>();
  return (source) => {
    const known = results.get(source) ?? { result: make(source) };
    results.set(source, known);
    return known.result;
  };
}

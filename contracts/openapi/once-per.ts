/**
 * Results that are made once for each object they follow from.
 * @module
 */

/** Returns a function that calls `make` once for each object and keeps the result as long as the object lives. */
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

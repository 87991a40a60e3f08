/**
 * Requests that no operation answers: a wrong method, a path of CloudTower that is not simulated, a misspelt
 * or unknown one.
 * @module
 */
import { closest, distance } from 'fastest-levenshtein';
import type { ApiDocument } from '../../../contracts/openapi/schema.ts';
import { BadRequest } from './errors.ts';
import type { Route } from './routes.ts';

/** More letters than this between two paths, and one is not a misspelling of the other. */
const CLOSE = 6;
const PATH_LIMIT = 200;

/** What to say of a request that no route takes. `path` is without the base path, undefined if it is outside of it. */
export function explainUnknown(
  document: ApiDocument,
  routes: readonly Route[],
  basePath: string,
  method: string,
  path: string | undefined,
): BadRequest {
  if (path === undefined) return new BadRequest(404, `There is nothing here. The API is under ${basePath}.`);
  const allowed = routes.filter((route) => route.path === path).map((route) => route.method);
  if (allowed.length > 0) return new BadRequest(405, `${path} takes ${allowed.join(', ')}, not ${method}.`);
  const others = document['x-not-simulated-paths'] ?? [];
  if (others.includes(path)) {
    return new BadRequest(501, `CloudTower has ${path}, but cloudtower-fake does not simulate it.`);
  }
  return new BadRequest(404, `There is no ${path.slice(0, PATH_LIMIT)}.${hint(routes, others, path)}`);
}

function hint(routes: readonly Route[], others: readonly string[], path: string): string {
  if (path.length > PATH_LIMIT) return '';
  const nearest = closest(path, [...routes.map((route) => route.path), ...others]);
  if (distance(path, nearest) > CLOSE) return '';
  const isSpelling = path.replaceAll('maintenance', 'maintance') === nearest;
  return isSpelling ? ` CloudTower spells it ${nearest}.` : ` Did you mean ${nearest}?`;
}

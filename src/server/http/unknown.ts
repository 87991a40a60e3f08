/**
 * Requests that no operation answers: a wrong method, a path of CloudTower that is not simulated, a misspelt
 * or unknown one.
 * @module
 */
import { closest, distance } from 'fastest-levenshtein';
import type { ApiDocument } from '../../../contracts/openapi/schema.ts';
import { BadRequest } from './errors.ts';
import type { Route } from './routes.ts';

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
  if (allowed.length > 0) {
    return new BadRequest(405, `${path} takes ${allowed.join(', ')}, not ${method}.`, {
      allow: allowed.join(', '),
    });
  }
  const others = document['x-not-simulated-paths'] ?? [];
  if (others.includes(path)) {
    return new BadRequest(501, `CloudTower has ${path}, but cloudtower-fake does not simulate it.`);
  }
  const known = [...routes.map((route) => route.path), ...others];
  return new BadRequest(404, `There is no ${path.slice(0, PATH_LIMIT)}.${hint(known, path)}`);
}

function hint(known: readonly string[], path: string): string {
  if (path.length > PATH_LIMIT) return '';
  const spelling = known.find((one) => spelt(one) === spelt(path));
  if (spelling !== undefined) return ` CloudTower spells it ${spelling}.`;
  const nearest = closest(path, [...known]);
  if (distance(path, nearest) <= Math.min(2, path.length / 4)) return ` Did you mean ${nearest}?`;
  const longer = known.find((one) => spelt(one).startsWith(`${spelt(path)}-`));
  if (longer !== undefined) return ` Did you mean ${longer}?`;
  // Further than a quarter of its letters away, and one is not a slip of the other.
  return distance(path, nearest) <= path.length / 4 ? ` Did you mean ${nearest}?` : '';
}

/** CloudTower spells maintenance in two ways. */
function spelt(path: string): string {
  return path.replaceAll('maintenance', 'maintance');
}

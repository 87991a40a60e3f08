/**
 * Requests that no operation answers: a wrong method, a path of CloudTower that is not simulated, a misspelt
 * or unknown one.
 * @module
 */
import { closest, distance } from 'fastest-levenshtein';
import type { ApiDocument } from '../../../contracts/openapi/schema.ts';
import { message } from '../engine/language/message.ts';
import { NO_TEXT, type Text } from '../engine/language/text.ts';
import { BadRequest } from '../http/bad-request.ts';
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
  if (path === undefined) return new BadRequest(404, message('request.nothing-here', { path: basePath }));
  const methods = routes.filter((route) => route.path === path).map((route) => route.method);
  if (methods.length > 0) {
    const allow = methods.join(', ');
    const error = message('request.wrong-method', { path, allowed: allow, method });
    return new BadRequest(405, error, { allow });
  }
  const others = document['x-not-simulated-paths'] ?? [];
  if (others.includes(path)) return new BadRequest(501, message('request.not-simulated', { path }));
  const known = [...routes.map((route) => route.path), ...others];
  const values = { path: path.slice(0, PATH_LIMIT), hint: hint(known, path) };
  return new BadRequest(404, message('request.no-path', values));
}

function hint(known: readonly string[], path: string): Text {
  if (path.length > PATH_LIMIT) return NO_TEXT;
  const spelling = known.find((one) => spelt(one) === spelt(path));
  if (spelling !== undefined) return message('request.spelling', { path: spelling });
  const nearest = closest(path, [...known]);
  if (distance(path, nearest) <= Math.min(2, path.length / 4)) return didYouMean(nearest);
  const longer = known.find((one) => spelt(one).startsWith(`${spelt(path)}-`));
  if (longer !== undefined) return didYouMean(longer);
  // Further than a quarter of its letters away, and one is not a slip of the other.
  return distance(path, nearest) <= path.length / 4 ? didYouMean(nearest) : NO_TEXT;
}

function didYouMean(path: string): Text {
  return message('request.did-you-mean', { path });
}

/** CloudTower spells maintenance in two ways. */
function spelt(path: string): string {
  return path.replaceAll('maintenance', 'maintance');
}

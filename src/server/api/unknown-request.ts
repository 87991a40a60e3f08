/**
 * The errors for requests that no operation answers: a wrong method, an operation that is not simulated, a misspelt
 * or unknown path.
 * @module
 */
import { closest, distance } from 'fastest-levenshtein';
import type { ApiDocument } from '../../../contracts/openapi/schema.ts';
import { message } from '../engine/language/message.ts';
import { NO_TEXT, type Text } from '../engine/language/text.ts';
import type { ClientError } from '../engine/world/client-error.ts';
import { NotSimulated } from '../engine/world/not-simulated.ts';
import { BadRequest } from '../http/bad-request.ts';
import type { Route } from './routes.ts';

/** Messages cut longer paths. */
const PATH_LIMIT = 200;

/** There is no such path. */
export class UnknownPath extends BadRequest {
  constructor(text: Text) {
    super(404, text);
  }
}

/** Returns the error for a request without a route. `path` lacks the base path; it is undefined outside of it. */
export function unknownRequest(
  document: ApiDocument,
  routes: readonly Route[],
  basePath: string,
  method: string,
  path: string | undefined,
): ClientError {
  if (path === undefined) return new UnknownPath(message('request.nothing-here', { path: basePath }));
  const methods = routes.filter((route) => route.path === path).map((route) => route.method);
  if (methods.length > 0) {
    const allow = methods.join(', ');
    const error = message('request.wrong-method', { path, allowed: allow, method });
    return new BadRequest(405, error, { allow });
  }
  const { 'x-not-simulated-paths': others = {}, 'x-later-paths': later = {} } = document;
  if (Object.hasOwn(others, path)) return new NotSimulated(path, message('request.not-simulated', { path }));
  const since = Object.hasOwn(later, path) ? later[path] : undefined;
  if (since !== undefined) {
    const { version } = document.info;
    return new UnknownPath(message('request.later-path', { path, since, version }));
  }
  const known = [...routes.map((route) => route.path), ...Object.keys(others)];
  const values = { path: path.slice(0, PATH_LIMIT), hint: hint(known, path) };
  return new UnknownPath(message('request.no-path', values));
}

function hint(known: readonly string[], path: string): Text {
  if (path.length > PATH_LIMIT) return NO_TEXT;
  const spelling = known.find((one) => normalSpelling(one) === normalSpelling(path));
  if (spelling !== undefined) return message('request.spelling', { path: spelling });
  const nearest = closest(path, [...known]);
  if (distance(path, nearest) <= Math.min(2, path.length / 4)) return didYouMean(nearest);
  const longer = known.find((one) => normalSpelling(one).startsWith(`${normalSpelling(path)}-`));
  if (longer !== undefined) return didYouMean(longer);
  // If more than a quarter of the letters differ, it is not a typing error.
  return distance(path, nearest) <= path.length / 4 ? didYouMean(nearest) : NO_TEXT;
}

function didYouMean(path: string): Text {
  return message('request.did-you-mean', { path });
}

/** Removes a difference in spelling: CloudTower's paths have both `maintenance` and `maintance`. */
function normalSpelling(path: string): string {
  return path.replaceAll('maintenance', 'maintance');
}

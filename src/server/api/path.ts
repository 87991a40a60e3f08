/**
 * Which world a request is for, by its URL: `/v2/api` is that of the world `default`, `/w/NAME/v2/api` that of
 * the world NAME.
 * @module
 */
import { DEFAULT_WORLD } from '../worlds/worlds.ts';

export interface WorldPath {
  readonly world: string;
  /** The path without the world's own prefix. */
  readonly path: string;
}

const PREFIX = '/w/';

/** The path of a request, with slashes in a row as one: a client whose base URL ends in a slash asks for `/v2/api//login`. */
export function pathOf({ url }: Request): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  if (start < 0) return '/';
  const end = url.search(/[?#]/);
  const path = url.slice(start, end < 0 ? undefined : end);
  return path.includes('//') ? path.replaceAll(/\/{2,}/g, '/') : path;
}

/** Where a path leads. */
export function splitWorld(path: string): WorldPath {
  if (!path.startsWith(PREFIX)) return { world: DEFAULT_WORLD, path };
  const end = path.indexOf('/', PREFIX.length);
  const world = path.slice(PREFIX.length, end < 0 ? undefined : end);
  return { world, path: end < 0 ? '/' : path.slice(end) };
}

/**
 * The fake as one function from a request to its answer. The URL says which world a request is for, and which
 * API: `/v2/api` belongs to the world `default`, `/w/NAME/v2/api` to the world NAME; the control API is below
 * its own base path in each.
 * @module
 */
import type { Api } from './api/app.ts';
import { answerLanguage } from './api/language.ts';
import type { ControlApp } from './control/app.ts';
import { message } from './engine/language/message.ts';
import type { Language } from './engine/language/text.ts';
import { BadRequest } from './http/bad-request.ts';
import type { Simulation } from './worlds/simulation.ts';
import { DEFAULT_WORLD, type Worlds } from './worlds/worlds.ts';

export interface AppOptions {
  readonly worlds: Worlds;
  readonly api: Api;
  /** The control API; absent when it is switched off. */
  readonly control?: ControlApp;
}

/** It knows no sockets: `fetch` rejects with ConnectionReset when a fault wants one reset. */
export interface App {
  readonly fetch: (request: Request) => Promise<Response>;
  /** The answer to something that is no HTTP request. */
  readonly unreadable: (status: 400 | 408 | 431, language: Language) => Response;
}

export function createApp({ worlds, api, control }: AppOptions): App {
  return {
    async fetch(request) {
      const { world, path } = splitWorld(pathOf(request));
      let simulation: Simulation;
      try {
        simulation = worlds.get(world);
      } catch (error) {
        const { method, headers } = request;
        return api.refuse({ method, path, language: answerLanguage(headers) }, worlds.home, error);
      }
      const below = control === undefined ? undefined : under(control.basePath, path);
      if (control !== undefined && below !== undefined) return control.fetch(request, simulation, below);
      return api.fetch(request, simulation, path);
    },
    unreadable(status, language) {
      const error = new BadRequest(status, message('request.unreadable'), { connection: 'close' });
      return api.refuse({ method: '', path: '', language }, worlds.home, error);
    },
  };
}

/** What of a path stands below another; undefined if it does not. */
function under(base: string, path: string): string | undefined {
  return path === base || path.startsWith(`${base}/`) ? path.slice(base.length) : undefined;
}

/** The path of a request, with slashes in a row as one: a client whose base URL ends in a slash asks for `/v2/api//login`. */
function pathOf({ url }: Request): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  if (start < 0) return '/';
  const end = url.search(/[?#]/);
  const path = url.slice(start, end < 0 ? undefined : end);
  return path.includes('//') ? path.replaceAll(/\/{2,}/g, '/') : path;
}

interface WorldPath {
  readonly world: string;
  /** The path without the world's own prefix. */
  readonly path: string;
}

const PREFIX = '/w/';

/** Where a path leads. */
function splitWorld(path: string): WorldPath {
  if (!path.startsWith(PREFIX)) return { world: DEFAULT_WORLD, path };
  const end = path.indexOf('/', PREFIX.length);
  const world = path.slice(PREFIX.length, end < 0 ? undefined : end);
  return { world, path: end < 0 ? '/' : path.slice(end) };
}

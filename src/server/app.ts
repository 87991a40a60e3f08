/**
 * The fake as a function from a request to its response. The URL selects the world and the API: `/v2/api` is
 * CloudTower's API of the world `default`, `/w/NAME/v2/api` that of the world NAME. The control API of a world has
 * its own base path in the same place.
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
  /** The control API; absent if it is switched off. */
  readonly control?: ControlApp;
}

export interface App {
  /** Answers a request. Rejects with ConnectionReset if a fault resets the connection. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Returns the response to data that is not an HTTP request. */
  readonly answerUnreadable: (status: 400 | 408 | 431, language: Language) => Response;
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
      const below = control === undefined ? undefined : pathBelow(control.basePath, path);
      if (control !== undefined && below !== undefined) return control.fetch(request, simulation, below);
      return api.fetch(request, simulation, path);
    },
    answerUnreadable(status, language) {
      const error = new BadRequest(status, message('request.unreadable'), { connection: 'close' });
      return api.refuse({ method: '', path: '', language }, worlds.home, error);
    },
  };
}

/** Returns the path below a base path, or undefined if it is elsewhere. */
function pathBelow(base: string, path: string): string | undefined {
  return path === base || path.startsWith(`${base}/`) ? path.slice(base.length) : undefined;
}

/** Returns the path of a request without double slashes: a client whose base URL ends in a slash sends `/v2/api//login`. */
function pathOf({ url }: Request): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  if (start < 0) return '/';
  const end = url.search(/[?#]/);
  const path = url.slice(start, end < 0 ? undefined : end);
  return path.includes('//') ? path.replaceAll(/\/{2,}/g, '/') : path;
}

interface WorldPath {
  readonly world: string;
  /** The path without the world's prefix. */
  readonly path: string;
}

const PREFIX = '/w/';

function splitWorld(path: string): WorldPath {
  if (!path.startsWith(PREFIX)) return { world: DEFAULT_WORLD, path };
  const end = path.indexOf('/', PREFIX.length);
  const world = path.slice(PREFIX.length, end < 0 ? undefined : end);
  return { world, path: end < 0 ? '/' : path.slice(end) };
}

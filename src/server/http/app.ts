/**
 * The HTTP edge: each request settles the world, is authenticated, read, answered by its handler, or told
 * why not.
 * @module
 */
import { Hono } from 'hono';
import type { Catalogue } from '../query/catalogue.ts';
import { Shown } from '../query/shown.ts';
import { Chance } from '../world/chance.ts';
import type { World } from '../world/world.ts';
import { Answers } from './answers.ts';
import type { Tokens } from './auth.ts';
import { readJson } from './body.ts';
import type { Credentials } from './call.ts';
import { BadRequest, isDefect, toErrorAnswer } from './errors.ts';
import { languageOf } from './language.ts';
import { createPayloads } from './payload.ts';
import { type Route, routesOf } from './routes.ts';
import { explainUnknown } from './unknown.ts';

export interface AppOptions {
  readonly world: World;
  readonly catalogue: Catalogue;
  readonly tokens: Tokens;
  readonly credentials: Credentials;
  /** Brings the world up to now. */
  settle(): void;
  /** Hears of every answer. */
  onAnswer?(answer: Answered): void;
  /** Hears of a fault of this program. */
  onDefect(error: unknown): void;
}

export interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** The edge as functions. It knows no sockets. */
export interface App {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** The answer to something that is no HTTP request. */
  readonly unreadable: (status: 400 | 408 | 431) => Response;
}

export function createApp(options: AppOptions): App {
  const { world, catalogue } = options;
  const { document } = catalogue;
  const basePath = document.servers[0]?.url ?? '';
  const routes = routesOf(document);
  const parts = {
    ...options,
    payloads: createPayloads(document),
    answers: new Answers(),
    shown: new Shown(world, (text) => Buffer.from(text)),
  };
  const languages = document.components.schemas['ContentLanguage']?.enum ?? [];
  const nextRequestId = requestIds(world.seed);
  // A client whose base URL ends in a slash asks for /v2/api//login.
  const app = new Hono({ getPath: (request) => pathOf(request).replaceAll(/\/{2,}/g, '/') });

  const answer = (
    method: string,
    path: string,
    status: number,
    json: string | Uint8Array,
    more = {},
  ): Response => {
    options.onAnswer?.({ method, path, status });
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'x-tower-request-id': nextRequestId(),
    };
    return new Response(json, { status, headers: { ...headers, ...more } });
  };
  const refuse = (method: string, path: string, error: unknown): Response => {
    if (isDefect(error)) options.onDefect(error);
    const { status, headers, body } = toErrorAnswer(error, path, world.behaviours);
    return answer(method, path, status, JSON.stringify(body), headers);
  };
  const handle = async (request: Request, route: Route): Promise<string | Uint8Array> => {
    const user = route.isSecured ? options.tokens.authenticate(request.headers.get('authorization')) : null;
    const language = languageOf(request.headers, languages);
    const body = await readBody(request, route);
    options.settle();
    return route.handler({ ...parts, body, caller: { user, language } });
  };

  for (const route of routes) {
    app.on(route.method, basePath + route.path, async ({ req: { raw } }) => {
      try {
        return answer(raw.method, route.path, 200, await handle(raw, route));
      } catch (error) {
        return refuse(raw.method, route.path, error);
      }
    });
  }
  // Specified by the newest official SDKs: they look for the active of two servers here before they log in.
  app.get(HEALTH_PATH, ({ req: { raw } }) => answer(raw.method, HEALTH_PATH, 200, '{}'));
  app.notFound(({ req: { raw, path } }) => {
    const below = path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : undefined;
    return refuse(raw.method, below ?? path, explainUnknown(document, routes, basePath, raw.method, below));
  });
  app.onError((error, { req: { raw, path } }) => refuse(raw.method, path, error));
  return {
    fetch: (request) => app.fetch(request),
    unreadable: (status) => refuse('', '', new BadRequest(status, UNREADABLE, { connection: 'close' })),
  };
}

const HEALTH_PATH = '/api/healthz';
const UNREADABLE =
  'This is not an HTTP/1.1 request that can be read: look at its first line, its Host and its headers.';

/** UUIDs from a seed, each one higher than the last: chance for every request would cost more than the rest of a small answer. */
function requestIds(seed: string): () => string {
  const start = Chance.seeded(`${seed} requests`).uuid().slice(0, -12);
  let count = 0;
  return () => start + (count++).toString(16).padStart(12, '0');
}

async function readBody(request: Request, route: Route): Promise<unknown> {
  if (route.body === 'none') return {};
  const body = await readJson(request);
  if (body !== undefined) return body;
  if (route.body === 'optional') return {};
  throw new BadRequest(400, `The body is empty: ${route.path} needs one.`);
}

function pathOf({ url }: Request): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  const end = url.search(/[?#]/);
  return start < 0 ? '/' : url.slice(start, end < 0 ? undefined : end);
}

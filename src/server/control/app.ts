/**
 * The control API: what you can do to the fake that CloudTower has no API for.
 * @module
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { controlApi } from '../../../contracts/control/generated/document.ts';
import type { Operation } from '../../../contracts/openapi/schema.ts';
import { untranslated } from '../engine/language/text.ts';
import type { Catalogue } from '../engine/query/catalogue.ts';
import { BadRequest } from '../http/bad-request.ts';
import { readJson } from '../http/body.ts';
import { createPayloads } from '../http/payload.ts';
import type { Simulation } from '../worlds/simulation.ts';
import type { Worlds } from '../worlds/worlds.ts';
import type { ControlCall, ControlSchemas } from './call.ts';
import { isRefusal, toErrorAnswer } from './errors.ts';
import { CONTROL_HANDLERS, isControlOperation } from './operations/index.ts';

export interface ControlOptions {
  readonly worlds: Worlds;
  readonly catalogue: Catalogue;
  /** The required control token. Without it, every client may use the control API. */
  readonly token?: string;
  /** Is called for an error that is a defect of this program. */
  readonly onDefect: (error: unknown) => void;
}

/** The control API of all worlds. Its `path` parameter lacks the base path. */
export interface ControlApp {
  readonly basePath: string;
  fetch(request: Request, simulation: Simulation, path: string): Promise<Response>;
}

interface Bindings {
  readonly simulation: Simulation;
  readonly path: string;
}

const BASE_PATH = controlApi.servers[0]?.url ?? '';
const METHODS = ['get', 'post', 'put', 'delete'] as const;
/** The largest body, in bytes. A snapshot of a whole world is one body. */
const BODY_LIMIT = 256 * 1024 * 1024;

export function createControl({ worlds, catalogue, token, onDefect }: ControlOptions): ControlApp {
  const payloads = createPayloads<ControlSchemas>(controlApi);
  const app = new Hono<{ Bindings: Bindings }>({ getPath: (_, options) => options?.env?.path ?? '' });
  app.use(async ({ req }, next) => {
    if (token !== undefined && !isValidToken(token, req.header('x-control-token')))
      throw new BadRequest(
        401,
        untranslated('The control API wants its token in the header x-control-token.'),
      );
    await next();
  });
  for (const { method, path, operation } of operationsOf()) {
    const { operationId } = operation;
    if (!isControlOperation(operationId)) throw new Error(`Nothing answers ${operationId}.`);
    const handler = CONTROL_HANDLERS[operationId];
    app.on(
      method.toUpperCase(),
      path.replaceAll(/\{(\w+)\}/g, ':$1'),
      async ({ req, env: { simulation } }) => {
        const call: ControlCall = {
          worlds,
          catalogue,
          simulation,
          payloads,
          request: req.raw,
          body: operation.requestBody === undefined ? {} : ((await readJson(req.raw, BODY_LIMIT)) ?? {}),
          param: (name) => req.param(name) ?? '',
          query: new URL(req.url).searchParams,
        };
        const answer = handler(call);
        return answer instanceof Response ? answer : toResponse(answer);
      },
    );
  }
  app.notFound(({ req: { method }, env: { path } }) =>
    toErrorAnswer(unknownOperation(method, path), BASE_PATH + path),
  );
  app.onError((error, { env: { path } }) => {
    if (!isRefusal(error)) onDefect(error);
    return toErrorAnswer(error, BASE_PATH + path);
  });
  return {
    basePath: BASE_PATH,
    async fetch(request, simulation, path) {
      simulation.activeControlRequests += 1;
      try {
        return await app.fetch(request, { simulation, path: path || '/' });
      } finally {
        simulation.activeControlRequests -= 1;
      }
    },
  };
}

interface OperationRoute {
  readonly method: (typeof METHODS)[number];
  readonly path: string;
  readonly operation: Operation;
}

function operationsOf(): OperationRoute[] {
  return Object.entries(controlApi.paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const operation = methods[method];
      return operation === undefined ? [] : [{ method, path, operation }];
    }),
  );
}

function unknownOperation(method: string, path: string): BadRequest {
  const known = operationsOf().map((one) => `${one.method.toUpperCase()} ${BASE_PATH}${one.path}`);
  return new BadRequest(
    404,
    untranslated(`There is no ${method} ${BASE_PATH}${path.slice(0, 200)}. There are: ${known.join(', ')}.`),
  );
}

function toResponse(body: unknown): Response {
  return new Response(JSON.stringify(body), {
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
}

/** Reports whether the received token is the expected one, in a time that reveals nothing about the token. */
function isValidToken(expected: string, received: string | undefined): boolean {
  return received !== undefined && timingSafeEqual(digest(expected), digest(received));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

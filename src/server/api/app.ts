/**
 * CloudTower's API over HTTP. It authenticates a request, reads its body, settles the world and calls the handler.
 * @module
 */
import { Hono } from 'hono';
import { type BehaviourChoices, isChosen } from '../../../contracts/behaviours/index.ts';
import { message } from '../engine/language/message.ts';
import type { Language } from '../engine/language/text.ts';
import type { Catalogue } from '../engine/query/catalogue.ts';
import type { Id } from '../engine/world/records.ts';
import { BadRequest } from '../http/bad-request.ts';
import { readJson } from '../http/body.ts';
import { closeSchemas, createPayloads, type Payloads } from '../http/payload.ts';
import type { Simulation } from '../worlds/simulation.ts';
import { tracedView, type View } from '../worlds/view.ts';
import type { ApiSchemas, Call } from './call.ts';
import { ConnectionReset } from './connection-reset.ts';
import { answerLanguage, languageOf } from './language.ts';
import { answerWithFaults } from './request-faults.ts';
import { type AnsweredRequest, createResponder, type RequestContext, type Responder } from './respond.ts';
import { type Route, routesOf } from './routes.ts';
import { unknownRequest } from './unknown-request.ts';

export interface ApiOptions {
  readonly catalogue: Catalogue;
  /** Whether each answer names, in a header, the behaviours and rules that decided it. */
  readonly explain: boolean;
  /** Is called for every answer. */
  readonly onAnswer?: (answer: AnsweredRequest) => void;
  /** Is called for an error that is a defect of this program. */
  readonly onDefect: (error: unknown) => void;
}

/** CloudTower's API for any world. */
export interface Api {
  /** Answers a request. `path` lacks the world's prefix. Rejects with ConnectionReset if a fault resets the connection. */
  fetch(request: Request, simulation: Simulation, path: string): Response | Promise<Response>;
  /** Returns the response to an error outside of any operation, by the behaviours of a world. */
  refuse(request: UnroutedRequest, simulation: Simulation, error: unknown): Response;
}

/** A request that reaches no operation. Method and path are empty if it could not be read. */
export interface UnroutedRequest {
  readonly method: string;
  readonly path: string;
  readonly language: Language;
}

interface Bindings {
  readonly simulation: Simulation;
  /** The path without the world's prefix. */
  readonly path: string;
  readonly rules: RequestContext['rules'];
}

export function createApi({ catalogue, explain, ...listeners }: ApiOptions): Api {
  const responder = createResponder(listeners);
  const app = createRoutes(catalogue, responder);
  const newTrace = () => (explain ? new Set<string>() : undefined);
  return {
    fetch(request, simulation, path) {
      return app.fetch(request, { simulation, path, rules: newTrace() });
    },
    refuse({ method, path, language }, simulation, error) {
      return responder.refuse({ simulation, method, path, rules: newTrace() }, error, language);
    },
  };
}

function createRoutes(catalogue: Catalogue, { answer, refuse }: Responder): Hono<{ Bindings: Bindings }> {
  const { document } = catalogue;
  const basePath = document.servers[0]?.url ?? '';
  const routes = routesOf(document);
  const handle = createHandler(catalogue);
  const api = new Hono<{ Bindings: Bindings }>({ getPath: (_, options) => options?.env?.path ?? '' });
  for (const route of routes) {
    api.on(route.method, basePath + route.path, async ({ req: { raw }, env: { simulation, rules } }) => {
      const { method } = raw;
      const { path, operation } = route;
      const entry = simulation.journal.open({ method, path, operation }, simulation.clock.now());
      const context = { simulation, method, path, entry, rules };
      simulation.activeRequests += 1;
      try {
        return answer(context, 200, await handle(raw, context, route));
      } catch (error) {
        if (error instanceof ConnectionReset) throw error;
        return refuse(context, error, answerLanguage(raw.headers));
      } finally {
        simulation.activeRequests -= 1;
        simulation.journal.close(entry);
      }
    });
  }
  // Specified by the newest official SDKs: before login they look here for the active one of two servers.
  api.get(HEALTH_PATH, ({ req: { method }, env }) =>
    answer({ ...env, method, path: HEALTH_PATH }, 200, '{}'),
  );
  api.notFound(({ req: { method, raw }, env }) => {
    const { path } = env;
    const below = path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : undefined;
    const error =
      (below === undefined ? undefined : tokenError(env, raw)) ??
      unknownRequest(document, routes, basePath, method, below);
    const known = { method, path: below ?? path };
    const entry = env.simulation.journal.open(known, env.simulation.clock.now());
    const response = refuse({ ...env, ...known, entry }, error, answerLanguage(raw.headers));
    env.simulation.journal.close(entry);
    return response;
  });
  api.onError((error, { req: { method, raw }, env }) => {
    if (error instanceof ConnectionReset) throw error;
    return refuse({ ...env, method }, error, answerLanguage(raw.headers));
  });
  return api;
}

type JournaledContext = RequestContext & Required<Pick<RequestContext, 'entry'>>;

/** Returns a function from a request to the JSON of its 200 answer. */
function createHandler(catalogue: Catalogue) {
  const payloads = createPayloads<ApiSchemas>(catalogue.document);
  // Created on first use, because it copies the whole contract.
  let strict: Payloads<ApiSchemas> | undefined;
  const payloadsFor = (behaviours: BehaviourChoices): Payloads<ApiSchemas> => {
    if (isChosen(behaviours, 'body.unknown-member', 'ignored')) return payloads;
    strict ??= createPayloads(closeSchemas(catalogue.document));
    return strict;
  };
  const languages = catalogue.document.components.schemas['ContentLanguage']?.enum ?? [];
  return async (request: Request, context: JournaledContext, route: Route): Promise<string | Uint8Array> => {
    const { simulation, entry, rules } = context;
    const user = route.isSecured ? userOf(context, request) : null;
    entry.user = user;
    const language = languageOf(request.headers, languages);
    const body = await readBody(request, route);
    entry.body = body;
    simulation.settle();
    // Lists every member: an object spread costs more than the rest of a small read.
    const callFor = ({ world, answerCache, entityJson }: View): Call => ({
      world,
      answerCache,
      entityJson,
      catalogue,
      payloads: payloadsFor(world.behaviours),
      tokens: simulation.tokens,
      credentials: simulation.server,
      body,
      caller: { user, language },
      poll: (tasks) => simulation.clock.poll(tasks),
      watch: (read) => simulation.clock.watch(read),
    });
    const work = (view: View) =>
      simulation.journal.attributeTo(entry, () => route.handler(callFor(tracedView(view, rules))));
    if (simulation.faults.isEmpty) return work(simulation.view);
    const { operation, path } = route;
    return answerWithFaults(simulation, { operation, path, body }, request.signal, work);
  };
}

/** Returns the user of a request. Throws Refusal without a valid token. */
function userOf({ simulation, rules }: Bindings, { headers }: Request): Id {
  const { tokens, clock, world } = simulation;
  const { behaviours } = world.traced(rules);
  return tokens.authenticate(headers.get('authorization'), clock.now(), behaviours);
}

/** Returns the error about the token of a request with an unknown path, if a behaviour checks the token first. */
function tokenError(bindings: Bindings, request: Request): unknown {
  const { behaviours } = bindings.simulation.world.traced(bindings.rules);
  if (isChosen(behaviours, 'unknown-path.without-token', 'not-found')) return undefined;
  try {
    userOf(bindings, request);
    return undefined;
  } catch (error) {
    return error;
  }
}

const HEALTH_PATH = '/api/healthz';

async function readBody(request: Request, route: Route): Promise<unknown> {
  if (route.body === 'none') return {};
  const body = await readJson(request);
  if (body !== undefined) return body;
  if (route.body === 'optional') return {};
  throw new BadRequest(400, message('body.empty', { path: route.path }));
}

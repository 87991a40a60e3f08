/**
 * CloudTower's API over HTTP: each request settles its world, is authenticated, read, answered by its handler,
 * or told why not.
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
import { closed, createPayloads, type Payloads } from '../http/payload.ts';
import type { Simulation } from '../worlds/simulation.ts';
import { tracedView, type View } from '../worlds/view.ts';
import type { ApiSchemas, Call } from './call.ts';
import { ConnectionReset } from './connection-reset.ts';
import { answerLanguage, languageOf } from './language.ts';
import { answerFaultily } from './request-faults.ts';
import { type Answered, createResponder, type RequestContext, type Responder } from './respond.ts';
import { type Route, routesOf } from './routes.ts';
import { explainUnknown } from './unknown.ts';

export interface ApiOptions {
  readonly catalogue: Catalogue;
  /** Whether each answer names the rules it rests on. */
  readonly explain: boolean;
  /** Hears of every answer. */
  readonly onAnswer?: (answer: Answered) => void;
  /** Hears of a fault of this program. */
  readonly onDefect: (error: unknown) => void;
}

/** CloudTower's own API, of whatever world it is given. */
export interface Api {
  /** `path` is without the world's own prefix. Rejects with ConnectionReset when a fault wants the connection reset. */
  fetch(request: Request, simulation: Simulation, path: string): Response | Promise<Response>;
  /** The answer to a request that reaches no operation: in the form, and by the behaviours, of that world. */
  refuse(request: Unrouted, simulation: Simulation, error: unknown): Response;
}

/** A request that no operation answers; of what cannot be read, method and path are empty. */
export interface Unrouted {
  readonly method: string;
  readonly path: string;
  readonly language: Language;
}

/** What a request is about, beside itself. */
interface Bindings {
  readonly simulation: Simulation;
  /** Without the world's own prefix. */
  readonly path: string;
  readonly rules: RequestContext['rules'];
}

export function createApi({ catalogue, explain, ...listeners }: ApiOptions): Api {
  const responder = createResponder(listeners);
  const app = createRoutes(catalogue, responder);
  const rulesHeard = () => (explain ? new Set<string>() : undefined);
  return {
    fetch(request, simulation, path) {
      return app.fetch(request, { simulation, path, rules: rulesHeard() });
    },
    refuse({ method, path, language }, simulation, error) {
      return responder.refuse({ simulation, method, path, rules: rulesHeard() }, error, language);
    },
  };
}

function createRoutes(catalogue: Catalogue, { answer, refuse }: Responder): Hono<{ Bindings: Bindings }> {
  const { document } = catalogue;
  const basePath = document.servers[0]?.url ?? '';
  const routes = routesOf(document);
  const handle = createHandling(catalogue);
  const api = new Hono<{ Bindings: Bindings }>({ getPath: (_, context) => context?.env?.path ?? '' });
  for (const route of routes) {
    api.on(route.method, basePath + route.path, async ({ req: { raw }, env: { simulation, rules } }) => {
      const { method } = raw;
      const { path, operation } = route;
      const entry = simulation.journal.open({ method, path, operation }, simulation.clock.now());
      const asked = { simulation, method, path, entry, rules };
      simulation.running += 1;
      try {
        return answer(asked, 200, await handle(raw, asked, route));
      } catch (error) {
        if (error instanceof ConnectionReset) throw error;
        return refuse(asked, error, answerLanguage(raw.headers));
      } finally {
        simulation.running -= 1;
        simulation.journal.close(entry);
      }
    });
  }
  // Specified by the newest official SDKs: they look for the active of two servers here before they log in.
  api.get(HEALTH_PATH, ({ req: { method }, env }) =>
    answer({ ...env, method, path: HEALTH_PATH }, 200, '{}'),
  );
  api.notFound(({ req: { method, raw }, env }) => {
    const { path } = env;
    const below = path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : undefined;
    const error =
      (below === undefined ? undefined : whyNoToken(env, raw)) ??
      explainUnknown(document, routes, basePath, method, below);
    const known = { method, path: below ?? path };
    const entry = env.simulation.journal.open(known, env.simulation.clock.now());
    const answered = refuse({ ...env, ...known, entry }, error, answerLanguage(raw.headers));
    env.simulation.journal.close(entry);
    return answered;
  });
  api.onError((error, { req: { method, raw }, env }) => {
    if (error instanceof ConnectionReset) throw error;
    return refuse({ ...env, method }, error, answerLanguage(raw.headers));
  });
  return api;
}

type Journaled = RequestContext & Required<Pick<RequestContext, 'entry'>>;

/** From a request to the JSON of its 200 answer. */
function createHandling(catalogue: Catalogue) {
  const payloads = createPayloads<ApiSchemas>(catalogue.document);
  // Made when it is first chosen: the whole contract is copied for it.
  let strict: Payloads<ApiSchemas> | undefined;
  const payloadsBy = (behaviours: BehaviourChoices): Payloads<ApiSchemas> => {
    if (isChosen(behaviours, 'body.unknown-member', 'ignored')) return payloads;
    strict ??= createPayloads(closed(catalogue.document));
    return strict;
  };
  const languages = catalogue.document.components.schemas['ContentLanguage']?.enum ?? [];
  return async (request: Request, asked: Journaled, route: Route): Promise<string | Uint8Array> => {
    const { simulation, entry, rules } = asked;
    const user = route.isSecured ? userOf(asked, request) : null;
    entry.user = user;
    const language = languageOf(request.headers, languages);
    const body = await readBody(request, route);
    entry.body = body;
    simulation.settle();
    // Every member by its name: spreading one object into another costs more than the rest of a small read.
    const callIn = ({ world, answerCache: answers, entityJson: shown }: View): Call => ({
      world,
      answerCache: answers,
      entityJson: shown,
      catalogue,
      payloads: payloadsBy(world.behaviours),
      tokens: simulation.tokens,
      credentials: simulation.surroundings,
      body,
      caller: { user, language },
      poll: (tasks) => simulation.clock.poll(tasks),
    });
    const work = (view: View) =>
      simulation.journal.attributeTo(entry, () => route.handler(callIn(tracedView(view, rules))));
    if (simulation.faults.isEmpty) return work(simulation.view);
    const { operation, path } = route;
    return answerFaultily(simulation, { operation, path, body }, request.signal, work);
  };
}

/** Who calls. Throws Refusal without a token that is good now. */
function userOf({ simulation, rules }: Bindings, { headers }: Request): Id {
  const { tokens, clock, world } = simulation;
  const { behaviours } = world.traced(rules);
  return tokens.authenticate(headers.get('authorization'), clock.now(), behaviours);
}

/** What a request for something that does not exist is told first, if it must have a token by behaviour. */
function whyNoToken(bindings: Bindings, request: Request): unknown {
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

/**
 * Makes the responses of CloudTower's API.
 * @module
 */
import type { RequestEntry } from '../engine/journal/entry.ts';
import type { Language } from '../engine/language/text.ts';
import { isDefect } from '../engine/world/client-error.ts';
import { NotSimulated } from '../engine/world/not-simulated.ts';
import type { Simulation } from '../worlds/simulation.ts';
import { toErrorAnswer } from './errors.ts';

/** A line of an access log. */
export interface AnsweredRequest {
  readonly world: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** What the request needs that is not simulated: the path of an operation, or an entity that a filter names. */
  readonly notSimulated?: string;
}

/** The request that is being answered. */
export interface RequestContext {
  readonly simulation: Simulation;
  readonly method: string;
  /** The path below the base path. */
  readonly path: string;
  /** The request's entry in the journal. Data that is no HTTP request has none. */
  readonly entry?: RequestEntry;
  /** The ids of the behaviours and rules that have decided so far; undefined if they are not traced. */
  readonly rules: Set<string> | undefined;
}

/** The ids of the behaviours and rules that decided the answer, in order. */
const RULES_HEADER = 'x-cloudtower-fake-rules';

export interface Responder {
  /** Returns a response with this JSON or text. `notSimulated` is for the listener. */
  readonly answer: (
    context: RequestContext,
    status: number,
    json: string | Uint8Array,
    headers?: Headers,
    notSimulated?: string,
  ) => Response;
  /** Returns the response to an error, in a language. */
  readonly refuse: (context: RequestContext, error: unknown, language: Language) => Response;
}

type Headers = Readonly<Record<string, string>>;

/** Returns a responder. It calls `onAnswer` for every answer and `onDefect` for defects of this program. */
export function createResponder(listeners: {
  onAnswer?(answer: AnsweredRequest): void;
  onDefect(error: unknown): void;
}): Responder {
  const answer: Responder['answer'] = (context, status, json, more = {}, notSimulated?) => {
    const { simulation, method, path, entry, rules } = context;
    if (entry !== undefined) entry.status = status;
    listeners.onAnswer?.({
      world: simulation.name,
      method,
      path,
      status,
      ...(notSimulated !== undefined && { notSimulated }),
    });
    const headers: Record<string, string> = {
      'content-type': 'application/json; charset=utf-8',
      'x-tower-request-id': simulation.nextRequestId(),
    };
    if (rules !== undefined) headers[RULES_HEADER] = [...rules].join(', ');
    return new Response(json, { status, headers: { ...headers, ...more } });
  };
  return {
    answer,
    refuse(context, error, language) {
      if (isDefect(error)) listeners.onDefect(error);
      const {
        path,
        simulation: { world },
        rules,
      } = context;
      const { behaviours } = world.traced(rules);
      const { status, headers, body } = toErrorAnswer(error, { path, language, behaviours });
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const subject = error instanceof NotSimulated ? error.subject : undefined;
      return answer(context, status, text, headers, subject);
    },
  };
}

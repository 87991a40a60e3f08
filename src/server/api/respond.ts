/**
 * Answers in CloudTower's form.
 * @module
 */
import type { RequestEntry } from '../engine/journal/entry.ts';
import type { Language } from '../engine/language/text.ts';
import { isDefect } from '../engine/world/client-error.ts';
import type { Simulation } from '../worlds/simulation.ts';
import { toErrorAnswer } from './errors.ts';

export interface Answered {
  readonly world: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** What is being answered: a request by its method and its path without the base path. */
export interface RequestContext {
  readonly simulation: Simulation;
  readonly method: string;
  readonly path: string;
  /** Its entry in the journal; what is no HTTP request has none. */
  readonly entry?: RequestEntry;
  /** The ids of the behaviours and rules it has been answered by so far; absent when nobody wants to know. */
  readonly rules: Set<string> | undefined;
}

/** Names the behaviours and rules that an answer rests on, in the order they decided. */
const RULES_HEADER = 'x-cloudtower-fake-rules';

export interface Responder {
  /** An answer whose body is JSON already. */
  readonly answer: (
    asked: RequestContext,
    status: number,
    json: string | Uint8Array,
    headers?: Headers,
  ) => Response;
  /** The answer to what went wrong, in a language. */
  readonly refuse: (asked: RequestContext, error: unknown, language: Language) => Response;
}

type Headers = Readonly<Record<string, string>>;

/** `onAnswer` hears of every answer, `onDefect` of faults of this program. */
export function createResponder(listeners: {
  onAnswer?(answer: Answered): void;
  onDefect(error: unknown): void;
}): Responder {
  const answer: Responder['answer'] = (asked, status, json, more = {}) => {
    const { simulation, method, path, entry, rules } = asked;
    if (entry !== undefined) entry.status = status;
    listeners.onAnswer?.({ world: simulation.name, method, path, status });
    const headers: Record<string, string> = {
      'content-type': 'application/json; charset=utf-8',
      'x-tower-request-id': simulation.nextRequestId(),
    };
    if (rules !== undefined) headers[RULES_HEADER] = [...rules].join(', ');
    return new Response(json, { status, headers: { ...headers, ...more } });
  };
  return {
    answer,
    refuse(asked, error, language) {
      if (isDefect(error)) listeners.onDefect(error);
      const {
        path,
        simulation: { world },
        rules,
      } = asked;
      const { behaviours } = world.traced(rules);
      const { status, headers, body } = toErrorAnswer(error, { path, language, behaviours });
      return answer(asked, status, JSON.stringify(body), headers);
    },
  };
}

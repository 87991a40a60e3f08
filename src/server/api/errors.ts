/**
 * Maps each error to its answer in CloudTower's API. The body is CloudTower's ErrorBody. Its API does not declare
 * 401, 405, 413, 415 and 501 (assumed: they have the same body).
 * @module
 */
import {
  type BehaviourChoices,
  type BehaviourId,
  chosen,
  isChosen,
} from '../../../contracts/behaviours/index.ts';
import { message } from '../engine/language/message.ts';
import type { Language } from '../engine/language/text.ts';
import { InvalidQuery } from '../engine/query/invalid.ts';
import { ClientError } from '../engine/world/client-error.ts';
import { withCode } from '../engine/world/error-codes.ts';
import { NotSimulated } from '../engine/world/not-simulated.ts';
import { Refusal } from '../engine/world/refusal.ts';
import type { Wire } from '../engine/world/wire.ts';
import { BadRequest, InvalidBody, type Status } from '../http/bad-request.ts';
import { WorldRefusal } from '../worlds/worlds.ts';
import { InjectedAnswer } from './injected-answer.ts';
import { UnknownPath } from './unknown-request.ts';

/** The answer to an error. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A text for people instead of an ErrorBody, if a behaviour chooses it. */
  readonly body: string | (Omit<Wire['ErrorBody'], 'code'> & { readonly code?: string });
}

/** Answers cut longer paths. */
const PATH_LIMIT = 200;

const PLAIN_TEXT = { 'content-type': 'text/plain; charset=utf-8' };

/** The request that failed. */
export interface ErrorContext {
  /** The path below the base path. */
  readonly path: string;
  readonly language: Language;
  readonly behaviours: BehaviourChoices;
}

/** Returns the answer to an error. An error that is not mapped here answers 500. */
export function toErrorAnswer(error: unknown, { path, language, behaviours }: ErrorContext): ErrorAnswer {
  const status = statusOf(error, behaviours);
  const headers = error instanceof BadRequest ? error.headers : {};
  const common = { status, path: path.slice(0, PATH_LIMIT) };
  const { [language]: words } = error instanceof ClientError ? error.text : message('request.defect');
  if (error instanceof UnknownPath && isChosen(behaviours, 'unknown-path.body', 'text'))
    return { status, headers: { ...headers, ...PLAIN_TEXT }, body: words };
  if (error instanceof Refusal && error.locked !== undefined) {
    const props = { locked_resources: [error.locked] };
    return { status, headers, body: { message: words, ...common, props, code: 'ResourceLocked' } };
  }
  const code = error instanceof Refusal || error instanceof InjectedAnswer ? error.code : undefined;
  if (code === undefined) return { status, headers, body: { message: words, ...common } };
  if (code === 'ResourceLocked' || isChosen(behaviours, 'error.code', 'every'))
    return { status, headers, body: { message: words, ...common, code } };
  // The specification's `code` has one value only, so other codes go into the message and into props (assumed).
  return {
    status,
    headers,
    body: { message: withCode(words, code), ...common, props: { error_code: code } },
  };
}

function statusOf(error: unknown, behaviours: BehaviourChoices): number {
  if (error instanceof InjectedAnswer) return error.status;
  if (error instanceof InvalidBody) return chosenStatus(behaviours, 'body.invalid');
  if (error instanceof BadRequest) return error.status;
  if (error instanceof NotSimulated) return chosenStatus(behaviours, 'not-simulated.status');
  if (error instanceof InvalidQuery) return chosenStatus(behaviours, 'where.invalid');
  if (error instanceof Refusal) return refusalStatus(error, behaviours);
  if (error instanceof WorldRefusal) return error.kind === 'full' ? 503 : 400;
  return 500;
}

function refusalStatus({ kind }: Refusal, behaviours: BehaviourChoices): Status {
  switch (kind) {
    case 'not-found':
      return 404;
    case 'state':
    case 'locked':
      return 400;
    case 'ambiguous':
      return chosenStatus(behaviours, 'host-filter.several');
    case 'no-host':
      return chosenStatus(behaviours, 'host-filter.none');
    case 'credentials':
      return chosenStatus(behaviours, 'login.refused');
    case 'no-token':
      return chosenStatus(behaviours, 'token.missing');
    case 'unknown-token':
      return chosenStatus(behaviours, 'token.unknown');
    case 'expired-token':
      return chosenStatus(behaviours, 'token.expired');
  }
}

const STATUSES: Readonly<Record<string, Status>> = {
  400: 400,
  401: 401,
  403: 403,
  404: 404,
  500: 500,
  501: 501,
};

/** Returns the status that a behaviour chooses. */
function chosenStatus(behaviours: BehaviourChoices, row: BehaviourId): Status {
  return STATUSES[chosen(behaviours, row)] ?? 400;
}

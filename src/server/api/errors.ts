/**
 * The one table that gives each kind of "no" its wire form in CloudTower's API. The body is CloudTower's ErrorBody; 401, 405, 413,
 * 415 and 501 are declared nowhere in its API (assumed: they look alike).
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
import { Refusal } from '../engine/world/refusal.ts';
import type { Wire } from '../engine/world/wire.ts';
import { BadRequest, InvalidBody, type Status } from '../http/bad-request.ts';
import { WorldRefusal } from '../worlds/worlds.ts';
import { InjectedAnswer } from './injected-answer.ts';

/** What an error answers. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Omit<Wire['ErrorBody'], 'code'> & { readonly code?: string };
}

/** Paths longer than this are cut in answers. */
const PATH_LIMIT = 200;

/** To whom an error is told, and what it answers. */
export interface ErrorContext {
  /** That of the request, without the base path. */
  readonly path: string;
  readonly language: Language;
  readonly behaviours: BehaviourChoices;
}

/** The answer to an error. Errors that are our own fault are told apart by `isDefect`. */
export function toErrorAnswer(error: unknown, { path, language, behaviours }: ErrorContext): ErrorAnswer {
  const status = statusOf(error, behaviours);
  const headers = error instanceof BadRequest ? error.headers : {};
  const shown = { status, path: path.slice(0, PATH_LIMIT) };
  const { [language]: words } = error instanceof ClientError ? error.text : message('request.defect');
  if (error instanceof Refusal && error.locked !== undefined) {
    const props = { locked_resources: [error.locked] };
    return { status, headers, body: { message: words, ...shown, props, code: 'ResourceLocked' } };
  }
  const code = error instanceof Refusal || error instanceof InjectedAnswer ? error.code : undefined;
  if (code === undefined) return { status, headers, body: { message: words, ...shown } };
  if (code === 'ResourceLocked' || isChosen(behaviours, 'error.code', 'every'))
    return { status, headers, body: { message: words, ...shown, code } };
  // The spec's `code` has one value only, so others travel in the message and in props (assumed).
  return {
    status,
    headers,
    body: { message: `${words} [${code}]`, ...shown, props: { error_code: code } },
  };
}

function statusOf(error: unknown, behaviours: BehaviourChoices): number {
  if (error instanceof InjectedAnswer) return error.status;
  if (error instanceof InvalidBody) return statusChosen(behaviours, 'body.invalid');
  if (error instanceof BadRequest) return error.status;
  if (error instanceof InvalidQuery) return statusChosen(behaviours, 'where.invalid');
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
      return statusChosen(behaviours, 'host-filter.several');
    case 'no-host':
      return statusChosen(behaviours, 'host-filter.none');
    case 'credentials':
      return statusChosen(behaviours, 'login.refused');
    case 'no-token':
      return statusChosen(behaviours, 'token.missing');
    case 'unknown-token':
      return statusChosen(behaviours, 'token.unknown');
    case 'expired-token':
      return statusChosen(behaviours, 'token.expired');
  }
}

const CHOSEN: Readonly<Record<string, Status>> = { 400: 400, 401: 401, 403: 403, 404: 404, 500: 500 };

/** The status that is the choice of a row. */
function statusChosen(behaviours: BehaviourChoices, row: BehaviourId): Status {
  return CHOSEN[chosen(behaviours, row)] ?? 400;
}

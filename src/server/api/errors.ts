/**
 * The one table that gives each kind of "no" its wire form. The body is CloudTower's ErrorBody; 401, 405, 413,
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
import type { Language, Text } from '../engine/language/text.ts';
import { InvalidQuery } from '../engine/query/invalid.ts';
import { ClientError } from '../engine/world/client-error.ts';
import { Refusal } from '../engine/world/refusal.ts';
import type { Wire } from '../engine/world/wire.ts';
import { ControlRefusal, type ControlRefusalKind } from '../worlds/control-refusal.ts';
import { InjectedAnswer } from './injected-answer.ts';

export type Status = 400 | 401 | 403 | 404 | 405 | 408 | 409 | 413 | 415 | 431 | 500 | 501 | 503;

/** A request that never reaches the world. */
export class BadRequest extends ClientError {
  override readonly name = 'BadRequest';
  readonly status: Status;
  /** Headers that belong to this refusal. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: Status, text: Text, headers: Readonly<Record<string, string>> = {}) {
    super(text);
    this.status = status;
    this.headers = headers;
  }
}

/** A body that the contract does not allow. */
export class InvalidBody extends BadRequest {
  constructor(text: Text) {
    super(400, text);
  }
}

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

/** Whether an error is a fault of this program, not of the request. */
export function isDefect(error: unknown): boolean {
  return !(error instanceof ClientError);
}

/** The statuses of what the fake's own controls refuse. */
const CONTROL_STATUSES: Readonly<Record<ControlRefusalKind, Status>> = {
  invalid: 400,
  unknown: 404,
  conflict: 409,
  full: 503,
};

function statusOf(error: unknown, behaviours: BehaviourChoices): number {
  if (error instanceof InjectedAnswer) return error.status;
  if (error instanceof InvalidBody) return statusChosen(behaviours, 'body.invalid');
  if (error instanceof BadRequest) return error.status;
  if (error instanceof InvalidQuery) return statusChosen(behaviours, 'where.invalid');
  if (error instanceof Refusal) return refusalStatus(error, behaviours);
  if (error instanceof ControlRefusal) return CONTROL_STATUSES[error.kind];
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

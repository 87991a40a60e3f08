/**
 * Retries for a target that is busy: what it could not answer says nothing about what it promises.
 * @module
 */
import { setTimeout } from 'node:timers/promises';
import type { Transport } from './transport.ts';

/** The target is busy or out of reach, and stayed so for some retries. It says nothing about the promise. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** Pauses between tries, in ms of wall time. */
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000];

/** The longest pause that a target can ask for, in ms of wall time. */
const LONGEST_PAUSE_MS = 30_000;

/** Statuses of a server, or of a proxy before it, that is busy. */
const BUSY: readonly number[] = [429, 502, 503, 504];

/** Busy statuses that say that nothing was done, so that a change may be repeated. */
const UNTOUCHED: readonly number[] = [429, 503];

/** Whether a request changes nothing, so that it can be repeated. */
type IsRead = (path: string) => boolean;

/**
 * Repeats a request that a busy target did not answer, with growing pauses, or as long as Retry-After says. A change is
 * repeated only if nothing was done. A read that fails in the server is repeated once, and judged by its second answer.
 * Throws Unavailable if the target stays busy.
 */
export function withRetries(transport: Transport, base: string, isRead: IsRead): Transport {
  return async (request) => {
    const path = request.url.slice(base.length);
    const canRepeat = isRead(path);
    for (const [index, pause] of [...PAUSES_MS, undefined].entries()) {
      const outcome = await attempt(transport, request.clone());
      const isFault = outcome.answer !== undefined && isFaulty(outcome.answer.status);
      const isBusy = outcome.answer === undefined || BUSY.includes(outcome.answer.status);
      const isFirstFault = isFault && index === 0 && canRepeat;
      if (outcome.answer !== undefined && !isBusy && !isFirstFault) return outcome.answer;
      const isUntouched = outcome.answer !== undefined && UNTOUCHED.includes(outcome.answer.status);
      if (pause === undefined || (!canRepeat && !isUntouched)) throw unavailable(path, outcome);
      await setTimeout(pauseOf(outcome.answer) ?? pause);
    }
    throw new Error('The last try returns or throws.');
  };
}

/** Whether a status tells of a fault of the server. 501 is its last word. */
function isFaulty(status: number): boolean {
  return status >= 500 && status !== 501;
}

type Attempt = { readonly answer: Response } | { readonly answer?: undefined; readonly error: unknown };

/** Sends a request. An error of the connection is an outcome; any other is thrown. */
async function attempt(transport: Transport, request: Request): Promise<Attempt> {
  try {
    return { answer: await transport(request) };
  } catch (error) {
    if (isOfConnection(error)) return { error };
    throw error;
  }
}

/** Whether an error is one of fetch: a reset, a timeout, a host that is not there. */
function isOfConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'TimeoutError' || (error instanceof TypeError && error.cause !== undefined))
  );
}

/** Returns the pause that an answer asks for in seconds, in ms. */
function pauseOf(answer: Response | undefined): number | undefined {
  const seconds = Number(answer?.headers.get('retry-after') ?? Number.NaN);
  return seconds >= 0 ? Math.min(seconds * 1_000, LONGEST_PAUSE_MS) : undefined;
}

function unavailable(path: string, outcome: Attempt): Unavailable {
  if (outcome.answer !== undefined)
    return new Unavailable(`${path}: the target is busy, it answered ${outcome.answer.status}.`);
  const { error } = outcome;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new Unavailable(`${path}: no answer came: ${why}.`);
}

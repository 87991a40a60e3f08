/**
 * The typed client of the wire contract, over any transport.
 * @module
 */
import createClient, { type Client } from 'openapi-fetch';
import type { paths } from '../../openapi/generated/wire.ts';
import { expect } from '../case/expect.ts';
import { Broken, ServerFault } from '../case/verdict.ts';
import type { Contract } from './shape.ts';
import type { Transport } from './transport.ts';
import type { Wire } from './wire.ts';

export type Api = Client<paths>;

/** What openapi-fetch returns. */
export interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** Creates a client that sends a token, or none. */
export function createApi(base: string, transport: Transport, token: string | undefined): Api {
  return createClient<paths>({
    baseUrl: base,
    fetch: transport,
    headers: token === undefined ? {} : { authorization: token },
  });
}

/** Checks each answer against the contract. Throws Broken for one that does not comply. */
export function withContractCheck(transport: Transport, base: string, contract: Contract): Transport {
  return async (request) => {
    const answer = await transport(request);
    const path = request.url.slice(base.length);
    const type = answer.headers.get('content-type');
    if (!type?.startsWith('application/json')) {
      throw new Broken(`${path} answers ${answer.status} with another type than JSON.`, {
        expected: 'application/json',
        actual: type,
      });
    }
    const text = await answer.clone().text();
    contract.check({ method: request.method, path, status: answer.status, body: parse(path, text) });
    return answer;
  };
}

/** Returns the data of a 200. Throws Broken with the target's reason for any other status. */
export function ok<T>({ data, error, response }: Answer<T>): T {
  if (response.status === 200 && data !== undefined) return data;
  const message = `${new URL(response.url || 'http://target').pathname} was refused: ${messageOf(error)}`;
  throw broken(message, { expected: 200, actual: response.status });
}

/**
 * Returns the error body of a refusal. Throws Broken unless the status is one of `statuses`, or any 4xx if none
 * are given.
 */
export function refused(
  { error, response }: Answer<unknown>,
  ...statuses: readonly number[]
): Wire['ErrorBody'] {
  const expected = statuses.length === 0 ? 'a refusal, 400 to 499' : statuses.join(' or ');
  const isRefused =
    statuses.length === 0
      ? response.status >= 400 && response.status < 500
      : statuses.includes(response.status);
  if (!isRefused)
    throw broken('The request should have been refused.', { expected, actual: response.status });
  if (isErrorBody(error)) return error;
  throw new Broken('A refusal without an error body.', {
    expected: '{message, status, path}',
    actual: error,
  });
}

function broken(
  message: string,
  difference: { readonly expected: unknown; readonly actual: number },
): Broken {
  return difference.actual >= 500 ? new ServerFault(message, difference) : new Broken(message, difference);
}

/** Returns the first of a list. Fails the case if the list is empty. */
export function first<T>(list: readonly T[]): T {
  const [one] = list;
  expect(list, 'should not be empty').not.toHaveLength(0);
  if (one === undefined) throw new Broken('The list is empty.');
  return one;
}

function isErrorBody(error: unknown): error is Wire['ErrorBody'] {
  return (
    typeof error === 'object' && error !== null && 'message' in error && 'status' in error && 'path' in error
  );
}

/** Returns the message of an error body; any other body as JSON. */
export function messageOf(error: unknown): string {
  return isErrorBody(error) ? error.message : JSON.stringify(error);
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Broken(`${path} answers something that is not JSON.`, {
      expected: 'JSON',
      actual: text.slice(0, 200),
    });
  }
}

/**
 * How requests reach a target. A transport is a function, so that a layer such as a transcript, a permit or an
 * intent log is a function around it.
 * @module
 */
import { createRequire } from 'node:module';
import type * as Undici from 'undici';

const require = createRequire(import.meta.url);

export type Transport = (request: Request) => Promise<Response>;

export interface TlsOptions {
  /** The only certificate authority to trust, as PEM. */
  readonly ca?: string;
  /** Accept any certificate: for a lab with a self-signed one. */
  readonly insecure?: boolean;
}

/** The longest that an answer may take, in ms of wall time. Long operations are tasks, which answer at once. */
const ANSWER_LIMIT_MS = 60_000;

/** Creates a transport over the network. Its TLS options do not affect the rest of the process. */
export function createTransport({ ca, insecure }: TlsOptions = {}): Transport {
  if (ca === undefined && insecure !== true)
    return (request) => fetch(request, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
  // Loaded here: only a target with a certificate of its own needs it.
  const { Agent, fetch: fetchWith }: typeof Undici = require('undici');
  const dispatcher = new Agent({
    connect: { rejectUnauthorized: insecure !== true, ...(ca !== undefined && { ca }) },
  });
  return async (request) => {
    const body = request.method === 'GET' ? null : await request.text();
    const { method, url } = request;
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
    const answer = await fetchWith(url, { method, body, headers: [...request.headers], dispatcher, signal });
    return new Response(await answer.arrayBuffer(), {
      status: answer.status,
      headers: [...answer.headers].filter(([name]) => !ENCODED.includes(name)),
    });
  };
}

/** Headers that are no longer true once the body is decoded. */
const ENCODED = ['content-encoding', 'content-length'];

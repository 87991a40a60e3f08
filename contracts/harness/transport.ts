/**
 * How requests reach a target: a function, so that a layer (recording, intents, time limits) is a function
 * around it.
 * @module
 */
import { Agent, fetch as fetchWith } from 'undici';

export type Transport = (request: Request) => Promise<Response>;

export interface TlsOptions {
  /** A PEM certificate authority to trust beside none other. */
  readonly ca?: string;
  /** Accept any certificate: for a lab with a self-signed one. */
  readonly insecure?: boolean;
}

/** Over the network. Without TLS options it is the platform's own fetch. */
export function createTransport({ ca, insecure }: TlsOptions = {}): Transport {
  if (ca === undefined && insecure !== true) return fetch;
  const dispatcher = new Agent({
    connect: { rejectUnauthorized: insecure !== true, ...(ca !== undefined && { ca }) },
  });
  return async (request) => {
    const body = request.method === 'GET' ? null : await request.text();
    const { method, url } = request;
    const answer = await fetchWith(url, { method, body, headers: [...request.headers], dispatcher });
    return new Response(await answer.arrayBuffer(), {
      status: answer.status,
      headers: [...answer.headers].filter(([name]) => !ENCODED.includes(name)),
    });
  };
}

/** True no longer, once the body is decoded. */
const ENCODED = ['content-encoding', 'content-length'];

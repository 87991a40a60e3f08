/**
 * Serving an app on a socket.
 * @module
 */
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';

export interface ListenOptions {
  /** 0 takes a free port. */
  readonly port?: number;
  readonly host?: string;
}

export interface Listening {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and ends the connections that are open. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Clients poll every 5 seconds over one connection: it must live longer than their pause, in ms of wall time. */
const KEEP_ALIVE_MS = 75_000;
/** A request that is not whole by then is given up, in ms of wall time. */
const REQUEST_MS = 60_000;

/** Listens; rejects with the system's error if it cannot. */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  { port = 0, host = '127.0.0.1' }: ListenOptions = {},
): Promise<Listening> {
  const server = createAdaptorServer({
    fetch,
    serverOptions: {
      keepAliveTimeout: KEEP_ALIVE_MS,
      requestTimeout: REQUEST_MS,
      headersTimeout: REQUEST_MS,
    },
  });
  const address = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const bound = server.address();
      if (typeof bound === 'object' && bound !== null) resolve(bound);
    });
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${name}:${address.port}`, port: address.port, close, [Symbol.asyncDispose]: close };
}

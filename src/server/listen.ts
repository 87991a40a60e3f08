/**
 * Serving an app on a socket.
 * @module
 */
import { createServer, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { ConnectionReset } from './api/connection-reset.ts';
import type { App } from './app.ts';
import type { Language } from './engine/language/text.ts';

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
  { fetch, unreadable }: App,
  { port = 0, host = '127.0.0.1' }: ListenOptions = {},
): Promise<Listening> {
  const limits = {
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    headersTimeout: REQUEST_MS,
    requireHostHeader: false,
  };
  const listener = getRequestListener(orReset(fetch), { errorHandler: () => unreadable(400, 'en-US') });
  const server = createServer(limits, (incoming, outgoing) => void listener(incoming, outgoing));
  // An expectation that nobody knows is left unmet: the request is answered as it is.
  server.on('checkExpectation', (incoming, outgoing) => void listener(incoming, outgoing));
  server.on(
    'clientError',
    (error, socket) => void endUnreadable(socket, unreadable(statusOf(error), languageOf(error))),
  );
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
      server.closeAllConnections();
    });
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${name}:${address.port}`, port: address.port, close, [Symbol.asyncDispose]: close };
}

/** The same, but for a connection that is to be reset: it is. */
function orReset(fetch: App['fetch']) {
  return async (request: Request, { incoming }: HttpBindings | Http2Bindings): Promise<Response> => {
    try {
      return await fetch(request);
    } catch (error) {
      if (!(error instanceof ConnectionReset)) throw error;
      incoming.socket.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    }
  };
}

function statusOf(error: Error): 400 | 408 | 431 {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

/** The language asked for, if what was read of the request tells it. */
function languageOf(error: Error): Language {
  const packet = 'rawPacket' in error && Buffer.isBuffer(error.rawPacket) ? error.rawPacket : '';
  return /^content-language:[ \t]*zh-CN[ \t]*\r?$/im.test(packet.toString('latin1')) ? 'zh-CN' : 'en-US';
}

/** Answers on a bare socket what could not become a request, and ends it. */
async function endUnreadable(socket: Duplex, answer: Response): Promise<void> {
  const body = await answer.text();
  if (!socket.writable) return;
  const headers = [...answer.headers, ['content-length', String(Buffer.byteLength(body))]];
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`, ...lines, '', body].join('\r\n'));
}

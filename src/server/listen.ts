/**
 * Serves an app over HTTP.
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
  /** 0 selects a free port, and is the default. */
  readonly port?: number;
  /** Default: 127.0.0.1. */
  readonly host?: string;
}

export interface Listening {
  /** The root URL, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and closes all connections. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How long an idle connection stays open, in ms of wall time. Clients poll over one connection every few seconds. */
const KEEP_ALIVE_MS = 75_000;
/** How long a request may take to arrive, in ms of wall time. */
const REQUEST_MS = 60_000;

/** Starts an HTTP server for an app. Rejects with the system's error if it cannot listen. */
export async function listen(
  { fetch, answerUnreadable }: App,
  { port = 0, host = '127.0.0.1' }: ListenOptions = {},
): Promise<Listening> {
  const limits = {
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    headersTimeout: REQUEST_MS,
    requireHostHeader: false,
  };
  const listener = getRequestListener(withConnectionReset(fetch), {
    errorHandler: () => answerUnreadable(400, 'en-US'),
  });
  const server = createServer(limits, (incoming, outgoing) => void listener(incoming, outgoing));
  // An unknown `Expect` header is ignored, and the request is answered.
  server.on('checkExpectation', (incoming, outgoing) => void listener(incoming, outgoing));
  server.on(
    'clientError',
    (error, socket) => void endUnreadable(socket, answerUnreadable(statusOf(error), languageOf(error))),
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

/** Returns a handler that resets the connection when `fetch` rejects with ConnectionReset. */
function withConnectionReset(fetch: App['fetch']) {
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

/** Returns the language that the unreadable request names, as far as its headers were received. */
function languageOf(error: Error): Language {
  const packet = 'rawPacket' in error && Buffer.isBuffer(error.rawPacket) ? error.rawPacket : '';
  return /^content-language:[ \t]*zh-CN[ \t]*\r?$/im.test(packet.toString('latin1')) ? 'zh-CN' : 'en-US';
}

/** Writes the answer to an unreadable request to its socket and closes the socket. */
async function endUnreadable(socket: Duplex, answer: Response): Promise<void> {
  const body = await answer.text();
  if (!socket.writable) return;
  const headers = [...answer.headers, ['content-length', String(Buffer.byteLength(body))]];
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`, ...lines, '', body].join('\r\n'));
}

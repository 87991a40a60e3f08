/**
 * The exchanges of a case, without secrets.
 * @module
 */
import type { Transport } from './transport.ts';

export interface Exchange {
  readonly method: string;
  /** The path after the base URL. */
  readonly path: string;
  readonly request: unknown;
  readonly status: number;
  readonly requestId: string | null;
  readonly answer: unknown;
  /** Wall time in ms. */
  readonly ms: number;
}

/** Characters kept of a text that is not JSON. */
const MOST_CHARACTERS = 20_000;
/** Items kept of an answer that is a list. */
const MOST_ITEMS = 2;
/** Exchanges kept of one case, the last ones. */
const MOST_EXCHANGES = 400;
const SECRET = /^(authorization|password|token)$/i;
const HIDDEN = '***';

/** Adds each exchange to a list, with its secrets hidden. */
export function withTranscript(transport: Transport, base: string, into: Exchange[]): Transport {
  return async (request) => {
    const begun = performance.now();
    const sent = request.method === 'GET' ? '' : await request.clone().text();
    const answer = await transport(request);
    const received = await answer.clone().text();
    if (into.length >= MOST_EXCHANGES) into.shift();
    into.push({
      method: request.method,
      path: request.url.startsWith(base) ? request.url.slice(base.length) : new URL(request.url).pathname,
      request: redact(sent),
      status: answer.status,
      requestId: answer.headers.get('x-tower-request-id'),
      answer: redact(received),
      ms: Math.round(performance.now() - begun),
    });
    return answer;
  };
}

/** Returns a body as data, with its secrets hidden. Text that is not JSON stays text. */
export function redact(text: string): unknown {
  if (text === '') return undefined;
  try {
    return shorten(hide(JSON.parse(text)));
  } catch {
    return hideInText(text).slice(0, MOST_CHARACTERS);
  }
}

/** Keeps the first items of a list, and the number of the others. */
function shorten(body: unknown): unknown {
  if (!Array.isArray(body) || body.length <= MOST_ITEMS) return body;
  return [...body.slice(0, MOST_ITEMS), { and_more: body.length - MOST_ITEMS }];
}

function hide(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hide);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      SECRET.test(name) && typeof member === 'string' ? HIDDEN : hide(member),
    ]),
  );
}

function hideInText(text: string): string {
  return text.replaceAll(/("(?:authorization|password|token)"\s*:\s*")[^"]*/gi, `$1${HIDDEN}`);
}

/** Returns a command that repeats an exchange. Secrets are variables of the shell. */
export function curlOf({ method, path, request }: Exchange): string {
  const url = `"$CLOUDTOWER_URL${path}"`;
  if (method === 'GET') return `curl -s ${url}`;
  const text = typeof request === 'string' ? request : JSON.stringify(request ?? {});
  const body = text.replaceAll("'", String.raw`'\''`);
  return `curl -s ${url} -H "Authorization: $CLOUDTOWER_TOKEN" -H 'content-type: application/json' -d '${body}'`;
}

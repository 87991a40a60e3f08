/**
 * What was said on the wire, with everything secret taken out before it is kept.
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

/** A text that is not JSON is kept up to here. */
const MOST_CHARACTERS = 20_000;
/** Items kept of a list that is a whole answer. */
const MOST_ITEMS = 2;
/** Exchanges kept of one case: the first ones are dropped. */
const MOST_EXCHANGES = 400;
const SECRET = /^(authorization|password|token)$/i;
const HIDDEN = '***';

/** Passes everything on and notes it down, secrets hidden. */
export function recording(transport: Transport, base: string, into: Exchange[]): Transport {
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

/** A body as data without its secrets; text that is not JSON stays text. */
export function redact(text: string): unknown {
  if (text === '') return undefined;
  try {
    return shorten(hide(JSON.parse(text)));
  } catch {
    return hideInText(text).slice(0, MOST_CHARACTERS);
  }
}

/** A long list is known by its beginning. */
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

/** A command that repeats an exchange. It names the variables that hold what is secret. */
export function curlOf({ method, path, request }: Exchange): string {
  const url = `"$CLOUDTOWER_URL${path}"`;
  if (method === 'GET') return `curl -s ${url}`;
  const text = typeof request === 'string' ? request : JSON.stringify(request ?? {});
  const body = text.replaceAll("'", String.raw`'\''`);
  return `curl -s ${url} -H "Authorization: $CLOUDTOWER_TOKEN" -H 'content-type: application/json' -d '${body}'`;
}

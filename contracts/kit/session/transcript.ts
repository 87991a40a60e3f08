/**
 * The exchanges of a case, without secrets.
 * @module
 */
import type { Transport } from './transport.ts';

export interface Exchange {
  readonly method: string;
  /** The path after the base URL. */
  readonly path: string;
  /** The whole URL. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
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

/** Adds each exchange to a list, with its secrets hidden. `isOwn` tells the tokens of the run. */
export function withTranscript(
  transport: Transport,
  base: string,
  into: Exchange[],
  isOwn: (token: string) => boolean,
): Transport {
  const issued = new Set<string>();
  const isValid = (token: string) => issued.has(token) || isOwn(token);
  return async (request) => {
    const begun = performance.now();
    const sent = request.method === 'GET' ? '' : await request.clone().text();
    const answer = await transport(request);
    const received = await answer.clone().text();
    for (const [, token = ''] of received.matchAll(/"token"\s*:\s*"([^"]+)"/g)) issued.add(token);
    if (into.length >= MOST_EXCHANGES) into.shift();
    into.push({
      method: request.method,
      path: request.url.startsWith(base) ? request.url.slice(base.length) : new URL(request.url).pathname,
      url: request.url,
      headers: headersOf(request, isValid),
      request: redact(sent),
      status: answer.status,
      requestId: answer.headers.get('x-tower-request-id'),
      answer: shorten(redact(received)),
      ms: Math.round(performance.now() - begun),
    });
    return answer;
  };
}

/** Returns a body as data, with its secrets hidden. Text that is not JSON stays text. */
export function redact(text: string): unknown {
  if (text === '') return undefined;
  try {
    return hide(JSON.parse(text));
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

/** A token that a case makes up is shorter than this; a longer one may be a valid one that it has changed. */
const MOST_HARMLESS = 20;

function headersOf({ headers }: Request, isValid: (token: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    [...headers].map(([name, value]) => [name, SECRET.test(name) ? hideToken(value, isValid) : value]),
  );
}

function hideToken(value: string, isValid: (token: string) => boolean): string {
  const token = value.replace(/^bearer\s+/i, '');
  const scheme = value.slice(0, value.length - token.length);
  if (isValid(token)) return scheme + HIDDEN;
  return token.length > MOST_HARMLESS ? `${scheme}an-invalid-token` : value;
}

/**
 * Returns a command that repeats an exchange. Secrets are variables of the shell. `separator` stands between its
 * options: a space, or a line that is continued.
 */
export function curlOf({ method, url, headers, request }: Exchange, separator = ' '): string {
  const hasBody = request !== undefined;
  const isImplied = method === (hasBody ? 'POST' : 'GET');
  const options = [
    ...(isImplied ? [] : [`-X ${method}`]),
    ...Object.entries(headers).map(([name, value]) =>
      value.endsWith(HIDDEN)
        ? `-H "${name}: ${value.replace(HIDDEN, '$CLOUDTOWER_TOKEN')}"`
        : `-H ${quote(`${name}: ${value}`)}`,
    ),
    // Without this, curl names a type of its own.
    ...(hasBody && headers['content-type'] === undefined ? [`-H 'content-type:'`] : []),
    ...(hasBody ? [`-d ${bodyOf(request)}`] : []),
  ];
  return [`curl -s ${quote(url)}`, ...options].join(separator);
}

function bodyOf(request: unknown): string {
  const text = quote(typeof request === 'string' ? request : JSON.stringify(request));
  return text
    .replaceAll(`"password":"${HIDDEN}"`, `"password":"'"$CLOUDTOWER_PASSWORD"'"`)
    .replaceAll(`"token":"${HIDDEN}"`, `"token":"'"$CLOUDTOWER_TOKEN"'"`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Returns a command that logs in at a base URL and sets the variable that the other commands use. */
export function tokenCommandOf(base: string): string {
  const body = String.raw`"{\"username\":\"$CLOUDTOWER_USER\",\"password\":\"$CLOUDTOWER_PASSWORD\"}"`;
  const login = `curl -s ${quote(`${base}/login`)} -H 'content-type: application/json' -d ${body}`;
  return `export CLOUDTOWER_TOKEN=$(${login} | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`;
}

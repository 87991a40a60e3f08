/**
 * A mutant: a fake with one known lie, and the case that must catch it.
 * @module
 */
import type { Transport } from '../../contracts/kit/session/transport.ts';
import type { Fake } from '../../src/server/fake.ts';

export interface Mutant {
  readonly id: string;
  /** What it does wrong, in words. */
  readonly lie: string;
  /** The id of the case whose promise it breaks. */
  readonly caughtBy: string;
  readonly mutate: (fake: Fake) => Transport;
}

/** What a lie on the wire knows of the exchange. */
export interface Exchange {
  readonly path: string;
  readonly request: unknown;
  readonly answer: unknown;
  readonly status: number;
}

/** Alters what is answered; undefined leaves the answer as it is. */
export function withAnswer(
  paths: readonly string[] | 'anything',
  lie: (exchange: Exchange) => { readonly answer?: unknown; readonly status?: number } | undefined,
): Mutant['mutate'] {
  return (fake) => async (request) => {
    const path = pathOf(request);
    const text = await request.clone().text();
    const truth = await fake.fetch(request);
    if (paths !== 'anything' && !paths.includes(path)) return truth;
    const exchange = {
      path,
      request: parse(text),
      answer: parse(await truth.clone().text()),
      status: truth.status,
    };
    const mutated = lie(exchange);
    if (mutated === undefined) return truth;
    const { answer = exchange.answer, status = exchange.status } = mutated;
    return new Response(JSON.stringify(answer), { status, headers: headersOf(truth) });
  };
}

/** Alters what is asked before the fake sees it: what the client wanted is ignored. */
export function withRequest(
  path: string,
  lie: (body: Readonly<Record<string, unknown>>) => unknown,
  to: string = path,
): Mutant['mutate'] {
  return (fake) => async (request) => {
    if (pathOf(request) !== path) return fake.fetch(request);
    const body = parse(await request.clone().text());
    const url = request.url.replace(path, to);
    return fake.fetch(
      new Request(url, {
        method: request.method,
        headers: request.headers,
        body: JSON.stringify(lie(membersOf(body))),
      }),
    );
  };
}

/** Every member of that name, however deep, with another value. */
export function members(name: string, change: (value: unknown) => unknown): (value: unknown) => unknown {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, key === name ? change(member) : walk(member)]),
    );
  };
  return walk;
}

/** The lie in one member of 200 answers. */
export function withField(
  paths: readonly string[],
  name: string,
  change: (value: unknown) => unknown,
): Mutant['mutate'] {
  const tell = members(name, change);
  return withAnswer(paths, ({ answer, status }) => (status === 200 ? { answer: tell(answer) } : undefined));
}

export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

export function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(membersOf) : [];
}

export function pathOf({ url }: Request): string {
  return new URL(url).pathname.replace(/^(\/w\/[^/]+)?\/v2\/api/, '');
}

/** The name of the world that a request goes to. */
export function worldNameOf({ url }: Request): string {
  return /^\/w\/([^/]+)\//.exec(new URL(url).pathname)?.[1] ?? 'default';
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function headersOf(answer: Response): Headers {
  const headers = new Headers(answer.headers);
  headers.delete('content-length');
  return headers;
}

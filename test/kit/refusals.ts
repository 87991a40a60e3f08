/**
 * Requests that are refused: each is told what was wrong, where, and what was expected, in the language it asks
 * for, and none leaves a trace in the world. Beside them stand controls: the same requests pass once the fault is gone.
 */
import { beforeAll, expect, it } from 'vitest';
import { contract } from '../../contracts/openapi/generated/document.ts';
import { createAnswerCheck } from './answer-check.ts';
import { CHINESE, namesIn } from './languages.ts';
import { createTarget, type Target, type Wire } from './target.ts';

export interface How {
  readonly method?: string;
  /** On top of the token and the content-type; null takes one away. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

/** What is wrong, the body, and what the message says. A body that is text, bytes or a stream is sent as it is. */
export type Case = readonly [what: string, body: unknown, says: string | RegExp, how?: How];

export const PRECHECK = '/enter-maintenance-mode-precheck';
export const RESULT = '/enter-maintance-mode-precheck-result';
export const ENTER = '/enter-maintance-mode';
export const EXIT_CHECK = '/exit-maintance-mode-precheck-result';
export const EXIT = '/exit-maintance-mode';
export const MIB = 1024 * 1024;
export const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
/** What a stack or a file of this program would look like. */
export const LEAK =
  /\bat \S+ \(|:\d+:\d+\)|node_modules|node:internal|file:\/\/|\/(src|dist)\/|\.[cm]?[jt]s\b/;
export const ROOT = { username: 'root', password: 'root' };

export const check = createAnswerCheck(contract, contract.info.version);
export const posts = Object.entries(contract.paths).flatMap(([path, { post }]) =>
  post ? [{ path, post }] : [],
);
/** Those that read a body. */
export const withBody = posts.filter(({ post }) => post.requestBody !== undefined);
export let target: Target;

/** A fresh world for the tests of a describe; `prepare` brings it to where they begin. */
export function world(prepare?: () => Promise<void>): void {
  beforeAll(async () => {
    target = createTarget();
    await prepare?.();
  });
}

export function send(path: string, body: unknown, { method = 'POST', headers = {} }: How = {}): Request {
  const all = { authorization: 'token', 'content-type': 'application/json', ...headers };
  return new Request(`http://127.0.0.1${path}`, {
    method,
    headers: Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    duplex: 'half',
    ...(body !== undefined && { body: toBody(body) }),
  });
}

export function toBody(body: unknown): string | Uint8Array<ArrayBuffer> | ReadableStream {
  if (typeof body === 'string' || body instanceof ReadableStream) return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

export async function accepted(path: string, body: unknown, how?: How): Promise<unknown> {
  const answer = await target.fake.fetch(send(`/v2/api${path}`, body, how));
  return answer.status === 200 ? answer.json() : `${answer.status} ${await answer.text()}`;
}

export function refuses(path: string, status: number, cases: readonly Case[]): void {
  const rows = cases.map(([what, body, says, how = {}]): [string, unknown, string | RegExp, How] => {
    return [`${what} (${path}: ${status})`, body, says, how];
  });
  it.each(rows)('refuses %s', async (_, sent, says, how) => {
    const before = target.snapshot();
    const request = send(`/v2/api${path}`, typeof sent === 'function' ? await sent() : sent, how);
    const answer = await target.fake.fetch(request);
    const text = await answer.clone().text();
    expect(target.snapshot()).toBe(before);
    expect([answer.status, text]).toEqual([status, expect.any(String)]);
    await check(request, answer);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json(;|$)/);
    expect(answer.headers.get('x-tower-request-id')).toMatch(UUID);
    const body: Wire['ErrorBody'] = JSON.parse(text);
    expect(body).toMatchObject({ status, path: path.replace(/\?.*/, '').slice(0, 200) });
    expect(body.message).toMatch(says);
    expect(body.message).not.toMatch(LEAK);
    expect(body.message.length).toBeLessThan(600);
    expect(body).not.toHaveProperty('stack');
    expect(body).not.toHaveProperty('code');
  });
  it.each(rows)('tells it in Chinese as well: %s', async (_, sent, _says, how) => {
    const { message: english, ...rest } = await toldIn('en-US', path, sent, how);
    const { message: chinese, ...others } = await toldIn('zh-CN', path, sent, how);
    expect(others).toEqual(rest);
    expect(chinese).not.toBe(english);
    expect(chinese).toMatch(CHINESE);
    expect(chinese).not.toMatch(LEAK);
    expect(namesIn(chinese)).toEqual(expect.arrayContaining(namesIn(english)));
  });
}

async function toldIn(language: string, path: string, sent: unknown, how: How): Promise<Wire['ErrorBody']> {
  const body = typeof sent === 'function' ? await sent() : sent;
  const headers = { ...how.headers, 'content-language': language };
  const request = send(`/v2/api${path}`, body, { ...how, headers });
  return JSON.parse(await (await target.fake.fetch(request)).text());
}

export const where = (what: string, filter: unknown, says: string): Case => [
  what,
  { where: filter },
  `where${says}`,
];

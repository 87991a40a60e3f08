/**
 * Requests that must be rejected: each is told what is wrong, where, and what is expected, in both languages, and
 * leaves no trace in the world.
 * @module
 */
import { expect } from 'vitest';
import { checkWire } from './check.ts';
import { type RequestOptions, requestTo, type TestFake, type Wire } from './fake.ts';
import { CHINESE, namesIn } from './languages.ts';

export interface Rejection {
  readonly path: string;
  readonly status: number;
  /** A function makes a fresh body for each request. */
  readonly body: unknown;
  /** How the English message begins, or what it matches. */
  readonly message: string | RegExp;
  readonly options: RequestOptions;
}

/** What is wrong with a request, its body, what the message says, and how the request is sent. */
export type Fault = readonly [
  what: string,
  body: unknown,
  message: string | RegExp,
  options?: RequestOptions,
];

/** Returns the rejections of one path with one status, each with a title. */
export function rejections(path: string, status: number, faults: readonly Fault[]): [string, Rejection][] {
  return faults.map(([what, body, message, options = {}]) => [
    `${what} (${path}: ${status})`,
    { path, status, body, message, options },
  ]);
}

/** A fault in the filter of a request. */
export function where(what: string, filter: unknown, message: string): Fault {
  return [what, { where: filter }, `where${message}`];
}

export const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** What a stack trace or a file of this program looks like. */
const LEAK = /\bat \S+ \(|:\d+:\d+\)|node_modules|node:internal|file:\/\/|\/(src|dist)\/|\.[cm]?[jt]s\b/;

/** Sends the request in English, the default, and in Chinese. Throws unless both are rejected as they should be. */
export async function assertRejected(fake: TestFake, rejection: Rejection): Promise<void> {
  const before = fake.dump();
  const { message: english, ...body } = await send(fake, rejection);
  const { message: chinese, ...sameBody } = await send(fake, rejection, 'zh-CN');
  expect(fake.dump()).toBe(before);
  const { path, status, message } = rejection;
  expect(body).toMatchObject({ status, path: path.replace(/\?.*/, '').slice(0, 200) });
  expect(body).not.toHaveProperty('stack');
  expect(body).not.toHaveProperty('code');
  expect(english).toMatch(message);
  expect(english).not.toMatch(LEAK);
  expect(english.length).toBeLessThan(600);
  expect(sameBody).toEqual(body);
  expect(chinese).toMatch(CHINESE);
  expect(chinese).not.toMatch(LEAK);
  expect(namesIn(chinese)).toEqual(expect.arrayContaining(namesIn(english)));
}

async function send(
  fake: TestFake,
  { path, status, body, options }: Rejection,
  language?: string,
): Promise<Wire['ErrorBody']> {
  const content: unknown = typeof body === 'function' ? await body() : body;
  const headers = { ...(language !== undefined && { 'content-language': language }), ...options.headers };
  const request = requestTo(path, content, { ...options, headers });
  const answer = await fake.fetch(request);
  const text = await answer.text();
  expect([answer.status, text]).toEqual([status, expect.any(String)]);
  const error: Wire['ErrorBody'] = JSON.parse(text);
  checkWire(request, answer, error);
  expect(answer.headers.get('x-tower-request-id')).toMatch(UUID);
  return error;
}

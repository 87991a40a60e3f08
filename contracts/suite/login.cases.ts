/**
 * Logging in, and what needs a token.
 * @module
 */
import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { Tools } from '../kit/case/tools.ts';
import { Skip } from '../kit/case/verdict.ts';
import { isRead } from '../kit/session/path.ts';
import { first, ok, refused } from '../kit/session/client.ts';
import { anInventory } from './needs.ts';

const NOBODY = 'nobody.nothing.never';

export const loginCases: readonly Case[] = [
  defineCase({
    id: 'LOGIN-001',
    promise: 'A login with the right password answers a token under data, and no task.',
    tier: 'read',
    evidence: 'observed',
    source:
      'Published traffic: {"data":{"token":"..."},"task_id":null}; the official Go SDK panics without data.',
    needs: anInventory,
    async run(t) {
      const answer = ok(await t.as(undefined).POST('/login', { body: account(t) }));
      expect(answer.data.token, 'data.token').toEqual(expect.stringMatching(/\S/));
      expect(answer.task_id, 'task_id').toBeNull();
    },
  }),
  defineCase({
    id: 'LOGIN-002',
    promise: 'A wrong password gets no token, and an error body.',
    tier: 'read',
    evidence: 'specified',
    source: 'The operation declares ErrorBody for its refusals.',
    rests: { 'login.refused': ['400', '401', '403'] },
    needs: anInventory,
    async run(t) {
      const { username } = account(t);
      refused(await t.as(undefined).POST('/login', { body: { username, password: `not-${Date.now()}` } }));
    },
  }),
  defineCase({
    id: 'LOGIN-003',
    promise: 'An unknown user gets no token, and an error body.',
    tier: 'read',
    evidence: 'specified',
    source: 'The operation declares ErrorBody for its refusals.',
    rests: { 'login.refused': ['400', '401', '403'] },
    needs: anInventory,
    async run(t) {
      refused(await t.as(undefined).POST('/login', { body: { username: NOBODY, password: NOBODY } }));
    },
  }),
  defineCase({
    id: 'LOGIN-004',
    promise: 'Every token of several logins stays valid.',
    tier: 'read',
    evidence: 'specified',
    source: 'The official Node SDK logs in once for each request that it sends at the same time.',
    needs: anInventory,
    async run(t) {
      const logins = Array.from({ length: 3 }, () => t.as(undefined).POST('/login', { body: account(t) }));
      const tokens = (await Promise.all(logins)).map((login) => ok(login).data.token);
      for (const token of tokens) ok(await t.as(token).POST('/get-clusters', { body: {} }));
    },
  }),
  defineCase({
    id: 'LOGIN-005',
    promise: 'A login without a password is refused with an error body.',
    tier: 'read',
    evidence: 'specified',
    source: 'username and password are required.',
    needs: anInventory,
    async run(t) {
      const { status } = await t.send('/login', {
        body: { username: NOBODY },
        headers: { authorization: null },
      });
      expect(status, 'status').toBeGreaterThanOrEqual(400);
    },
  }),
  defineCase({
    id: 'AUTH-001',
    promise: 'An operation without a token is refused, and shows nothing.',
    tier: 'read',
    evidence: 'specified',
    source: 'The Authorization scheme is required of the whole API.',
    rests: { 'token.missing': ['401', '403', '400'] },
    needs: anInventory,
    async run(t) {
      refused(await t.as(undefined).POST('/get-hosts', { body: {} }));
    },
  }),
  defineCase({
    id: 'AUTH-002',
    promise: 'An operation with a token that nobody issued is refused, and shows nothing.',
    tier: 'read',
    evidence: 'specified',
    source: 'The Authorization scheme is required of the whole API.',
    rests: { 'token.unknown': ['401', '403', '400'] },
    needs: anInventory,
    async run(t) {
      refused(await t.as(NOBODY).POST('/get-hosts', { body: {} }));
    },
  }),
  defineCase({
    id: 'AUTH-003',
    promise: 'A token with its last characters changed is refused.',
    tier: 'read',
    evidence: 'assumed',
    source: 'Tokens are signed (HS256) in published traffic.',
    rests: { 'token.unknown': ['401', '403', '400'] },
    needs: anInventory,
    async run(t) {
      const forged = `${t.token.slice(0, -4)}${t.token.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
      refused(await t.as(forged).POST('/get-hosts', { body: {} }));
    },
  }),
  defineCase({
    id: 'AUTH-004',
    promise: 'The token is accepted as it is, and after the word Bearer.',
    tier: 'read',
    evidence: 'assumed',
    source: "The official SDKs send it bare, the vendor's Terraform provider as Bearer.",
    rests: { 'token.scheme': ['bare-or-bearer'] },
    needs: anInventory,
    async run(t) {
      ok(await t.as(t.token).POST('/get-hosts', { body: {} }));
      ok(await t.as(`Bearer ${t.token}`).POST('/get-hosts', { body: {} }));
    },
  }),
  defineCase({
    id: 'AUTH-005',
    promise: 'Every read needs a token.',
    tier: 'read',
    evidence: 'specified',
    source: 'Only login and get-version are unsecured in every version.',
    needs: anInventory,
    run: (t) => expectTokensNeeded(t, (path) => isRead(path) && path !== '/login'),
  }),
  defineCase({
    id: 'AUTH-007',
    promise: 'Every operation that changes something needs a token.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'Only login and get-version are unsecured in every version.',
    needs: anInventory,
    run: (t) => expectTokensNeeded(t, (path) => !isRead(path)),
  }),
  defineCase({
    id: 'AUTH-006',
    promise: 'get-my-info answers who the token belongs to.',
    tier: 'read',
    evidence: 'specified',
    source: 'GetMyInfo answers a User.',
    needs: anInventory,
    async run(t) {
      const { username } = account(t);
      const me = ok(await t.api.POST('/get-my-info', {}));
      expect(me.username, 'username').toBe(username);
      const users = ok(await t.api.POST('/get-users', { body: { where: { id: me.id } } }));
      expect(first(users).username, 'the user of that id').toBe(username);
    },
  }),
  defineCase({
    id: 'VERSION-001',
    promise: 'get-version answers a bare JSON string, without a token.',
    tier: 'read',
    evidence: 'specified',
    source: 'GetApiVersion: string, no security.',
    needs: anInventory,
    async run(t) {
      const { status, body } = await t.send('/get-version', {
        method: 'GET',
        headers: { authorization: null },
      });
      expect(status, 'status').toBe(200);
      expect(body, 'body').toEqual(expect.stringMatching(/^\d+\.\d+\.\d+/));
    },
  }),
];

async function expectTokensNeeded(t: Tools, isIncluded: (path: string) => boolean): Promise<void> {
  const operations = Object.entries(t.contract.document.paths);
  const paths = operations.flatMap(([path, { post }]) =>
    post !== undefined && isIncluded(path) ? [path] : [],
  );
  const statuses = paths.map(async (path) => {
    const { status } = await t.send(path, { body: {}, headers: { authorization: null } });
    return { path, status };
  });
  const open = (await Promise.all(statuses)).filter(({ status }) => status < 400).map(({ path }) => path);
  expect(open, 'operations that are open to anybody').toEqual([]);
}

/** Returns the account of the run. Throws Skip if there is only a token, which cannot log in. */
function account({ credentials }: Tools): { username: string; password: string } {
  const { user, password } = credentials;
  if (user === undefined || password === undefined)
    throw new Skip('It needs a user and a password, not a token alone.');
  return { username: user, password };
}

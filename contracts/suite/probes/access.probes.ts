/**
 * What the documents leave open about logins and tokens.
 * @module
 */
import { type Case, defineProbe } from '../../kit/case/case.ts';
import type { Tools } from '../../kit/case/tools.ts';
import { Skip } from '../../kit/case/verdict.ts';
import { anInventory } from '../needs.ts';
import { at } from './unchecked.ts';

export const accessProbes: readonly Case[] = [
  defineProbe({
    row: 'token.missing',
    tier: 'read',
    needs: anInventory,
    async run(t) {
      return { choice: String(await statusWith(t, '/get-hosts', null)) };
    },
  }),
  defineProbe({
    row: 'token.unknown',
    tier: 'read',
    needs: anInventory,
    async run(t) {
      return { choice: String(await statusWith(t, '/get-hosts', 'a.b.c')) };
    },
  }),
  defineProbe({
    row: 'token.scheme',
    tier: 'read',
    needs: anInventory,
    async run(t) {
      const status = await statusWith(t, '/get-hosts', `Bearer ${t.token}`);
      return { choice: status === 200 ? 'bare-or-bearer' : 'bare' };
    },
  }),
  defineProbe({
    row: 'unknown-path.without-token',
    tier: 'read',
    needs: anInventory,
    async run(t) {
      const status = await statusWith(t, '/get-nothing-at-all', null);
      const missing = await statusWith(t, '/get-hosts', null);
      return {
        choice: status === 404 ? 'not-found' : status === missing ? 'token-first' : undefined,
        seen: status,
      };
    },
  }),
  defineProbe({
    row: 'unknown-path.body',
    tier: 'read',
    needs: anInventory,
    async run(t) {
      const { body, text } = await t.send('/get-nothing-at-all', { body: {} });
      const isErrorBody = typeof at(body, 'message') === 'string' && typeof at(body, 'status') === 'number';
      return { choice: isErrorBody ? 'error-body' : 'text', seen: text.slice(0, 200) };
    },
  }),
  defineProbe({
    row: 'login.refused',
    tier: 'read',
    needs: anInventory,
    async run(t) {
      return { choice: String(await statusOfLogin(t, userOf(t))) };
    },
  }),
  defineProbe({
    row: 'login.unknown-user',
    tier: 'read',
    needs: anInventory,
    async run(t) {
      const status = await statusOfLogin(t, 'nobody.nothing.never');
      const wrong = await statusOfLogin(t, userOf(t));
      return {
        choice: status === 404 ? 'not-found' : status === wrong ? 'as-wrong-password' : undefined,
        seen: status,
      };
    },
  }),
];

async function statusWith(t: Tools, path: string, authorization: string | null): Promise<number> {
  return (await t.send(path, { body: {}, headers: { authorization } })).status;
}

async function statusOfLogin(t: Tools, username: string): Promise<number> {
  const body = { username, password: 'certainly not the password' };
  return (await t.send('/login', { body, headers: { authorization: null } })).status;
}

function userOf({ credentials: { user } }: Tools): string {
  if (user === undefined) throw new Skip('It needs the name of a user, not a token alone.');
  return user;
}

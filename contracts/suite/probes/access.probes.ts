/**
 * What the target does about logins and tokens that nobody wrote down.
 * @module
 */
import { type Case, defineProbe } from '../../kit/case/case.ts';
import type { Tools } from '../../kit/case/tools.ts';
import { Skip } from '../../kit/case/verdict.ts';
import { anInventory } from '../needs.ts';

export const accessProbes: readonly Case[] = [
  defineProbe('token.missing', 'read', anInventory, async (t) => {
    t.observe('token.missing', String(await statusWith(t, '/get-hosts', null)));
  }),
  defineProbe('token.unknown', 'read', anInventory, async (t) => {
    t.observe('token.unknown', String(await statusWith(t, '/get-hosts', 'a.b.c')));
  }),
  defineProbe('token.scheme', 'read', anInventory, async (t) => {
    const status = await statusWith(t, '/get-hosts', `Bearer ${t.token}`);
    t.observe('token.scheme', status === 200 ? 'bare-or-bearer' : 'bare');
  }),
  defineProbe('unknown-path.without-token', 'read', anInventory, async (t) => {
    const status = await statusWith(t, '/get-nothing-at-all', null);
    const missing = await statusWith(t, '/get-hosts', null);
    t.observe(
      'unknown-path.without-token',
      status === 404 ? 'not-found' : status === missing ? 'token-first' : undefined,
      status,
    );
  }),
  defineProbe('login.refused', 'read', anInventory, async (t) => {
    t.observe('login.refused', String(await statusOfLogin(t, userOf(t))));
  }),
  defineProbe('login.unknown-user', 'read', anInventory, async (t) => {
    const status = await statusOfLogin(t, 'nobody.nothing.never');
    const wrong = await statusOfLogin(t, userOf(t));
    t.observe(
      'login.unknown-user',
      status === 404 ? 'not-found' : status === wrong ? 'as-wrong-password' : undefined,
      status,
    );
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

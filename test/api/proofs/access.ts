/**
 * What the wire shows of the choices about login and tokens.
 * @module
 */
import { expect } from 'vitest';
import type { ACCESS } from '../../../contracts/behaviours/access.ts';
import type { Target } from '../../kit/target.ts';
import { choose, type Proofs, raw } from './proof.ts';

const HOUR_MS = 60 * 60 * 1_000;

export const ACCESS_PROOFS: Proofs<typeof ACCESS> = {
  'token.missing': byStatus(async (target) => (await raw(target, '/get-hosts', {})).status),
  'token.unknown': byStatus(async (target) => (await raw(target, '/get-hosts', {}, 'a.b.c')).status),
  'token.expired': byStatus(async (target) => {
    choose(target, { 'token.life': 'one-hour' });
    return afterAnHour(target);
  }),
  'token.life': {
    forever: async (target) => expect(await afterAnHour(target)).toBe(200),
    'one-hour': async (target) => {
      expect(await afterAnHour(target)).toBe(401);
      expect(await raw(target, '/get-hosts', {}, await login(target))).toMatchObject({ status: 200 });
      expect(await raw(target, '/get-hosts', {}, 'token')).toMatchObject({ status: 200 });
    },
  },
  'token.scheme': {
    'bare-or-bearer': async (target) => {
      expect(await raw(target, '/get-hosts', {}, 'Bearer token')).toMatchObject({ status: 200 });
      expect(await raw(target, '/get-hosts', {}, 'token')).toMatchObject({ status: 200 });
    },
    bare: async (target) => {
      expect(await raw(target, '/get-hosts', {}, 'Bearer token')).toMatchObject({ status: 401 });
      expect(await raw(target, '/get-hosts', {}, 'token')).toMatchObject({ status: 200 });
    },
  },
  'unknown-path.without-token': {
    'not-found': async (target) => {
      expect(await raw(target, '/get-nothing', {})).toMatchObject({ status: 404 });
      expect(await raw(target, '/get-version', {})).toMatchObject({ status: 405 });
    },
    'token-first': async (target) => {
      expect(await raw(target, '/get-nothing', {})).toMatchObject({ status: 401 });
      expect(await raw(target, '/get-version', {})).toMatchObject({ status: 401 });
      expect(await raw(target, '/get-nothing', {}, 'token')).toMatchObject({ status: 404 });
    },
  },
  'login.refused': byStatus(async (target) => (await loginAs(target, 'root', 'wrong')).status),
  'login.unknown-user': {
    'as-wrong-password': async (target) =>
      expect(await loginAs(target, 'nobody', 'root')).toEqual(await loginAs(target, 'root', 'wrong')),
    'not-found': async (target) =>
      expect(await loginAs(target, 'nobody', 'root')).toMatchObject({
        status: 404,
        body: { props: { error_code: 'USER_NOT_FOUND' } },
      }),
  },
};

type ByStatus = Record<'400' | '401' | '403' | '500', (target: Target) => Promise<void>>;

/** A proof for each status that can be chosen. */
function byStatus(statusOf: (target: Target) => Promise<number>): ByStatus {
  const proof = (status: number) => async (target: Target) => expect(await statusOf(target)).toBe(status);
  return { '400': proof(400), '401': proof(401), '403': proof(403), '500': proof(500) };
}

/** The status of a request with a token of login that is more than an hour old. */
async function afterAnHour(target: Target): Promise<number> {
  const token = await login(target);
  target.fake.clock.advance(HOUR_MS);
  expect(await raw(target, '/get-hosts', {}, token)).toMatchObject({ status: 200 });
  target.fake.clock.advance(1_000);
  return (await raw(target, '/get-hosts', {}, token)).status;
}

async function login(target: Target): Promise<string> {
  const { body } = await target.post<{ data: { token: string } }>('/login', {
    username: 'root',
    password: 'root',
  });
  return body.data.token;
}

function loginAs(target: Target, username: string, password: string) {
  return raw(target, '/login', { username, password });
}

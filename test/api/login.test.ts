import { expect, it } from 'vitest';
import { createTestFake } from '../kit/fake.ts';

const fake = createTestFake();

function login(body: object) {
  return fake.post('/login', {
    username: 'root',
    password: 'root',
    ...body,
  });
}

function getHosts(authorization: string): Response | Promise<Response> {
  return fake.fetch(
    new Request('http://fake/v2/api/get-hosts', { method: 'POST', headers: { authorization } }),
  );
}

it('login gives a token of three base64url parts with an HS256 header and no expiry', async () => {
  const { body } = await login({});
  expect(body.task_id).toBeNull();
  const [header, payload, signature] = body.data.token
    .split('.')
    .map((part) => Buffer.from(part, 'base64url'));
  expect(JSON.parse(String(header))).toMatchObject({ alg: 'HS256' });
  expect(JSON.parse(String(payload))).not.toHaveProperty('exp');
  expect(signature).toHaveLength(32);
});

it('every token stays valid, raw and as Bearer, and so does the static one', async () => {
  const tokens = [];
  for (let i = 0; i < 5; i += 1) {
    tokens.push((await login({ source: 'LOCAL' })).body.data.token);
    fake.clock.advance(24 * 60 * 60 * 1000);
  }
  for (const token of [...tokens, 'token']) {
    expect((await getHosts(token)).status).toBe(200);
    expect((await getHosts(`Bearer ${token}`)).status).toBe(200);
  }
});

it.each([{ source: 'LDAP' }, { source: 'AUTHN', auth_config_id: 'x' }, { mfa_type: 'Mail' }])(
  'does not pretend to know %j',
  async (extra) => {
    const { status, body } = await login(extra);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('not simulated');
  },
);

it('answers the SDKs that look for the active server', async () => {
  const answer = await fake.fetch(new Request('http://fake/api/healthz'));
  expect(answer.status).toBe(200);
});

it('gives the version as a bare JSON string, without a token', async () => {
  const answer = await fake.fetch(new Request('http://fake/v2/api/get-version'));
  expect(await answer.text()).toBe('"4.8.0"');
});

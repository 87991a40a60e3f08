/**
 * A target that is busy, or that ends the session: the suite tries again, and accuses nobody.
 */
import { describe, expect, it } from 'vitest';
import { type Case, defineCase } from '../../contracts/kit/case/case.ts';
import { runCase } from '../../contracts/kit/case/run-case.ts';
import { runSuite } from '../../contracts/kit/case/run-suite.ts';
import { runSafely } from '../../contracts/kit/safety/run-safely.ts';
import { ok } from '../../contracts/kit/session/client.ts';
import type { Transport } from '../../contracts/kit/session/transport.ts';
import { openTarget, type Target } from '../../contracts/kit/target/target.ts';
import { CASES } from '../../contracts/suite/index.ts';
import { anyHost, anInventory } from '../../contracts/suite/needs.ts';
import { createTestFake } from '../kit/fake.ts';
import { ROOT } from '../kit/program.ts';

const CREDENTIALS = { user: ROOT.CLOUDTOWER_USER, password: ROOT.CLOUDTOWER_PASSWORD };

const read: Case = defineCase({
  id: 'BUSY-001',
  promise: 'get-clusters answers.',
  tier: 'read',
  evidence: 'specified',
  source: 'a test',
  needs: anInventory,
  run: async (t) => void ok(await t.api.POST('/get-clusters', { body: {} })),
});

const precheck: Case = defineCase({
  id: 'BUSY-002',
  promise: 'A precheck starts.',
  tier: 'precheck',
  evidence: 'specified',
  source: 'a test',
  needs: anyHost,
  run: async (t, { host }) => {
    const body = { where: { id: host.id } };
    ok(await t.api.POST('/enter-maintenance-mode-precheck', { body }));
  },
});

/** Answers the requests to a path that are listed by their number, counted from 1, in place of a fake. */
async function targetThat(
  path: string,
  trouble: (count: number) => Response | Error | undefined,
  options: { asReal?: boolean; token?: string } = {},
): Promise<{ target: Target; counts: { asked: number } }> {
  const fake = createTestFake({ clock: 'polls' });
  const counts = { asked: 0 };
  const transport: Transport = async (request) => {
    if (!request.url.endsWith(path)) return fake.fetch(request);
    counts.asked += 1;
    const outcome = trouble(counts.asked);
    if (outcome instanceof Error) throw outcome;
    return outcome ?? fake.fetch(request);
  };
  const credentials = options.token === undefined ? CREDENTIALS : { token: options.token };
  const target = await openTarget({ url: 'http://fake.localhost', transport, ...credentials, ...options });
  return { target, counts };
}

/** No pause before the next try. */
const busy = (status: number) =>
  Response.json({ message: 'Later.', status, path: '/' }, { status, headers: { 'retry-after': '0' } });
const reset = () => new TypeError('fetch failed', { cause: new Error('read ECONNRESET') });
const times = (most: number, answer: () => Response | Error) => (count: number) =>
  count <= most ? answer() : undefined;

describe('a read is repeated', () => {
  it.each([
    ['429', () => busy(429)],
    ['502', () => busy(502)],
    ['503', () => busy(503)],
    ['504', () => busy(504)],
  ])('after %s, as often as five times', async (_, answer) => {
    const { target, counts } = await targetThat('/get-clusters', times(5, answer));
    expect(await runCase(read, target)).toMatchObject({ status: 'pass' });
    expect(counts.asked).toBe(6);
  });

  it('after a reset', async () => {
    const { target } = await targetThat('/get-clusters', times(1, reset));
    expect(await runCase(read, target)).toMatchObject({ status: 'pass' });
  });

  it('once after 500', async () => {
    const { target, counts } = await targetThat(
      '/get-clusters',
      times(1, () => busy(500)),
    );
    expect(await runCase(read, target)).toMatchObject({ status: 'pass' });
    expect(counts.asked).toBe(2);
  });
});

describe('a case is in error, and nothing is failed, when', () => {
  it('a read stays busy', async () => {
    const { target } = await targetThat('/get-clusters', () => busy(503));
    expect(await runCase(read, target)).toMatchObject({
      status: 'error',
      reason: 'Unavailable: /get-clusters: the target is busy, it answered 503.',
    });
  });

  it('a change meets a reset: it may have been made', async () => {
    const path = '/enter-maintenance-mode-precheck';
    const { target, counts } = await targetThat(path, reset);
    expect(await runCase(precheck, target)).toMatchObject({
      status: 'error',
      reason: expect.stringContaining('no answer came: read ECONNRESET'),
    });
    expect(counts.asked).toBe(1);
  });

  it('its preparation meets 500 twice', async () => {
    const { target } = await targetThat('/get-hosts', () => busy(500));
    expect(await runCase(precheck, target)).toMatchObject({ status: 'error' });
  });
});

describe('a promise is judged by a fault of the server', () => {
  const path = '/enter-maintenance-mode-precheck';

  it('only if the case meets it again', async () => {
    const { target, counts } = await targetThat(path, () => busy(500));
    const { results } = await runSuite([precheck], target);
    expect(results).toMatchObject([{ id: precheck.id, status: 'fail' }]);
    expect(counts.asked).toBe(2);
  });

  it('not if it passes', async () => {
    const { target } = await targetThat(
      path,
      times(1, () => busy(500)),
    );
    expect((await runSuite([precheck], target)).results).toMatchObject([{ status: 'pass' }]);
  });
});

describe('a session that ends in mid-run', () => {
  const ended = () => Response.json({ message: 'No.', status: 401, path: '/' }, { status: 401 });

  /** A target on which the token of the run is refused from a request on, until somebody logs in again. */
  async function targetWhoseSessionEnds(token?: string): Promise<{ target: Target; logins: () => number }> {
    const fake = createTestFake({ clock: 'polls' });
    let [requests, logins] = [0, 0];
    const transport: Transport = async (request) => {
      if (request.url.endsWith('/login')) logins += 1;
      else if (request.url.endsWith('/get-clusters')) requests += 1;
      const isOver =
        requests >= 2 && logins < 2 && request.method === 'POST' && !request.url.endsWith('/login');
      return isOver ? ended() : fake.fetch(request);
    };
    const credentials = token === undefined ? CREDENTIALS : { token };
    const target = await openTarget({
      url: 'http://fake.localhost',
      transport,
      ...credentials,
      asReal: true,
    });
    return { target, logins: () => logins };
  }

  it('is begun anew, and the request repeated', async () => {
    const { target, logins } = await targetWhoseSessionEnds();
    const run = await runSafely([read, { ...read, id: 'BUSY-003' }], target, { say: () => {} });
    expect(run.results.map(({ status }) => status)).toEqual(['pass', 'pass']);
    expect(logins()).toBe(2);
  });

  it('ends the run if there is only a token', async () => {
    const { target } = await targetWhoseSessionEnds('token');
    const run = await runSafely([read, { ...read, id: 'BUSY-003' }], target, { say: () => {} });
    expect(run.results.map(({ status }) => status)).toEqual(['error']);
    expect(run.stopped).toContain('set CLOUDTOWER_TOKEN to a new one');
  });

  it('is not what an operation means that refuses this user', async () => {
    const { target, counts } = await targetThat('/get-vms', ended, { asReal: true });
    const vms: Case = { ...read, run: async (t) => void ok(await t.api.POST('/get-vms', { body: {} })) };
    const { results, stopped } = await runSafely([vms], target, { say: () => {} });
    expect([results.map(({ status }) => status), stopped]).toEqual([['fail'], undefined]);
    expect(counts.asked).toBe(1);
  });
});

describe('a target whose tasks never end', () => {
  it('fails three cases, and is not asked the others that wait for a task', async () => {
    const fake = createTestFake({ clock: 'polls' });
    const transport: Transport = async (request) => {
      const answer = await fake.fetch(request);
      if (!request.url.endsWith('/get-tasks')) return answer;
      const text = (await answer.text()).replaceAll(/"status":"(SUCCESSED|FAILED)"/g, '"status":"EXECUTING"');
      return new Response(text, answer);
    };
    const target = await openTarget({ url: 'http://fake.localhost', transport, ...CREDENTIALS });
    const cases = CASES.filter(({ id }) => id.startsWith('ENTER-') || id === 'LOGIN-001');
    const { results } = await runSuite(cases, target);
    const failed = results.filter(({ status }) => status === 'fail').map(({ id }) => id);
    expect(failed).toHaveLength(3);
    const skipped = results.filter(({ status }) => status === 'skip');
    expect(skipped.length).toBe(cases.length - 4);
    expect(new Set(skipped.map(({ reason }) => reason))).toEqual(
      new Set([`Tasks do not end: ${failed.join(', ')}.`]),
    );
    expect(results[0]).toMatchObject({ id: 'LOGIN-001', status: 'pass' });
  });
});

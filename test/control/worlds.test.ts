import { describe, expect, it } from 'vitest';
import { createApi } from '../../contracts/kit/session/client.ts';
import { enter } from '../../contracts/kit/session/maintenance.ts';
import { settle } from '../../contracts/kit/session/settle.ts';
import { docsProfile } from '../../contracts/profiles/docs.ts';
import { type Control, createTestFake, type Host, type TestFake } from '../kit/fake.ts';
import { runs } from '../kit/runs.ts';
import { dump } from '../kit/scenario-runner.ts';

type World = Control['World'];

const TINY = { scenario: 1, clusters: [{ name: 'c', hosts: [{ name: 'only', vms: [{ name: 'v' }] }] }] };

describe('a world', () => {
  it('is made on first use, from the scenario of the server, with a seed of its own', async () => {
    const fake = createTestFake({ seed: '7' });
    const [here] = await fake.call('/get-hosts', {});
    const [there] = await fake.call('/get-hosts', {}, 'ci-1');
    expect(there?.name).toBe(here?.name);
    expect(there?.id).not.toBe(here?.id);
    expect((await fake.control<World>('GET', '/world', undefined, 'ci-1')).body).toMatchObject({
      name: 'ci-1',
      seed: '7/ci-1',
      scenario: 'default',
    });
  });

  it('is the same for the same name on another server with the same seed', async () => {
    const [one, two] = [createTestFake(), createTestFake()];
    expect(await one.call('/get-vms', {}, 'a')).toEqual(await two.call('/get-vms', {}, 'a'));
  });

  it('knows tokens of its own only', async () => {
    const fake = createTestFake();
    const login = { username: 'root', password: 'root' };
    const { data } = await fake.call('/login', login, 'a');
    const ask = (world: string) =>
      fake.fetch(
        new Request(`http://fake/w/${world}/v2/api/get-hosts`, {
          method: 'POST',
          headers: { authorization: data.token },
        }),
      );
    expect((await ask('a')).status).toBe(200);
    expect((await ask('b')).status).toBe(401);
  });

  it.each(['a b', 'x'.repeat(65), '.hidden', '-x', 'naïve'])('cannot be called %j', async (name) => {
    const fake = createTestFake();
    const answer = await fake.fetch(new Request(`http://fake/w/${encodeURI(name)}/v2/api/get-version`));
    expect(answer.status).toBe(400);
    expect(fake.worlds.list()).toHaveLength(1);
  });

  it('has a clock of its own', async () => {
    const fake = createTestFake();
    await fake.control('POST', '/clock/advance', { ms: 5_000 }, 'a');
    const now = async (world?: string) =>
      (await fake.control<World>('GET', '/world', undefined, world)).body.now;
    expect([await now('a'), await now('b'), await now()]).toEqual([
      '2026-01-01T00:00:05.000Z',
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
    ]);
  });
});

describe('many clients, each in a world of its own, at once', () => {
  it('each do a whole maintenance and see nothing of each other', async () => {
    const fake = createTestFake({ clock: 'polls' });
    const names = Array.from({ length: runs(40, 200) }, (_, index) => `w${index}`);
    const seen = await Promise.all(
      names.map((name, index) => enterHost(fake, name, `node-0${1 + (index % 3)}`)),
    );
    for (const [index, hosts] of seen.entries()) {
      const inMaintenance = hosts.filter(({ host_state }) => host_state?.state === 'MAINTENANCE_MODE');
      expect(inMaintenance.map(({ name }) => name)).toEqual([`node-0${1 + (index % 3)}`]);
    }
    // A world ends the same when it is alone.
    const alone = createTestFake({ clock: 'polls' });
    await enterHost(alone, 'w7', 'node-02');
    expect(dump(alone.worlds.get('w7').world)).toBe(dump(fake.worlds.get('w7').world));
    expect(fake.world.size('Task')).toBe(0);
  });
});

describe('resetting a world', () => {
  it('lets it start anew as it did, ids and all', async () => {
    const fake = createTestFake();
    const before = fake.dump();
    await fake.call('/poweroff-vm', { where: { name: 'web-01' } });
    await fake.control('POST', '/breakpoints', { step: 'precheck' });
    fake.clock.advance(60_000);
    expect(fake.dump()).not.toBe(before);
    await fake.control('POST', '/reset');
    expect(fake.dump()).toBe(before);
    expect((await fake.control('GET', '/breakpoints')).body).toEqual([]);
  });

  it('can give it another scenario, seed, time, clock and behaviours', async () => {
    const fake = createTestFake({ clock: 'real' });
    const { body } = await fake.control<World>('POST', '/reset', {
      scenario: TINY,
      seed: 'x',
      start: '2030-05-05T05:05:05Z',
      clock: { mode: 'manual' },
      behaviours: { 'login.refused': '401' },
    });
    expect(body).toMatchObject({
      seed: 'x',
      now: '2030-05-05T05:05:05.000Z',
      clock: { mode: 'manual', speed: 1 },
      behaviours: { 'login.refused': '401' },
      counts: { Host: 1, Vm: 1 },
    });
    const hosts = await fake.call('/get-hosts', {});
    expect(hosts.map(({ name }) => name)).toEqual(['only']);
  });

  it('can give it a profile, and other choices before it', async () => {
    const fake = createTestFake();
    const { body } = await fake.control<World>('POST', '/reset', {
      profile: 'docs',
      behaviours: { 'precheck-result.done': 'may-enter' },
    });
    const choices = { ...docsProfile.behaviours, 'precheck-result.done': 'may-enter' };
    expect(body.behaviours).toEqual(choices);
    const rows = await fake.control<Control['Behaviour'][]>('PUT', '/behaviours', { profile: 'docs' });
    const chosen = rows.body.filter(({ id }) => Object.hasOwn(docsProfile.behaviours, id));
    expect(Object.fromEntries(chosen.map(({ id, choice }) => [id, choice]))).toEqual(docsProfile.behaviours);
  });

  it.each([
    [{ scenario: 'nowhere' }, 'default, docs'],
    [{ scenario: { scenario: 1, clusters: [] } }, 'clusters'],
    [
      { scenario: { scenario: 1, clusters: [{ name: 'c', hosts: [{ name: 'a' }, { name: 'a' }] }] } },
      'twice',
    ],
    [{ scenario: 5 }, 'scenario'],
    [{ start: 'yesterday' }, 'start'],
    [{ start: '+275760-09-13T00:00:00Z' }, '1970 to 9999'],
    [{ clock: { mode: 'warp' } }, 'clock.mode'],
    [{ behaviours: { 'login.refuse': '401' } }, 'Did you mean login.refused?'],
    [{ behaviours: { 'login.refused': '418' } }, '400, 401'],
    [{ profile: 'nobody' }, 'There is no profile nobody; there are docs.'],
    [{ colour: 'red' }, 'body'],
  ])('refuses %j, and the world is untouched', async (body, words) => {
    const fake = createTestFake();
    await fake.call('/poweroff-vm', { where: { name: 'web-01' } });
    const before = fake.dump();
    const answer = await fake.control<Control['ControlError']>('POST', '/reset', body);
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining(words) } });
    expect(fake.dump()).toBe(before);
  });
});

describe('the worlds of a server', () => {
  it('can be listed, and deleted but for the default one', async () => {
    const fake = createTestFake();
    await fake.call('/get-hosts', {}, 'a');
    await fake.call('/get-hosts', {}, 'b');
    const names = async () => (await fake.control<World[]>('GET', '/worlds')).body.map(({ name }) => name);
    expect(await names()).toEqual(['default', 'a', 'b']);
    expect((await fake.control('DELETE', '/worlds/a')).status).toBe(200);
    expect(await names()).toEqual(['default', 'b']);
    expect((await fake.control('DELETE', '/worlds/a')).status).toBe(404);
    expect((await fake.control('DELETE', '/worlds/default')).status).toBe(409);
  });

  it('make room for a new one: the one not used for longest goes', async () => {
    const fake = createTestFake({ worlds: { limit: 3 } });
    for (const name of ['a', 'b', 'a', 'c']) fake.worlds.get(name);
    expect(fake.worlds.list().map(({ name }) => name)).toEqual(['default', 'a', 'c']);
  });

  it('never lose one that answers a request: the new one is refused instead', async () => {
    const fake = createTestFake({ worlds: { limit: 2 } });
    const { body, write, end } = slowBody();
    const slow = fake.fetch(slowRequest('busy', body));
    write('{"where":');
    expect(await statusOf(fake, 'other')).toBe(503);
    write('{}}');
    end();
    expect((await slow).status).toBe(200);
    expect(await statusOf(fake, 'other')).toBe(200);
    expect(fake.worlds.list().map(({ name }) => name)).toEqual(['default', 'other']);
  });

  it('never lose one whose control is answering, either', async () => {
    const fake = createTestFake({ worlds: { limit: 2 } });
    const { body, write, end } = slowBody();
    const headers = { 'content-type': 'application/json' };
    const slow = fake.fetch(
      new Request('http://fake/w/busy/_fake/reset', { method: 'POST', headers, body, duplex: 'half' }),
    );
    write('{"seed":');
    expect(await statusOf(fake, 'other')).toBe(503);
    write('"mine"}');
    end();
    expect((await slow).status).toBe(200);
    expect(fake.worlds.get('busy').world.seed).toBe('mine');
  });

  it('forget those that nobody uses', async () => {
    const fake = createTestFake({ worlds: { idleMs: 0 } });
    fake.worlds.get('a');
    fake.worlds.get('b');
    expect(fake.worlds.list().map(({ name }) => name)).not.toContain('a');
  });
});

describe('the control API', () => {
  it('can be switched off', async () => {
    const fake = createTestFake({ control: false });
    expect((await fake.fetch(new Request('http://fake/_fake/world'))).status).toBe(404);
  });

  it('can require its token', async () => {
    const fake = createTestFake({ control: { token: 'secret' } });
    const ask = (headers: Record<string, string>) =>
      fake.fetch(new Request('http://fake/_fake/world', { headers }));
    expect((await ask({})).status).toBe(401);
    expect((await ask({ 'x-control-token': 'guess' })).status).toBe(401);
    expect((await ask({ 'x-control-token': 'secret' })).status).toBe(200);
  });

  it('lists its operations when a request matches none', async () => {
    const answer = await createTestFake({ clock: 'real' }).fetch(new Request('http://fake/_fake/clocks'));
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('GET /_fake/clock,');
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['too deep', '['.repeat(200)],
  ])('refuses a body that is %s', async (_, body) => {
    const fake = createTestFake();
    const headers = { 'content-type': 'application/json' };
    const answer = await fake.fetch(
      new Request('http://fake/_fake/clock/advance', { method: 'POST', headers, body }),
    );
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain('.ts:');
  });
});

async function statusOf(fake: TestFake, world: string): Promise<number> {
  return (await fake.fetch(new Request(`http://fake/w/${world}/v2/api/get-version`))).status;
}

function slowRequest(world: string, body: ReadableStream): Request {
  const headers = { authorization: 'token', 'content-type': 'application/json' };
  return new Request(`http://fake/w/${world}/v2/api/get-hosts`, {
    method: 'POST',
    headers,
    body,
    duplex: 'half',
  });
}

function slowBody() {
  const encoder = new TextEncoder();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  return {
    body: readable,
    write: (text: string) => void writer.write(encoder.encode(text)),
    end: () => void writer.close(),
  };
}

/** Enters a host of a world by the wire alone. Returns the hosts as they are then. */
async function enterHost(fake: TestFake, world: string, name: string): Promise<readonly Host[]> {
  const api = createApi(`http://fake/w/${world}/v2/api`, (request) => fake.fetch(request), 'token');
  const [host] = await fake.call('/get-hosts', { where: { name } }, world);
  const operator = {
    api,
    settle: (id: string | null | undefined) => settle(api, id, { pollMs: 0, limitMs: 0 }),
  };
  await enter(operator, { id: host?.id ?? '' });
  return fake.call('/get-hosts', {}, world);
}

import { describe, expect, it } from 'vitest';
import { docsProfile } from '../../contracts/profiles/docs.ts';
import { createFake, type Fake } from '../../src/server/fake.ts';
import { type Control, call, control } from '../kit/control.ts';
import { dump } from '../kit/scenario-runner.ts';

type World = Control['World'];
interface Named {
  readonly id: string;
  readonly name: string;
}

const TINY = { scenario: 1, clusters: [{ name: 'c', hosts: [{ name: 'only', vms: [{ name: 'v' }] }] }] };

describe('a world', () => {
  it('is made on first use, from the scenario of the server, with a seed of its own', async () => {
    const fake = createFake({ clock: 'manual', seed: '7' });
    const [here] = await call<Named[]>(fake, '/get-hosts', {});
    const [there] = await call<Named[]>(fake, '/get-hosts', {}, 'ci-1');
    expect(there?.name).toBe(here?.name);
    expect(there?.id).not.toBe(here?.id);
    expect((await control<World>(fake, 'GET', '/world', undefined, 'ci-1')).body).toMatchObject({
      name: 'ci-1',
      seed: '7/ci-1',
      scenario: 'default',
    });
  });

  it('is the same for the same name on another server with the same seed', async () => {
    const [one, two] = [createFake({ clock: 'manual' }), createFake({ clock: 'manual' })];
    expect(await call(one, '/get-vms', {}, 'a')).toEqual(await call(two, '/get-vms', {}, 'a'));
  });

  it('knows tokens of its own only', async () => {
    const fake = createFake({ clock: 'manual' });
    const login = { username: 'root', password: 'root' };
    const { data } = await call<{ data: { token: string } }>(fake, '/login', login, 'a');
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
    const fake = createFake({ clock: 'manual' });
    const answer = await fake.fetch(new Request(`http://fake/w/${encodeURI(name)}/v2/api/get-version`));
    expect(answer.status).toBe(400);
    expect(fake.worlds.list()).toHaveLength(1);
  });

  it('has a clock of its own', async () => {
    const fake = createFake({ clock: 'manual' });
    await control(fake, 'POST', '/clock/advance', { ms: 5_000 }, 'a');
    const now = async (world?: string) =>
      (await control<World>(fake, 'GET', '/world', undefined, world)).body.now;
    expect([await now('a'), await now('b'), await now()]).toEqual([
      '2026-01-01T00:00:05.000Z',
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
    ]);
  });
});

describe('two hundred clients in two hundred worlds at once', () => {
  it('each do a whole maintenance and see nothing of each other', async () => {
    const fake = createFake({ clock: 'polls' });
    const names = Array.from({ length: 200 }, (_, index) => `w${index}`);
    const seen = await Promise.all(
      names.map((name, index) => enterHost(fake, name, `node-0${1 + (index % 3)}`)),
    );
    for (const [index, hosts] of seen.entries()) {
      const inMaintenance = hosts.filter(({ host_state }) => host_state?.state === 'MAINTENANCE_MODE');
      expect(inMaintenance.map(({ name }) => name)).toEqual([`node-0${1 + (index % 3)}`]);
    }
    // What one world came to is what it comes to when it is alone.
    const alone = createFake({ clock: 'polls' });
    await enterHost(alone, 'w7', 'node-02');
    expect(dump(alone.worlds.get('w7').world)).toBe(dump(fake.worlds.get('w7').world));
    expect(fake.world.size('Task')).toBe(0);
  });
});

describe('resetting a world', () => {
  it('lets it start anew as it did, ids and all', async () => {
    const fake = createFake({ clock: 'manual' });
    const before = dump(fake.world);
    await call(fake, '/poweroff-vm', { where: { name: 'web-01' } });
    await control(fake, 'POST', '/breakpoints', { step: 'precheck' });
    fake.clock.advance(60_000);
    expect(dump(fake.world)).not.toBe(before);
    await control(fake, 'POST', '/reset');
    expect(dump(fake.world)).toBe(before);
    expect((await control(fake, 'GET', '/breakpoints')).body).toEqual([]);
  });

  it('can give it another scenario, seed, time, clock and behaviours', async () => {
    const fake = createFake();
    const { body } = await control<World>(fake, 'POST', '/reset', {
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
    const hosts = await call<Named[]>(fake, '/get-hosts', {});
    expect(hosts.map(({ name }) => name)).toEqual(['only']);
  });

  it('can give it a profile, and other choices before it', async () => {
    const fake = createFake({ clock: 'manual' });
    const { body } = await control<World>(fake, 'POST', '/reset', {
      profile: 'docs',
      behaviours: { 'precheck-result.done': 'may-enter' },
    });
    const choices = { ...docsProfile.behaviours, 'precheck-result.done': 'may-enter' };
    expect(body.behaviours).toEqual(choices);
    const rows = await control<Control['Behaviour'][]>(fake, 'PUT', '/behaviours', { profile: 'docs' });
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
    const fake = createFake({ clock: 'manual' });
    await call(fake, '/poweroff-vm', { where: { name: 'web-01' } });
    const before = dump(fake.world);
    const answer = await control<Control['ControlError']>(fake, 'POST', '/reset', body);
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining(words) } });
    expect(dump(fake.world)).toBe(before);
  });
});

describe('the worlds of a server', () => {
  it('can be listed, and deleted but for the default one', async () => {
    const fake = createFake({ clock: 'manual' });
    await call(fake, '/get-hosts', {}, 'a');
    await call(fake, '/get-hosts', {}, 'b');
    const names = async () => (await control<World[]>(fake, 'GET', '/worlds')).body.map(({ name }) => name);
    expect(await names()).toEqual(['default', 'a', 'b']);
    expect((await control(fake, 'DELETE', '/worlds/a')).status).toBe(200);
    expect(await names()).toEqual(['default', 'b']);
    expect((await control(fake, 'DELETE', '/worlds/a')).status).toBe(404);
    expect((await control(fake, 'DELETE', '/worlds/default')).status).toBe(409);
  });

  it('make room for a new one: the one not used for longest goes', async () => {
    const fake = createFake({ clock: 'manual', worlds: { limit: 3 } });
    for (const name of ['a', 'b', 'a', 'c']) fake.worlds.get(name);
    expect(fake.worlds.list().map(({ name }) => name)).toEqual(['default', 'a', 'c']);
  });

  it('never lose one that answers a request: the new one is refused instead', async () => {
    const fake = createFake({ clock: 'manual', worlds: { limit: 2 } });
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
    const fake = createFake({ clock: 'manual', worlds: { limit: 2 } });
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
    const fake = createFake({ clock: 'manual', worlds: { idleMs: 0 } });
    fake.worlds.get('a');
    fake.worlds.get('b');
    expect(fake.worlds.list().map(({ name }) => name)).not.toContain('a');
  });
});

describe('the control API', () => {
  it('can be switched off', async () => {
    const fake = createFake({ control: false });
    expect((await fake.fetch(new Request('http://fake/_fake/world'))).status).toBe(404);
  });

  it('can be kept for who has its token', async () => {
    const fake = createFake({ control: { token: 'secret' } });
    const ask = (headers: Record<string, string>) =>
      fake.fetch(new Request('http://fake/_fake/world', { headers }));
    expect((await ask({})).status).toBe(401);
    expect((await ask({ 'x-control-token': 'guess' })).status).toBe(401);
    expect((await ask({ 'x-control-token': 'secret' })).status).toBe(200);
  });

  it('says what there is when asked for what there is not', async () => {
    const answer = await createFake().fetch(new Request('http://fake/_fake/clocks'));
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('GET /_fake/clock,');
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['too deep', '['.repeat(200)],
  ])('refuses a body that is %s', async (_, body) => {
    const fake = createFake({ clock: 'manual' });
    const headers = { 'content-type': 'application/json' };
    const answer = await fake.fetch(
      new Request('http://fake/_fake/clock/advance', { method: 'POST', headers, body }),
    );
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain('.ts:');
  });
});

async function statusOf(fake: Fake, world: string): Promise<number> {
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

interface Host extends Named {
  readonly host_state: { readonly state: string } | null;
}

/** Enters a host of a world by the wire alone, and answers the hosts as they are then. */
async function enterHost(fake: Fake, world: string, name: string): Promise<Host[]> {
  const post = <T>(path: string, body: unknown) => call<T>(fake, path, body, world);
  const [host] = await post<Host[]>('/get-hosts', { where: { name } });
  const { task_id } = await post<{ task_id: string }>('/enter-maintenance-mode-precheck', {
    where: { name },
  });
  await ended(post, task_id);
  const found = await post<{ shutdownVms: { vm_uuid: string }[] }>('/enter-maintance-mode-precheck-result', {
    where: { task_id },
  });
  const entering = await post<{ task_id: string }>('/enter-maintance-mode', {
    where: { host_id: host?.id },
    data: { shutdown_vms: found.shutdownVms.map(({ vm_uuid }) => vm_uuid) },
  });
  await ended(post, entering.task_id);
  return post<Host[]>('/get-hosts', {});
}

async function ended(post: <T>(path: string, body: unknown) => Promise<T>, id: string): Promise<void> {
  for (let polls = 0; polls < 500; polls += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each poll depends on the last
    const [task] = await post<{ status: string }[]>('/get-tasks', { where: { id } });
    if (task?.status === 'SUCCESSED') return;
  }
  throw new Error(`Task ${id} does not end.`);
}

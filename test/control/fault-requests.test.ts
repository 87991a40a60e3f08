import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { createFake, type Fake } from '../../src/server/fake.ts';
import { type Control, call, control } from '../kit/control.ts';
import { addFault, ask, counts, faulty, host, operate, statusOf, vm } from '../kit/fault.ts';

const RESET = expect.objectContaining({ message: 'fetch failed', cause: expect.anything() });

describe('a fault that answers', () => {
  it('answers its status with an ErrorBody, and nothing is done', async () => {
    const fake = await faulty({ do: 'answer', operation: '/poweroff-vm', status: 503 });
    const answer = await ask(fake, '/poweroff-vm', { where: { name: 'web-01' } });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      message: 'This answer was injected by fault-1.',
      status: 503,
      path: '/poweroff-vm',
    });
    expect(fake.world.size('Task')).toBe(0);
  });

  it('says what a code means, and carries it as other errors do', async () => {
    const fake = await faulty({ do: 'answer', status: 400, code: 'EC_CLUSTER_API_TIMEOUT' });
    expect(await call(fake, '/get-hosts', {})).toMatchObject({
      message:
        'This answer was injected by fault-1: the cluster did not answer in time. [EC_CLUSTER_API_TIMEOUT]',
      props: { error_code: 'EC_CLUSTER_API_TIMEOUT' },
    });
  });

  it('carries ResourceLocked where the specification has it, and words of the user', async () => {
    const fake = await faulty({ do: 'answer', status: 400, code: 'ResourceLocked', message: 'Come back.' });
    expect(await call(fake, '/get-hosts', {})).toEqual({
      message: 'Come back.',
      status: 400,
      path: '/get-hosts',
      code: 'ResourceLocked',
    });
  });
});

describe('a fault strikes', () => {
  it('once unless told otherwise, and is counted', async () => {
    const fake = await faulty({ do: 'answer', status: 500 });
    expect([await statusOf(fake), await statusOf(fake), await statusOf(fake)]).toEqual([500, 200, 200]);
    expect(await counts(fake)).toEqual([3, 1]);
  });

  it('from the n-th request on, as often as told', async () => {
    const fake = await faulty({ do: 'answer', status: 500, nth: 2, times: 2 });
    expect(await statuses(fake, 4)).toEqual([200, 500, 500, 200]);
  });

  it('always, when told so', async () => {
    const fake = await faulty({ do: 'answer', status: 500, times: 'always' });
    expect(await statuses(fake, 30)).toEqual(Array.from({ length: 30 }, () => 500));
  });

  it('by chance of the seed: the same for the same seed, and no id of the world is another', async () => {
    const rule = { do: 'answer', status: 500, probability: 0.5, times: 'always' } as const;
    const drawn = async (seed: string) => statuses(await faulty(rule, { seed }), 40);
    const first = await drawn('a');
    expect(await drawn('a')).toEqual(first);
    expect(await drawn('b')).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 500]));
    const [with_, without] = [await faulty(rule), createFake({ clock: 'manual' })];
    await statuses(with_, 10);
    await control(with_, 'DELETE', '/faults');
    expect(await operate(with_, 'poweroff-vm', 'web-01')).toBe(
      await operate(without, 'poweroff-vm', 'web-01'),
    );
  });

  it('by operation, by path or by its id', async () => {
    const fake = await faulty({ do: 'answer', status: 500, operation: 'GetVms' });
    await addFault(fake, { do: 'answer', status: 501, operation: '/get-clusters' });
    const asked = ['/get-hosts', '/get-vms', '/get-clusters'];
    expect(await Promise.all(asked.map((path) => statusOf(fake, path)))).toEqual([200, 500, 501]);
  });

  it('by the host or the VM that a body names, in whatever way', async () => {
    const fake = createFake({ clock: 'manual' });
    const [{ local_id }, { id }] = [await vm(fake, 'web-01'), await host(fake, 'node-01')];
    await addFault(fake, { do: 'answer', status: 500, vm: 'web-01', times: 'always' });
    await addFault(fake, { do: 'answer', status: 501, host: id, times: 'always' });
    const asked = ['web-02', 'web-01', local_id, 'node-01', 'node-02', id];
    expect(await Promise.all(asked.map((name) => statusOf(fake, '/get-vms', bodyOf(name))))).toEqual([
      200, 500, 500, 501, 200, 501,
    ]);
  });

  it('in the order of the faults, and a request meets only one of those by which it ends', async () => {
    const fake = await faulty({ do: 'answer', status: 500 });
    await addFault(fake, { do: 'answer', status: 501 });
    expect(await statuses(fake, 3)).toEqual([500, 501, 200]);
  });

  it('in its own world only', async () => {
    const fake = createFake({ clock: 'manual' });
    await control(fake, 'POST', '/faults', { do: 'answer', status: 500, times: 'always' }, 'a');
    expect(await call(fake, '/get-hosts', {}, 'a')).toMatchObject({ status: 500 });
    expect(await call(fake, '/get-hosts', {}, 'b')).toHaveLength(5);
    expect(await statusOf(fake)).toBe(200);
  });

  it('not the control API, and not who has no token', async () => {
    const fake = await faulty({ do: 'answer', status: 500, times: 'always' });
    expect((await control(fake, 'GET', '/world')).status).toBe(200);
    const answer = await fake.fetch(new Request('http://fake/v2/api/get-hosts', { method: 'POST' }));
    expect(answer.status).toBe(401);
  });
});

describe('a fault that resets the connection', () => {
  it('rejects in process as fetch does, and nothing is done', async () => {
    const fake = await faulty({ do: 'reset', operation: '/poweroff-vm' });
    const error = await statusOf(fake, '/poweroff-vm', { where: { name: 'web-01' } });
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toEqual(RESET);
    expect(fake.world.size('Task')).toBe(0);
  });

  it('resets it on a socket, and the server goes on', async () => {
    const fake = await faulty({ do: 'reset' });
    await using server = await fake.listen();
    const url = `${server.url}/v2/api/get-version`;
    await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect((await fetch(url)).status).toBe(200);
  });

  it('sends nothing before', async () => {
    const fake = await faulty({ do: 'reset' });
    await using server = await fake.listen();
    const socket = net.connect(server.port, '127.0.0.1');
    const came: Buffer[] = [];
    socket.on('data', (data) => came.push(data));
    const error = new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
    socket.write('GET /v2/api/get-version HTTP/1.1\r\nHost: tower\r\n\r\n');
    expect((await error).code).toBe('ECONNRESET');
    expect(Buffer.concat(came).byteLength).toBe(0);
  });
});

describe('a fault that loses the answer', () => {
  it('does the work, over a socket too', async () => {
    const fake = await faulty({ do: 'lose-answer', operation: '/poweroff-vm', times: 2 });
    const lost = { where: { name: 'web-01' } };
    expect(await statusOf(fake, '/poweroff-vm', lost)).toEqual(RESET);
    await using server = await fake.listen();
    const headers = { authorization: 'token', 'content-type': 'application/json' };
    const body = JSON.stringify({ where: { name: 'web-02' } });
    await expect(
      fetch(`${server.url}/v2/api/poweroff-vm`, { method: 'POST', headers, body }),
    ).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    fake.clock.advance(60_000);
    expect([(await vm(fake, 'web-01')).status, (await vm(fake, 'web-02')).status]).toEqual([
      'STOPPED',
      'STOPPED',
    ]);
  });

  it('stands in the journal with what it changed, and without a status', async () => {
    const fake = await faulty({ do: 'lose-answer', operation: '/poweroff-vm' });
    await statusOf(fake, '/poweroff-vm', { where: { name: 'web-01' } });
    const { body } = await control<Control['Journal']>(fake, 'GET', '/journal');
    const lost = body.requests.find(({ path }) => path === '/poweroff-vm');
    expect(lost?.tasks).toEqual([...fake.world.ids('Task')]);
    expect(lost).not.toHaveProperty('status');
  });

  it('loses a refusal, too', async () => {
    const fake = await faulty({ do: 'lose-answer' });
    expect(await statusOf(fake, '/enter-maintance-mode', { where: { host_id: 'x' }, data: {} })).toEqual(
      RESET,
    );
  });
});

describe('a fault that delays', () => {
  it('answers on a manual clock once time has been advanced far enough', async () => {
    const fake = await faulty({ do: 'delay', ms: 5_000, operation: '/poweroff-vm' });
    let isAnswered = false;
    const slow = operate(fake, 'poweroff-vm', 'web-01').then((id) => {
      isAnswered = true;
      return id;
    });
    await turn();
    await control(fake, 'POST', '/clock/advance', { ms: 4_999 });
    await turn();
    expect([isAnswered, fake.world.size('Task')]).toEqual([false, 0]);
    await control(fake, 'POST', '/clock/advance', { ms: 1 });
    expect(fake.world.get('Task', await slow)?.local_created_at).toBe('2026-01-01T00:00:05.000Z');
  });

  it('lets go who waits for a manual clock when the clock is manual no more', async () => {
    const fake = await faulty({ do: 'delay', ms: 5_000 });
    const slow = statusOf(fake);
    await turn();
    await control(fake, 'PUT', '/clock', { mode: 'polls' });
    expect(await slow).toBe(200);
  });

  it('moves a clock of polls on', async () => {
    const fake = await faulty({ do: 'delay', ms: 5_000 }, { clock: 'polls' });
    expect(await statusOf(fake)).toBe(200);
    expect(fake.clock.now()).toBe(Date.parse('2026-01-01T00:00:05Z'));
  });

  it('takes its share of the wall on a real clock', async () => {
    const fake = await faulty({ do: 'delay', ms: 50_000 }, { clock: { speed: 1_000 } });
    const before = fake.clock.now();
    expect(await statusOf(fake)).toBe(200);
    expect(fake.clock.now() - before).toBeGreaterThanOrEqual(49_000);
  });

  it('adds up with others, and with what answers', async () => {
    const fake = await faulty({ do: 'delay', ms: 1_000 }, { clock: 'polls' });
    await addFault(fake, { do: 'delay', ms: 2_000 });
    await addFault(fake, { do: 'answer', status: 504 });
    expect(await statusOf(fake)).toBe(504);
    expect(fake.clock.now()).toBe(Date.parse('2026-01-01T00:00:03Z'));
  });

  it('does the work for a client that hangs up, without waiting', async () => {
    const fake = await faulty({ do: 'delay', ms: 5_000 });
    const hangUp = new AbortController();
    const slow = fake.fetch(
      new Request('http://fake/v2/api/poweroff-vm', {
        method: 'POST',
        headers: { authorization: 'token', 'content-type': 'application/json' },
        body: JSON.stringify({ where: { name: 'web-01' } }),
        signal: hangUp.signal,
      }),
    );
    await turn();
    hangUp.abort();
    expect((await slow).status).toBe(200);
    expect(fake.world.size('Task')).toBe(1);
  });
});

describe('a fault by which reads lag', () => {
  it('shows VMs as they were so long ago, while the task has ended', async () => {
    const fake = await faulty({ do: 'read-lag', ms: 10_000 });
    const id = await operate(fake, 'poweroff-vm', 'web-01');
    fake.clock.advance(5_000);
    expect(await call(fake, '/get-tasks', { where: { id } })).toMatchObject([{ status: 'SUCCESSED' }]);
    expect((await vm(fake, 'web-01')).status).toBe('RUNNING');
    expect(await running(fake)).toBe('RUNNING');
    fake.clock.advance(10_000);
    expect((await vm(fake, 'web-01')).status).toBe('STOPPED');
  });

  it('finds, counts and derives what was, not what is', async () => {
    const fake = createFake({ clock: 'manual' });
    const before = await call(fake, '/get-hosts', {});
    await addFault(fake, { do: 'read-lag', ms: 60_000 });
    await operate(fake, 'poweroff-vm', 'web-01');
    fake.clock.advance(30_000);
    expect(await call(fake, '/get-hosts', {})).toEqual(before);
    const where = { name: 'web-01', status: 'STOPPED' };
    expect(await call(fake, '/get-vms-connection', { where })).toEqual({ aggregate: { count: 0 } });
    fake.clock.advance(60_000);
    expect(await call(fake, '/get-vms-connection', { where })).toEqual({ aggregate: { count: 1 } });
  });

  it('acts on the world as it is: only reads lag', async () => {
    const fake = await faulty({ do: 'read-lag', ms: 60_000 });
    await operate(fake, 'poweroff-vm', 'web-01');
    fake.clock.advance(30_000);
    expect(await statusOf(fake, '/poweroff-vm', { where: { name: 'web-01' } })).toBe(400);
  });

  it('forgets a VM later than it is gone', async () => {
    const fake = await faulty({ do: 'read-lag', ms: 10_000 });
    await operate(fake, 'poweroff-vm', 'web-01');
    fake.clock.advance(20_000);
    await operate(fake, 'delete-vm', 'web-01');
    fake.clock.advance(5_000);
    expect(await call(fake, '/get-vms', { where: { name: 'web-01' } })).toHaveLength(1);
    fake.clock.advance(10_000);
    expect(await call(fake, '/get-vms', { where: { name: 'web-01' } })).toEqual([]);
  });

  it('is over when it is removed, and changes go no further than to it', async () => {
    const fake = await faulty({ do: 'read-lag', ms: 60_000 });
    await operate(fake, 'poweroff-vm', 'web-01');
    fake.clock.advance(5_000);
    await control(fake, 'DELETE', '/faults/fault-1');
    expect((await vm(fake, 'web-01')).status).toBe('STOPPED');
  });

  it('goes by the behaviours as they are now', async () => {
    const fake = await faulty({ do: 'read-lag', ms: 60_000 });
    const find = () => call<unknown[]>(fake, '/get-vms', { where: { name_contains: 'WEB' } });
    const behave = (choice: string) =>
      control(fake, 'PUT', '/behaviours', { behaviours: { 'reads.text-case': choice } });
    await behave('sensitive');
    expect(await find()).toEqual([]);
    await behave('insensitive');
    expect((await find()).length).toBeGreaterThan(0);
  });

  it('can mean single reads', async () => {
    const fake = await faulty({ do: 'read-lag', ms: 60_000, operation: '/get-vms', times: 1 });
    await operate(fake, 'poweroff-vm', 'web-01');
    fake.clock.advance(5_000);
    expect([await running(fake), await running(fake)]).toEqual(['RUNNING', 'STOPPED']);
  });
});

async function statuses(fake: Fake, count: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  // oxlint-disable-next-line no-await-in-loop -- one after another
  for (let request = 0; request < count; request += 1) seen.push(await statusOf(fake));
  return seen;
}

/** A body that names something, deep down. */
function bodyOf(name: string): object {
  return { where: { OR: [{ name_in: [name] }] } };
}

async function running(fake: Fake): Promise<string | undefined> {
  const [found] = await call<{ status: string }[]>(fake, '/get-vms', { where: { name: 'web-01' } });
  return found?.status;
}

/** Lets everything that can happen without time happen. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

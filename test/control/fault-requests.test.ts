import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Control, createTestFake, type TestFake } from '../kit/fake.ts';
import { addFault, countsOf, faultyFake, operate, statusOf } from '../kit/faults.ts';

const RESET = expect.objectContaining({ message: 'fetch failed', cause: expect.anything() });

describe('a fault that answers', () => {
  it('answers its status with an ErrorBody, and nothing is done', async () => {
    const fake = await faultyFake({ do: 'answer', operation: '/poweroff-vm', status: 503 });
    const answer = await fake.post('/poweroff-vm', { where: { name: 'web-01' } });
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({
      message: 'This answer was injected by fault-1.',
      status: 503,
      path: '/poweroff-vm',
    });
    expect(fake.world.size('Task')).toBe(0);
  });

  it('says what a code means, and carries it as other errors do', async () => {
    const fake = await faultyFake({ do: 'answer', status: 400, code: 'EC_CLUSTER_API_TIMEOUT' });
    expect(await fake.call('/get-hosts', {})).toMatchObject({
      message:
        'This answer was injected by fault-1: the cluster did not answer in time. [EC_CLUSTER_API_TIMEOUT]',
      props: { error_code: 'EC_CLUSTER_API_TIMEOUT' },
    });
  });

  it('carries ResourceLocked where the specification has it, and words of the user', async () => {
    const fake = await faultyFake({
      do: 'answer',
      status: 400,
      code: 'ResourceLocked',
      message: 'Come back.',
    });
    expect(await fake.call('/get-hosts', {})).toEqual({
      message: 'Come back.',
      status: 400,
      path: '/get-hosts',
      code: 'ResourceLocked',
    });
  });
});

describe('a fault fires', () => {
  it('once by default, and is counted', async () => {
    const fake = await faultyFake({ do: 'answer', status: 500 });
    expect([await statusOf(fake), await statusOf(fake), await statusOf(fake)]).toEqual([500, 200, 200]);
    expect(await countsOf(fake)).toEqual([3, 1]);
  });

  it('from the nth request on, as often as its rule says', async () => {
    const fake = await faultyFake({ do: 'answer', status: 500, nth: 2, times: 2 });
    expect(await statuses(fake, 4)).toEqual([200, 500, 500, 200]);
  });

  it('on every request if its rule says always', async () => {
    const fake = await faultyFake({ do: 'answer', status: 500, times: 'always' });
    expect(await statuses(fake, 30)).toEqual(Array.from({ length: 30 }, () => 500));
  });

  it('at random by the seed: the same for the same seed, and without a change to the ids of the world', async () => {
    const rule = { do: 'answer', status: 500, probability: 0.5, times: 'always' } as const;
    const drawn = async (seed: string) => statuses(await faultyFake(rule, { seed }), 40);
    const first = await drawn('a');
    expect(await drawn('a')).toEqual(first);
    expect(await drawn('b')).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 500]));
    const [with_, without] = [await faultyFake(rule), createTestFake()];
    await statuses(with_, 10);
    await with_.control('DELETE', '/faults');
    expect(await operate(with_, '/poweroff-vm', 'web-01')).toBe(
      await operate(without, '/poweroff-vm', 'web-01'),
    );
  });

  it('by operation, by path or by its id', async () => {
    const fake = await faultyFake({ do: 'answer', status: 500, operation: 'GetVms' });
    await addFault(fake, { do: 'answer', status: 501, operation: '/get-clusters' });
    const names = ['/get-hosts', '/get-vms', '/get-clusters'];
    expect(await Promise.all(names.map((path) => statusOf(fake, path)))).toEqual([200, 500, 501]);
  });

  it('for the host or the VM that a body names, by any id', async () => {
    const fake = createTestFake();
    const [{ local_id }, { id }] = [await fake.vm('web-01'), await fake.host('node-01')];
    await addFault(fake, { do: 'answer', status: 500, vm: 'web-01', times: 'always' });
    await addFault(fake, { do: 'answer', status: 501, host: id, times: 'always' });
    const names = ['web-02', 'web-01', local_id, 'node-01', 'node-02', id];
    expect(await Promise.all(names.map((name) => statusOf(fake, '/get-vms', bodyOf(name))))).toEqual([
      200, 500, 500, 501, 200, 501,
    ]);
  });

  it('in the order of the faults, and only one fault ends a request', async () => {
    const fake = await faultyFake({ do: 'answer', status: 500 });
    await addFault(fake, { do: 'answer', status: 501 });
    expect(await statuses(fake, 3)).toEqual([500, 501, 200]);
  });

  it('in its own world only', async () => {
    const fake = createTestFake();
    await fake.control('POST', '/faults', { do: 'answer', status: 500, times: 'always' }, 'a');
    expect(await fake.call('/get-hosts', {}, 'a')).toMatchObject({ status: 500 });
    expect(await fake.call('/get-hosts', {}, 'b')).toHaveLength(5);
    expect(await statusOf(fake)).toBe(200);
  });

  it('neither on the control API nor on a request without a token', async () => {
    const fake = await faultyFake({ do: 'answer', status: 500, times: 'always' });
    expect((await fake.control('GET', '/world')).status).toBe(200);
    const answer = await fake.fetch(new Request('http://fake/v2/api/get-hosts', { method: 'POST' }));
    expect(answer.status).toBe(401);
  });
});

describe('a fault that resets the connection', () => {
  it('rejects in process as fetch does, and nothing is done', async () => {
    const fake = await faultyFake({ do: 'reset', operation: '/poweroff-vm' });
    const error = await statusOf(fake, '/poweroff-vm', { where: { name: 'web-01' } });
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toEqual(RESET);
    expect(fake.world.size('Task')).toBe(0);
  });

  it('resets it on a socket, and the server goes on', async () => {
    const fake = await faultyFake({ do: 'reset' });
    await using server = await fake.listen();
    const url = `${server.url}/v2/api/get-version`;
    await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect((await fetch(url)).status).toBe(200);
  });

  it('sends nothing before', async () => {
    const fake = await faultyFake({ do: 'reset' });
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
    const fake = await faultyFake({ do: 'lose-answer', operation: '/poweroff-vm', times: 2 });
    const lost = { where: { name: 'web-01' } };
    expect(await statusOf(fake, '/poweroff-vm', lost)).toEqual(RESET);
    await using server = await fake.listen();
    const headers = { authorization: 'token', 'content-type': 'application/json' };
    const body = JSON.stringify({ where: { name: 'web-02' } });
    await expect(
      fetch(`${server.url}/v2/api/poweroff-vm`, { method: 'POST', headers, body }),
    ).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    fake.clock.advance(60_000);
    expect([(await fake.vm('web-01')).status, (await fake.vm('web-02')).status]).toEqual([
      'STOPPED',
      'STOPPED',
    ]);
  });

  it('stands in the journal with what it changed, and without a status', async () => {
    const fake = await faultyFake({ do: 'lose-answer', operation: '/poweroff-vm' });
    await statusOf(fake, '/poweroff-vm', { where: { name: 'web-01' } });
    const { body } = await fake.control<Control['Journal']>('GET', '/journal');
    const lost = body.requests.find(({ path }) => path === '/poweroff-vm');
    expect(lost?.tasks).toEqual([...fake.world.ids('Task')]);
    expect(lost).not.toHaveProperty('status');
  });

  it('loses a refusal, too', async () => {
    const fake = await faultyFake({ do: 'lose-answer' });
    expect(await statusOf(fake, '/enter-maintance-mode', { where: { host_id: 'x' }, data: {} })).toEqual(
      RESET,
    );
  });
});

describe('a fault that delays', () => {
  it('answers on a manual clock once time has been advanced far enough', async () => {
    const fake = await faultyFake({ do: 'delay', ms: 5_000, operation: '/poweroff-vm' });
    let isAnswered = false;
    const slow = operate(fake, '/poweroff-vm', 'web-01').then((id) => {
      isAnswered = true;
      return id;
    });
    await turn();
    await fake.control('POST', '/clock/advance', { ms: 4_999 });
    await turn();
    expect([isAnswered, fake.world.size('Task')]).toEqual([false, 0]);
    await fake.control('POST', '/clock/advance', { ms: 1 });
    expect(fake.world.get('Task', await slow)?.local_created_at).toBe('2026-01-01T00:00:05.000Z');
  });

  it('releases a delayed request when the clock is no longer manual', async () => {
    const fake = await faultyFake({ do: 'delay', ms: 5_000 });
    const slow = statusOf(fake);
    await turn();
    await fake.control('PUT', '/clock', { mode: 'polls' });
    expect(await slow).toBe(200);
  });

  it('advances a clock in the mode polls', async () => {
    const fake = await faultyFake({ do: 'delay', ms: 5_000 }, { clock: 'polls' });
    expect(await statusOf(fake)).toBe(200);
    expect(fake.clock.now()).toBe(Date.parse('2026-01-01T00:00:05Z'));
  });

  it('takes wall time by the speed of a real clock', async () => {
    const fake = await faultyFake({ do: 'delay', ms: 50_000 }, { clock: { speed: 1_000 } });
    const before = fake.clock.now();
    expect(await statusOf(fake)).toBe(200);
    expect(fake.clock.now() - before).toBeGreaterThanOrEqual(49_000);
  });

  it('adds up with others, and with what answers', async () => {
    const fake = await faultyFake({ do: 'delay', ms: 1_000 }, { clock: 'polls' });
    await addFault(fake, { do: 'delay', ms: 2_000 });
    await addFault(fake, { do: 'answer', status: 504 });
    expect(await statusOf(fake)).toBe(504);
    expect(fake.clock.now()).toBe(Date.parse('2026-01-01T00:00:03Z'));
  });

  it('does the work for a client that hangs up, without waiting', async () => {
    const fake = await faultyFake({ do: 'delay', ms: 5_000 });
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
    const fake = await faultyFake({ do: 'read-lag', ms: 10_000 });
    const id = await operate(fake, '/poweroff-vm', 'web-01');
    fake.clock.advance(5_000);
    expect(await fake.call('/get-tasks', { where: { id } })).toMatchObject([{ status: 'SUCCESSED' }]);
    expect((await fake.vm('web-01')).status).toBe('RUNNING');
    expect(await running(fake)).toBe('RUNNING');
    fake.clock.advance(10_000);
    expect((await fake.vm('web-01')).status).toBe('STOPPED');
  });

  it('filters, counts and derives by the state of then', async () => {
    const fake = createTestFake();
    const before = await fake.call('/get-hosts', {});
    await addFault(fake, { do: 'read-lag', ms: 60_000 });
    await operate(fake, '/poweroff-vm', 'web-01');
    fake.clock.advance(30_000);
    expect(await fake.call('/get-hosts', {})).toEqual(before);
    const where = { name: 'web-01', status: 'STOPPED' };
    expect(await fake.call('/get-vms-connection', { where })).toEqual({ aggregate: { count: 0 } });
    fake.clock.advance(60_000);
    expect(await fake.call('/get-vms-connection', { where })).toEqual({ aggregate: { count: 1 } });
  });

  it('acts on the world as it is: only reads lag', async () => {
    const fake = await faultyFake({ do: 'read-lag', ms: 60_000 });
    await operate(fake, '/poweroff-vm', 'web-01');
    fake.clock.advance(30_000);
    expect(await statusOf(fake, '/poweroff-vm', { where: { name: 'web-01' } })).toBe(400);
  });

  it('shows a deleted VM until the lag has passed', async () => {
    const fake = await faultyFake({ do: 'read-lag', ms: 10_000 });
    await operate(fake, '/poweroff-vm', 'web-01');
    fake.clock.advance(20_000);
    await operate(fake, '/delete-vm', 'web-01');
    fake.clock.advance(5_000);
    expect(await fake.call('/get-vms', { where: { name: 'web-01' } })).toHaveLength(1);
    fake.clock.advance(10_000);
    expect(await fake.call('/get-vms', { where: { name: 'web-01' } })).toEqual([]);
  });

  it('ends when it is removed', async () => {
    const fake = await faultyFake({ do: 'read-lag', ms: 60_000 });
    await operate(fake, '/poweroff-vm', 'web-01');
    fake.clock.advance(5_000);
    await fake.control('DELETE', '/faults/fault-1');
    expect((await fake.vm('web-01')).status).toBe('STOPPED');
  });

  it('uses the behaviours in force now', async () => {
    const fake = await faultyFake({ do: 'read-lag', ms: 60_000 });
    const find = () => fake.call('/get-vms', { where: { name_contains: 'WEB' } });
    const behave = (choice: string) =>
      fake.control('PUT', '/behaviours', { behaviours: { 'reads.text-case': choice } });
    await behave('sensitive');
    expect(await find()).toEqual([]);
    await behave('insensitive');
    expect((await find()).length).toBeGreaterThan(0);
  });

  it('can match single reads', async () => {
    const fake = await faultyFake({ do: 'read-lag', ms: 60_000, operation: '/get-vms', times: 1 });
    await operate(fake, '/poweroff-vm', 'web-01');
    fake.clock.advance(5_000);
    expect([await running(fake), await running(fake)]).toEqual(['RUNNING', 'STOPPED']);
  });
});

async function statuses(fake: TestFake, count: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let request = 0; request < count; request += 1) seen.push(await statusOf(fake));
  return seen;
}

/** A body that names something, deep down. */
function bodyOf(name: string): object {
  return { where: { OR: [{ name_in: [name] }] } };
}

async function running(fake: TestFake): Promise<string | undefined> {
  const [found] = await fake.call('/get-vms', { where: { name: 'web-01' } });
  return found?.status;
}

/** Lets everything that can happen without time happen. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

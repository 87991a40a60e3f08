import { describe, expect, it } from 'vitest';
import { JOURNAL_LIMIT } from '../../src/server/engine/journal/journal.ts';
import { type Control, createTestFake, type TestFake } from '../kit/fake.ts';

type Journal = Control['Journal'];
type Timeline = Control['Timeline'];
type Verification = Control['Verification'];

/** Enters node-01 with what must be shut down, to its end; answers the task and the VMs that were named. */
async function enter(fake: TestFake, without?: string): Promise<{ task: string; named: string[] }> {
  const [host] = await fake.call('/get-hosts', { where: { name: 'node-01' } });
  const { body } = await fake.control<Control['Plan']>('GET', '/plan/node-01');
  const names = body.vms.filter(({ action, name }) => action === 'shut-down' && name !== without);
  const vms = await fake.call('/get-vms', { where: { id_in: names.map(({ vm }) => vm) } });
  const named = vms.map(({ local_id }) => local_id);
  const request = { where: { host_id: host?.id }, data: { shutdown_vms: named } };
  const { task_id } = await fake.call('/enter-maintance-mode', request);
  fake.clock.advance(600_000);
  return { task: task_id ?? '', named };
}

const journalOf = async (fake: TestFake, query = '') =>
  (await fake.control<Journal>('GET', `/journal${query}`)).body;
const timelineOf = async (fake: TestFake, thing: string) =>
  (await fake.control<Timeline>('GET', `/timeline/${thing}`)).body;

describe('the journal', () => {
  it('has every request with its time, its status and its tasks', async () => {
    const fake = createTestFake();
    const { task, named } = await enter(fake);
    await fake.call('/get-hosts', { where: { nam: 'x' } });
    await fake.call('/nothing-here', {});
    const { requests } = await journalOf(fake);
    expect(requests.map(({ path, status, operation }) => [path, operation, status])).toEqual([
      ['/get-hosts', 'GetHosts', 200],
      ['/get-vms', 'GetVms', 200],
      ['/enter-maintance-mode', 'EnterMaintenanceMode', 200],
      ['/get-hosts', 'GetHosts', 400],
      ['/nothing-here', undefined, 404],
    ]);
    expect(requests[2]).toMatchObject({
      at: '2026-01-01T00:00:00.000Z',
      world: 'default',
      body: { data: { shutdown_vms: named } },
      tasks: [task],
    });
  });

  it('has the immediate changes of a request', async () => {
    const fake = createTestFake();
    await enter(fake);
    const { requests, events } = await journalOf(fake, '?operation=EnterMaintenanceMode');
    const [request] = requests;
    const caused = events.filter(({ cause }) => cause.request === request?.id);
    expect(caused.map(({ id }) => id)).toEqual(request?.events);
    expect(caused.map(({ kind, words }) => [kind, words])).toEqual([
      ['Task', 'Host node-01 enters maintenance mode: PENDING'],
      ['Host', 'begins to enter maintenance mode'],
    ]);
  });

  it('does not hold a poll responsible for the steps it moves on', async () => {
    const fake = createTestFake({ clock: 'polls' });
    await fake.call('/poweroff-vm', { where: { name: 'web-01' } });
    for (let polls = 0; polls < 5; polls += 1) {
      await fake.call('/get-tasks', {});
    }
    const { requests, events } = await journalOf(fake, '?operation=GetTasks');
    expect(events.map(({ words }) => words)).toContain('powered off');
    expect(requests.flatMap((request) => [...request.events, ...request.tasks])).toEqual([]);
  });

  it('can be filtered by id, count, operation and status', async () => {
    const fake = createTestFake();
    for (const path of ['/get-vms', '/get-hosts', '/get-hosts', '/get-host']) {
      await fake.call(path, {});
    }
    const paths = async (query: string) => (await journalOf(fake, query)).requests.map(({ path }) => path);
    expect(await paths('?since=2')).toEqual(['/get-hosts', '/get-host']);
    expect(await paths('?limit=1')).toEqual(['/get-host']);
    expect(await paths('?operation=/get-hosts')).toEqual(['/get-hosts', '/get-hosts']);
    expect(await paths('?operation=GetVms')).toEqual(['/get-vms']);
    expect(await paths('?status=404')).toEqual(['/get-host']);
    expect((await fake.control('GET', '/journal?since=soon')).status).toBe(400);
  });

  it('keeps no secrets and no large bodies', async () => {
    const fake = createTestFake({ password: 'sesame-1' });
    const { data } = await fake.call('/login', {
      username: 'root',
      password: 'sesame-1',
    });
    await fake.call('/get-vms', { where: { name_in: ['x'.repeat(40_000)] } });
    await fake.call('/login', { username: 'root', password: ['sesame-1'] });
    const journal = await journalOf(fake);
    expect(JSON.stringify(journal)).not.toContain('sesame-1');
    expect(JSON.stringify(journal)).not.toContain(data.token);
    expect(journal.requests[0]?.body).toEqual({ username: 'root', password: '***' });
    expect(journal.requests[1]).not.toHaveProperty('body');
  });

  it('is bounded: the oldest make room, and it says how many', async () => {
    const fake = createTestFake();
    for (let i = 0; i < JOURNAL_LIMIT.requests + 7; i += 1) {
      await fake.fetch(new Request(`http://fake/v2/api/get-version`));
    }
    const { requests, forgotten } = await journalOf(fake);
    expect(requests).toHaveLength(JOURNAL_LIMIT.requests);
    expect(requests[0]?.id).toBe(8);
    expect(forgotten).toEqual({ requests: 7, events: 0 });
  });

  it('is emptied when asked, and by a reset', async () => {
    const fake = createTestFake();
    await enter(fake);
    await fake.control('DELETE', '/journal');
    expect(await journalOf(fake)).toEqual({
      requests: [],
      events: [],
      forgotten: { requests: 0, events: 0 },
    });
    await fake.call('/get-hosts', {});
    await fake.control('POST', '/reset');
    expect((await journalOf(fake)).requests).toEqual([]);
    await enter(fake);
    expect((await journalOf(fake)).events.length).toBeGreaterThan(5);
  });

  it('notes a request whose connection was lost, without a status', async () => {
    const fake = createTestFake();
    fake.faults.add({ do: 'lose-answer', operation: '/poweroff-vm' });
    await expect(fake.call('/poweroff-vm', { where: { name: 'web-01' } })).rejects.toThrow(TypeError);
    const [request] = (await journalOf(fake)).requests;
    expect(request).toMatchObject({ path: '/poweroff-vm', tasks: [expect.any(String)] });
    expect(request).not.toHaveProperty('status');
  });
});

describe('a timeline', () => {
  it('has the events of a VM with the task and the reason', async () => {
    const fake = createTestFake();
    const { task } = await enter(fake);
    const web = await timelineOf(fake, 'web-01');
    expect(web.events.map(({ words, cause }) => [words, cause])).toEqual([
      [
        'live migrated from node-01 to node-02',
        { task, step: 'live-migrate', rule: 'can-move', because: 'node-02 can take it' },
      ],
    ]);
    expect(web.events[0]?.line).toMatch(
      new RegExp(
        `^00:00:\\d\\d web-01 live migrated from node-01 to node-02 by task ${task}, because node-02 can take it$`,
      ),
    );
    const gpu = await timelineOf(fake, 'gpu-render-01');
    expect(gpu.events[0]).toMatchObject({
      words: 'shut down',
      cause: { rule: 'gpu-device', because: expect.stringContaining('GPU') },
      changes: expect.arrayContaining([{ field: 'status', before: 'RUNNING', after: 'STOPPED' }]),
    });
  });

  it('of a host has the VMs that came to it and left it, too', async () => {
    const fake = createTestFake();
    await enter(fake);
    const words = (await timelineOf(fake, 'node-01')).events.map(
      (event) => `${event.thing.name}: ${event.words}`,
    );
    expect(words[0]).toBe('node-01: begins to enter maintenance mode');
    expect(words).toContain('web-01: live migrated from node-01 to node-02');
    expect(words).toContain('db-sriov-01: shut down');
    expect(words.at(-1)).toBe('node-01: is in maintenance mode');
    expect((await timelineOf(fake, 'node-02')).events.map(({ words: came }) => came)).toContain(
      'live migrated from node-01 to node-02',
    );
  });

  it('can be read by id and local_id, too, even of a deleted VM', async () => {
    const fake = createTestFake();
    const [vm] = await fake.call('/get-vms', { where: { name: 'web-01' } });
    await fake.call('/poweroff-vm', { where: { id: vm?.id } });
    fake.clock.advance(60_000);
    expect((await timelineOf(fake, vm?.local_id ?? '')).thing.id).toBe(vm?.id);
    await fake.call('/delete-vm', { where: { id: vm?.id } });
    fake.clock.advance(60_000);
    expect((await timelineOf(fake, 'web-01')).events.map(({ words }) => words)).toEqual([
      'powered off',
      'deleted',
    ]);
    expect((await timelineOf(fake, vm?.id ?? '')).events).toHaveLength(2);
    expect((await fake.control('GET', '/timeline/nobody')).status).toBe(404);
  });
});

describe('verifying calls', () => {
  const verifyOf = async (fake: TestFake, expectation: object) =>
    (await fake.control<Verification>('POST', '/journal/verify', expectation)).body;

  it('says whether enter was called once with these VMs, in whatever order', async () => {
    const fake = createTestFake();
    const { named } = await enter(fake);
    const body = { data: { shutdown_vms: named.toReversed() } };
    const once = { operation: 'EnterMaintenanceMode', body, times: { exactly: 1 } };
    expect(named).toHaveLength(2);
    expect(await verifyOf(fake, once)).toMatchObject({ ok: true, count: 1, near_misses: [] });
    expect(await verifyOf(fake, { ...once, times: { at_least: 2 } })).toMatchObject({ ok: false, count: 1 });
    expect(await verifyOf(fake, { ...once, status: 200 })).toMatchObject({ ok: true });
  });

  it('shows near misses, and how they differ', async () => {
    const fake = createTestFake();
    const { named } = await enter(fake, 'gpu-render-01');
    const body = { data: { shutdown_vms: [...named, 'another'] } };
    const verdict = await verifyOf(fake, { operation: '/enter-maintance-mode', body });
    expect(verdict).toMatchObject({ ok: false, count: 0 });
    expect(verdict.near_misses[0]?.differences).toEqual([
      `body.data.shutdown_vms: expected ${JSON.stringify([...named, 'another'])}, got ${JSON.stringify(named)}`,
    ]);
  });

  it('counts no call where there was none, and passes if none was expected', async () => {
    const fake = createTestFake();
    expect(await verifyOf(fake, { operation: 'StartVm' })).toMatchObject({
      ok: false,
      count: 0,
      near_misses: [],
    });
    expect(await verifyOf(fake, { operation: 'StartVm', times: { exactly: 0 } })).toMatchObject({ ok: true });
    expect((await fake.control('POST', '/journal/verify', { body: {} })).status).toBe(400);
    const misspelt = { operation: '/enter-maintenance-mode', times: { exactly: 0 } };
    const answer = await fake.control<Control['ControlError']>('POST', '/journal/verify', misspelt);
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('/enter-maintance-mode') },
    });
    expect((await fake.control('GET', '/journal?operation=zzz')).status).toBe(400);
  });
});

describe('the stream of events', () => {
  it('sends the journal as it grows, and goes on after the last that was seen', async () => {
    const fake = createTestFake();
    await using server = await fake.listen();
    const first = await follow(server.url);
    await enter(fake);
    const seen = await first.until('is in maintenance mode');
    expect(seen).toContain('event: request');
    expect(seen).toMatch(/id: \d+\nevent: event\ndata: \{"id"/);
    await first.end();
    await expect.poll(() => fake.journal.listeners).toBe(0);
    const ids = [...seen.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    const resumed = await follow(server.url, ids.at(-2));
    const rest = await resumed.until('the journal as it grows');
    expect([...rest.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))[0]).toBe(ids.at(-1));
    await resumed.end();
  });
});

describe('a stream of events ends', () => {
  it('when its world is deleted', async () => {
    const fake = createTestFake();
    await using server = await fake.listen();
    const stream = await follow(`${server.url}/w/ci-1`);
    await stream.until('the journal as it grows');
    await fetch(`${server.url}/_fake/worlds/ci-1`, { method: 'DELETE' });
    await expect(stream.until('something that never comes')).rejects.toThrow('The stream ended');
  });

  it('when nobody reads it, and keeps nothing more for its reader', async () => {
    const fake = createTestFake();
    const answer = await fake.fetch(new Request('http://fake/_fake/events'));
    const body = JSON.stringify({ where: { name: 'x'.repeat(30_000) } });
    const headers = { authorization: 'token', 'content-type': 'application/json' };
    for (let i = 0; i < 4_000 && fake.journal.listeners > 0; i += 1) {
      await fake.fetch(new Request('http://fake/v2/api/get-vms', { method: 'POST', body, headers }));
    }
    expect(fake.journal.listeners).toBe(0);
    await expect(answer.text()).rejects.toThrow('Last-Event-ID');
  });
});

/** Reads a stream of events until a text has come. */
async function follow(url: string, lastId?: number) {
  const abort = new AbortController();
  const answer = await fetch(`${url}/_fake/events`, {
    signal: abort.signal,
    ...(lastId !== undefined && { headers: { 'last-event-id': String(lastId) } }),
  });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  return {
    async until(text: string): Promise<string> {
      let seen = '';
      while (!seen.includes(text)) {
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) throw new Error(`The stream ended before ${text}: ${seen}`);
        seen += value;
      }
      return seen;
    },
    async end(): Promise<void> {
      await reader?.cancel().catch(() => {});
      abort.abort();
    },
  };
}

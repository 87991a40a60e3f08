import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChoices } from '../../contracts/behaviours/choices.ts';
import { BEHAVIOURS, type BehaviourChoices } from '../../contracts/behaviours/index.ts';
import type { FakeOptions } from '../../src/server/fake.ts';
import { SavedStates } from '../../src/server/worlds/saved-states.ts';
import { checksumOf } from '../../src/server/worlds/snapshot/codec.ts';
import type { Content as Snapshot } from '../../src/server/worlds/snapshot/shape.ts';
import { actions, scenarios } from '../kit/arbitraries.ts';
import { type Control, createTestFake, type TestFake } from '../kit/fake.ts';
import { play } from '../kit/requests.ts';
import { runs } from '../kit/runs.ts';
import { dump } from '../kit/scenario-runner.ts';

type Refused = Control['ControlError'];
type World = Control['World'];

/** Any choice of some rows of the behaviour table. */
const behaviours: fc.Arbitrary<BehaviourChoices> = fc
  .record(
    Object.fromEntries(
      Object.entries(BEHAVIOURS).map(([id, { choices }]) => [id, fc.constantFrom(...Object.keys(choices))]),
    ),
    { requiredKeys: [] },
  )
  .map(parseChoices);

const surroundings: fc.Arbitrary<FakeOptions> = fc.record({
  scenario: scenarios,
  behaviours: fc.oneof(fc.constant({}), behaviours),
  clock: fc.constantFrom('manual', 'manual', 'polls'),
  seed: fc.constantFrom('1', 'x'),
  breakpoints: fc.constantFrom(
    [],
    [],
    [{ step: 'live-migrate' }],
    [{ job: 'operate' }, { step: 'shut-down', nth: 2 }],
  ),
  faults: fc.constantFrom<NonNullable<FakeOptions['faults']>>(
    [],
    [],
    [
      {
        do: 'fail-step',
        step: 'live-migrate',
        code: 'JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING',
        probability: 0.5,
      },
    ],
    [
      { do: 'read-lag', ms: 4_000 },
      { do: 'answer', status: 500, nth: 5 },
    ],
    [{ do: 'hang', step: 'check-environment' }, { do: 'deaf-guest' }],
    [{ do: 'lose-host', step: 'live-migrate' }],
  ),
});

/** Some time into an enter of the default scenario. */
async function busyFake(options: FakeOptions = {}): Promise<TestFake> {
  const fake = createTestFake({ ...options });
  await fake.call('/poweroff-vm', { where: { name: 'web-01' } });
  await fake.call('/enter-maintenance-mode-precheck', { where: { name: 'node-02' } });
  fake.clock.advance(700);
  return fake;
}

async function exported(fake: TestFake, world?: string): Promise<Snapshot> {
  return (await fake.control<Snapshot>('GET', '/snapshot', undefined, world)).body;
}

describe('going on from a snapshot', () => {
  it('gives the same bytes as never having stopped', async () => {
    await fc.assert(
      fc.asyncProperty(surroundings, actions, fc.nat({ max: 10 }), async (options, plan, cut) => {
        const stayed = createTestFake(options);
        await play(stayed, plan.slice(0, cut));
        const moved = createTestFake();
        moved.restore(JSON.parse(JSON.stringify(stayed.snapshot())));
        const rest = plan.slice(cut);
        expect(await play(moved, rest)).toBe(await play(stayed, rest));
        expect(dump(moved.world)).toBe(dump(stayed.world));
        expect(moved.snapshot()).toEqual(stayed.snapshot());
      }),
      { numRuns: runs(10, 400) },
    );
  }, 120_000);

  it('keeps the tokens that were issued', async () => {
    const fake = createTestFake({ seed: 'mine' });
    const login = { username: 'root', password: 'root' };
    const { data } = await fake.call('/login', login);
    const other = createTestFake();
    const ask = async () => {
      const headers = { authorization: data.token };
      return (await other.fetch(new Request('http://fake/v2/api/get-hosts', { method: 'POST', headers })))
        .status;
    };
    expect(await ask()).toBe(401);
    other.restore(fake.snapshot());
    expect(await ask()).toBe(200);
  });

  it('lets a running clock go on from where it stood', async () => {
    const fake = createTestFake({ clock: 'real', start: 0 });
    const snapshot = await exported(fake);
    expect(snapshot.world.now).toBeLessThan(60_000);
    const other = createTestFake();
    other.restore(snapshot);
    expect(other.clock.mode).toBe('real');
    expect(other.clock.now()).toBeGreaterThanOrEqual(snapshot.world.now);
    expect(other.clock.now()).toBeLessThan(snapshot.world.now + 60_000);
  });

  it('stands at the break-point at which it stood', async () => {
    const fake = await busyFake({ breakpoints: [{ job: 'precheck' }] });
    const paused = fake.clock.state();
    expect(paused.pausedAt).toBeDefined();
    const other = createTestFake();
    other.restore(fake.snapshot());
    expect(other.clock.state()).toEqual(paused);
  });

  it('lets a later reset start as that world started', async () => {
    const fake = await busyFake({ seed: 'origin' });
    const other = createTestFake({ clock: 'polls', seed: 'other' });
    other.restore(fake.snapshot());
    fake.reset();
    other.reset();
    expect(dump(other.world)).toBe(fake.dump());
  });
});

describe('a snapshot', () => {
  it('can be put into another world, which keeps its name', async () => {
    const fake = await busyFake();
    const snapshot = await exported(fake);
    const { body } = await fake.control<World>('PUT', '/snapshot', snapshot, 'copy');
    expect(body).toMatchObject({ name: 'copy', seed: '1', counts: { Task: 2 } });
    expect(dump(fake.worlds.get('copy').world)).toBe(fake.dump());
    await fake.call('/poweroff-vm', { where: { name: 'web-02' } }, 'copy');
    expect(fake.world.size('Task')).toBe(2);
  });

  it('can be served by another version of the API: records are the same for all', async () => {
    const old = createTestFake({ apiVersion: '4.0.0' });
    const snapshot = await exported(old);
    expect(snapshot.api_version).toBe('4.0.0');
    const fake = createTestFake();
    const before = await fake.call('/get-hosts', {});
    fake.restore(snapshot);
    expect(await fake.call('/get-hosts', {})).toEqual(before);
  });

  it('shares nothing with the world it is taken from or put into', async () => {
    const fake = await busyFake();
    const taken = await exported(fake);
    fake.restore(taken);
    const before = fake.dump();
    for (const list of Object.values(taken.world.tables)) Reflect.set(list[0] ?? {}, 'name', 'changed');
    expect(fake.dump()).toBe(before);
  });

  it('tells neither password nor API token', async () => {
    const fake = createTestFake({ password: 'open sesame', token: 'static-secret' });
    const text = JSON.stringify(fake.snapshot());
    expect(text).not.toContain('open sesame');
    expect(text).not.toContain('static-secret');
  });
});

/** The snapshot with another value in one place (none: nothing), by somebody who has the checksum right. */
function forged(snapshot: Snapshot, place: string, value: unknown): object {
  const content: object = JSON.parse(JSON.stringify({ ...snapshot, checksum: undefined }));
  const steps = place.split('.');
  const last = steps.pop() ?? '';
  const parent = steps.reduce<object>((at, step) => Reflect.get(at, step), content);
  Reflect.set(parent, last, value);
  return { checksum: checksumOf(JSON.stringify(content)), ...content };
}

describe('an invalid snapshot is rejected, and the world is unchanged', () => {
  const refusal = async (make: (snapshot: Snapshot) => unknown): Promise<string> => {
    const fake = await busyFake();
    const snapshot = await exported(fake);
    fake.clock.advance(100);
    const before = fake.dump();
    const { status, body } = await fake.control<Refused>('PUT', '/snapshot', make(snapshot));
    expect(fake.dump()).toBe(before);
    expect(status).toBe(400);
    return body.message;
  };

  it.each<[string, (snapshot: Snapshot) => unknown]>([
    ['This is no snapshot', () => ({})],
    ['This is no snapshot', () => []],
    ['This is no snapshot', (snapshot) => ({ ...snapshot, format: 'other' })],
    ['format version 1, and this program reads version 2', (snapshot) => ({ ...snapshot, version: 1 })],
    ['format version none', (snapshot) => ({ ...snapshot, version: undefined })],
    ['checksum', (snapshot) => ({ ...snapshot, checksum: undefined })],
    ['checksum', (snapshot) => ({ ...snapshot, name: 'renamed' })],
    ['checksum', (snapshot) => ({ ...snapshot, more: 1 })],
  ])('%s', async (words, make) => {
    expect(await refusal(make)).toContain(words);
  });

  it.each<[words: string, place: string, value: (snapshot: Snapshot) => unknown]>([
    ['snapshot.world.now must be', 'world.now', () => 'noon'],
    ['snapshot.world.tables.Vm.0 must NOT have additional', 'world.tables.Vm.0.colour', () => 'red'],
    ['snapshot.world.tables.Host.1 must have', 'world.tables.Host.1.name', () => undefined],
    ['snapshot.world.tables.Job.0.steps', 'world.tables.Job.0.steps.0', () => ({ kind: 'dance' })],
    ['1000000 items', 'world.tables.Label', () => Array.from({ length: 1_000_001 }, () => 0)],
    ['two records of Vm', 'world.tables.Vm', ({ world }) => world.tables.Vm?.flatMap((vm) => [vm, vm])],
    ['there is no Host nowhere', 'world.tables.Vm.0.host', () => 'nowhere'],
    ['there is no Task', 'world.tables.Task', () => []],
    ['nothing is due', 'world.agenda.entries', () => []],
    ['out of order', 'world.agenda.entries', ({ world }) => world.agenda.entries.toReversed()],
    ['at step 7 of', 'world.tables.Job.0.at', () => 7],
    ['is about no host', 'world.tables.Job.1.host', () => null],
    [
      'snapshot.world.tables.Job.0.failure',
      'world.tables.Job.0.failure',
      () => ({ code: 'NO_SUCH_CODE', message: { 'en-US': 'It failed.', 'zh-CN': '失败。' } }),
    ],
    [
      'fault fault-1 has no error code of CloudTower',
      'faults.ledger.faults',
      () => [{ id: 'fault-1', seen: 0, struck: 0, rule: { do: 'fail-step', code: 'NO_SUCH_CODE' } }],
    ],
    ['is busy, but no job', 'world.tables.Vm.1.entityAsyncStatus', () => 'UPDATING'],
    ['no user root', 'world.tables.User.0.username', () => 'ann'],
    ['another version of this program', 'world.behaviours', () => ({ 'no.such-row': 'x' })],
    ['another version of this program', 'start.scenario', () => ({})],
    ['the seed of its world', 'start.seed', () => 'another'],
    ['fault fault-1', 'faults.lags', () => [['fault-1', { Vm: 5 }]]],
  ])('forged: %s (%s)', async (words, place, value) => {
    expect(await refusal((snapshot) => forged(snapshot, place, value(snapshot)))).toContain(words);
  });

  it('damaged at any byte, or cut off anywhere', async () => {
    const fake = await busyFake();
    const bytes = Buffer.from(JSON.stringify(fake.snapshot()));
    fake.clock.advance(100);
    const before = fake.dump();
    const put = async (body: Buffer) => {
      const headers = { 'content-type': 'application/json' };
      const url = 'http://fake/_fake/snapshot';
      return (await fake.fetch(new Request(url, { method: 'PUT', headers, body }))).status;
    };
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const damaged = Buffer.from(bytes);
          damaged[at] = (damaged[at] ?? 0) ^ flip;
          expect(await put(damaged)).toBe(400);
          expect(await put(bytes.subarray(0, at))).toBe(400);
          expect(fake.dump()).toBe(before);
        },
      ),
      { numRuns: runs(40, 2_000) },
    );
    expect(await put(bytes)).toBe(200);
  });

  it('too large: 413', async () => {
    const fake = createTestFake();
    const headers = { 'content-type': 'application/json', 'content-length': String(2 ** 40) };
    const request = new Request('http://fake/_fake/snapshot', { method: 'PUT', headers, body: '{}' });
    expect((await fake.fetch(request)).status).toBe(413);
  });
});

describe('named snapshots', () => {
  it('are saved, listed, restored and deleted by name', async () => {
    const fake = await busyFake();
    const before = fake.dump();
    const { body: saved } = await fake.control<Control['SavedSnapshot']>('PUT', '/snapshots/half-way');
    expect(saved).toMatchObject({ name: 'half-way', now: '2026-01-01T00:00:00.700Z' });
    expect(saved.bytes).toBeGreaterThan(10_000);
    fake.clock.advance(60_000);
    expect(fake.dump()).not.toBe(before);
    expect((await fake.control('GET', '/snapshots')).body).toEqual([saved]);
    expect((await fake.control('POST', '/snapshots/half-way/restore')).status).toBe(200);
    expect(fake.dump()).toBe(before);
    expect((await fake.control('DELETE', '/snapshots/half-way')).status).toBe(200);
    expect((await fake.control('GET', '/snapshots')).body).toEqual([]);
  });

  it('can be restored again and again, whatever is done in between, and survive a reset', async () => {
    const fake = await busyFake();
    const before = fake.dump();
    fake.snapshots.save('x');
    for (const undo of [
      () => fake.clock.advance(5_000),
      () => fake.reset(),
      () => fake.reset({ seed: '9' }),
    ]) {
      undo();
      fake.snapshots.restore('x');
      expect(fake.dump()).toBe(before);
    }
  });

  it('are each world’s own', async () => {
    const fake = createTestFake();
    fake.snapshots.save('x');
    expect((await fake.control('GET', '/snapshots', undefined, 'other')).body).toEqual([]);
    expect((await fake.control('POST', '/snapshots/x/restore', undefined, 'other')).status).toBe(404);
  });

  it('are twenty at most, and saving in place of one is always possible', async () => {
    const fake = createTestFake();
    for (let i = 0; i < 20; i += 1) fake.snapshots.save(`s${i}`);
    expect((await fake.control('PUT', '/snapshots/one-more')).status).toBe(503);
    expect((await fake.control('PUT', '/snapshots/s3')).status).toBe(200);
    expect(fake.snapshots.list()).toHaveLength(20);
  });

  it('take so much memory at most in all worlds together', () => {
    const world = { state: () => ({ world: { now: 0 } }), restore: () => {} };
    expect(new SavedStates(world, () => 0).save('x')).toMatchObject({ name: 'x', now: 0 });
    const full = new SavedStates(world, () => 1024 ** 3);
    expect(() => full.save('x')).toThrow('delete some first');
    expect(full.list()).toEqual([]);
  });

  it.each(['POST', 'DELETE'] as const)('%s of one that is not there: 404', async (method) => {
    const path = method === 'POST' ? '/snapshots/gone/restore' : '/snapshots/gone';
    expect((await createTestFake().control(method, path)).status).toBe(404);
  });

  it('have names that can stand in a path', async () => {
    const fake = createTestFake();
    expect((await fake.control('PUT', `/snapshots/${encodeURIComponent('a b')}`)).status).toBe(400);
    expect(fake.snapshots.list()).toEqual([]);
  });
});

describe('a world that is answering a request', () => {
  it.each([
    ['PUT', '/snapshot'],
    ['POST', '/snapshots/x/restore'],
    ['POST', '/reset'],
  ] as const)('refuses %s %s, and nothing has changed', async (method, path) => {
    const fake = await busyFake();
    fake.snapshots.save('x');
    const snapshot = path === '/snapshot' ? await exported(fake) : undefined;
    fake.faults.add({ do: 'delay', ms: 1_000, operation: '/get-vms' });
    const slow = fake.call('/get-vms', {});
    await until(() => fake.worlds.home.activeRequests === 1);
    fake.clock.advance(100);
    const before = fake.dump();
    const { status, body } = await fake.control<Refused>(method, path, snapshot);
    expect({ status, message: body.message }).toEqual({
      status: 409,
      message: expect.stringContaining('is answering requests'),
    });
    expect(fake.dump()).toBe(before);
    fake.clock.advance(1_000);
    expect((await slow).length).toBeGreaterThan(0);
    expect((await fake.control(method, path, snapshot)).status).toBe(200);
  });
});

/** Lets what has been asked for begin. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !isSo(); turn += 1) await Promise.resolve();
  expect(isSo()).toBe(true);
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { controlApi } from '../../contracts/control/generated/document.ts';
import { type Control, createTestFake } from '../kit/fake.ts';
import { addFault, countsOf, faultyFake, operate, statusOf } from '../kit/faults.ts';
import { startEnter } from '../kit/maintenance.ts';

const KINDS = controlApi.components.schemas['FaultKind']?.properties?.['do']?.enum ?? [];

type Faults = Control['Faults'];
type Presets = readonly Control['FaultPreset'][];
type Refused = Control['ControlError'];

describe('the faults of a world', () => {
  it('are listed as they were given, in the order they were added, with what they have done', async () => {
    const fake = await faultyFake({ do: 'reset', operation: '/get-vms', times: 'always' });
    await addFault(fake, { do: 'hang', step: 'precheck' });
    await statusOf(fake, '/get-vms');
    expect((await fake.control<Faults>('GET', '/faults')).body).toEqual([
      {
        id: 'fault-1',
        rule: { do: 'reset', operation: '/get-vms', times: 'always' },
        seen: 1,
        struck: 1,
      },
      { id: 'fault-2', rule: { do: 'hang', step: 'precheck' }, seen: 0, struck: 0 },
    ]);
  });

  it('can be removed one by one, and all at once', async () => {
    const fake = await faultyFake({ do: 'answer', status: 500, times: 'always' });
    await addFault(fake, { do: 'answer', status: 501, times: 'always' });
    expect((await fake.control('DELETE', '/faults/fault-1')).status).toBe(200);
    expect(await statusOf(fake)).toBe(501);
    expect((await fake.control('DELETE', '/faults')).status).toBe(200);
    expect(await statusOf(fake)).toBe(200);
    expect((await fake.control('DELETE', '/faults/fault-2')).status).toBe(404);
  });

  it('are gone after a reset, but for those from the start, which begin anew', async () => {
    const faults = [{ do: 'answer', status: 500 }] as const;
    const fake = createTestFake({ faults });
    await addFault(fake, { do: 'read-lag', ms: 5 });
    expect([await statusOf(fake), await statusOf(fake)]).toEqual([500, 200]);
    await fake.control('POST', '/reset');
    expect((await fake.control<Faults>('GET', '/faults')).body).toHaveLength(1);
    expect([await statusOf(fake), await statusOf(fake)]).toEqual([500, 200]);
    expect(await fake.call('/get-hosts', {}, 'another')).toMatchObject({ status: 500 });
  });

  it('can be added and removed by the library, by the same names', async () => {
    const fake = createTestFake();
    const { id } = fake.faults.add({ do: 'answer', status: 418, operation: '/get-hosts' });
    expect(await statusOf(fake)).toBe(418);
    expect(fake.faults.list()).toMatchObject([{ id, seen: 1, struck: 1 }]);
    expect([fake.faults.remove(id), fake.faults.remove(id)]).toEqual([true, false]);
    expect(() => fake.faults.add({ do: 'answer', status: 500, host: 'nowhere' })).toThrow('no host nowhere');
  });

  it('are plain data that another can go on from', async () => {
    const rules = [
      { do: 'answer', status: 500, probability: 0.5, times: 'always', operation: '/get-tasks' },
      { do: 'read-lag', ms: 60_000 },
      { do: 'hang', step: 'change-vm' },
    ] as const;
    const [one, two] = [createTestFake(), createTestFake()];
    for (const fake of [one, two]) for (const rule of rules) fake.faults.add(rule);
    for (const fake of [one, two]) {
      await operate(fake, '/poweroff-vm', 'web-01');
      fake.clock.advance(30_000);
    }
    two.faults.restore(JSON.parse(JSON.stringify(two.faults.state())));
    const goOn = async (fake: typeof one) => {
      const seen: unknown[] = [];
      for (let poll = 0; poll < 10; poll += 1) {
        seen.push(await statusOf(fake, '/get-tasks'), await fake.call('/get-vms', {}));
        fake.clock.advance(10_000);
      }
      fake.faults.remove('fault-3');
      fake.clock.advance(10_000);
      return [...seen, fake.faults.state(), fake.dump()];
    };
    expect(await goOn(two)).toEqual(await goOn(one));
  });

  it('are a thousand at most, and eight of them lag', async () => {
    const fake = createTestFake();
    for (let lag = 0; lag < 8; lag += 1) fake.faults.add({ do: 'read-lag', ms: 1 });
    expect((await fake.control('POST', '/faults', { do: 'read-lag', ms: 1 })).status).toBe(503);
    fake.faults.addAll(Array.from({ length: 992 }, () => ({ do: 'reset' })));
    expect((await fake.control('POST', '/faults', { do: 'reset' })).status).toBe(503);
    expect(fake.faults.list()).toHaveLength(1_000);
  });
});

describe('a fault that cannot be', () => {
  it.each([
    [{}, 400, 'do'],
    [[], 400, 'body'],
    [{ do: 'dance' }, 400, 'read-lag'],
    [{ do: 'answer' }, 400, 'status'],
    [{ do: 'answer', status: 200 }, 400, 'status'],
    [{ do: 'answer', status: 600 }, 400, 'status'],
    [{ do: 'answer', status: 500, code: 'EC_CLUSTER_API_TIMEOU' }, 400, 'EC_CLUSTER_API_TIMEOUT'],
    [{ do: 'answer', status: 500, message: '' }, 400, 'message'],
    [{ do: 'delay' }, 400, 'ms'],
    [{ do: 'delay', ms: -1 }, 400, 'ms'],
    [{ do: 'delay', ms: 0.5 }, 400, 'ms'],
    [{ do: 'delay', ms: 86_400_001 }, 400, 'ms'],
    [{ do: 'read-lag', ms: -5 }, 400, 'ms'],
    [{ do: 'reset', nth: 0 }, 400, 'nth'],
    [{ do: 'reset', times: 0 }, 400, 'times'],
    [{ do: 'reset', times: 'never' }, 400, 'times'],
    [{ do: 'reset', probability: 1.5 }, 400, 'probability'],
    [{ do: 'reset', probability: -0.5 }, 400, 'probability'],
    [{ do: 'reset', step: 'precheck' }, 400, 'body'],
    [{ do: 'reset', colour: 'red' }, 400, 'body'],
    [{ do: 'reset', operation: '/get-host' }, 400, 'Did you mean /get-hosts?'],
    [{ do: 'reset', host: 'node-99' }, 404, 'no host node-99'],
    [{ do: 'deaf-guest', vm: 'web-99' }, 404, 'no VM web-99'],
    [{ do: 'deaf-guest', operation: '/shutdown-vm' }, 400, 'body'],
    [{ do: 'fail-step' }, 400, 'code'],
    [{ do: 'fail-step', code: 'OOPS' }, 400, 'The nearest are'],
    [{ do: 'fail-step', code: 'toString' }, 400, 'The nearest are'],
    [{ do: 'hang', step: 'dance' }, 400, 'step'],
    [{ do: 'lose-host' }, 400, 'say which host'],
    [{ do: 'lose-host', lose: 'node-99' }, 404, 'no host node-99'],
    [{ do: 'lose-host', host: 'node-01', status: 'ON_FIRE' }, 400, 'status'],
    [{ preset: 'armageddon' }, 404, 'flaky-evacuation'],
    [{ preset: 5 }, 400, 'preset'],
    [{ preset: 'slow-tower', do: 'reset' }, 400, 'body'],
  ])('is refused: %j, and nothing has changed', async (rule, status, words) => {
    const fake = createTestFake();
    const before = fake.dump();
    const answer = await fake.control<Refused>('POST', '/faults', rule);
    expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(words) } });
    expect((await fake.control('GET', '/faults')).body).toEqual([]);
    expect(fake.dump()).toBe(before);
  });

  it('keeps a fake from starting, and a world from starting anew', async () => {
    const faults = [{ do: 'deaf-guest', vm: 'web-01' }] as const;
    const tiny = { scenario: 1, clusters: [{ name: 'c', hosts: [{ name: 'only' }] }] } as const;
    expect(() => createTestFake({ scenario: tiny, faults })).toThrow('vm: there is no VM web-01.');
    const fake = createTestFake({ faults });
    const before = fake.dump();
    const answer = await fake.control<Refused>('POST', '/reset', { scenario: tiny });
    expect(answer).toMatchObject({ status: 404, body: { message: 'vm: there is no VM web-01.' } });
    expect(fake.dump()).toBe(before);
    expect(fake.faults.list()).toHaveLength(1);
  });
});

describe('the guide to faults', () => {
  it('gives examples that can be added as they stand', async () => {
    const guide = readFileSync('docs/faults.md', 'utf8');
    const examples = [...guide.matchAll(/`fault '(.+?)'`/g)].map(([, body = '']) => JSON.parse(body));
    expect(examples.map((one) => one.do ?? 'preset')).toEqual(expect.arrayContaining([...KINDS]));
    for (const example of examples) {
      const { status } = await createTestFake().control('POST', '/faults', example);
      expect(status).toBe(200);
    }
  });
});

describe('a preset', () => {
  it('is listed with what it means, and every one can be added', async () => {
    const { body: presets } = await createTestFake({ clock: 'real' }).control<Presets>(
      'GET',
      '/faults/presets',
    );
    expect(presets.map(({ name }) => name)).toContain('flaky-evacuation');
    for (const { name, rules } of presets) {
      const { body } = await createTestFake().control<Faults>('POST', '/faults', {
        preset: name,
      });
      expect(body.map(({ rule }) => rule)).toEqual(rules);
    }
  });

  it('flaky-evacuation makes some evacuations fail, and others not', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async (_, seed) => {
        const fake = createTestFake({ seed: String(seed) });
        await addFault(fake, { preset: 'flaky-evacuation' });
        return (await fake.finish(await startEnter(fake, 'node-01'))).status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set(['FAILED', 'SUCCESSED']));
  });

  it('tower-restart cuts the connection and fails the task that is polled', async () => {
    const fake = createTestFake();
    await addFault(fake, { preset: 'tower-restart' });
    const id = await operate(fake, '/restart-vm', 'web-01');
    for (let poll = 0; poll < 4; poll += 1) {
      expect((await fake.task(id)).status).toBe('PENDING');
    }
    expect(await statusOf(fake, '/get-tasks', { where: { id } })).toBeInstanceOf(TypeError);
    expect(await fake.task(id)).toMatchObject({ error_code: 'RESET_TASK_FAILED_WHEN_SERVER_STARTED' });
    expect(await countsOf(fake)).toEqual([6, 1]);
  });
});

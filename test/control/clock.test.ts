import { describe, expect, it } from 'vitest';
import { type Control, createTestFake, type TestFake } from '../kit/fake.ts';
import { startEnter } from '../kit/maintenance.ts';

type Clock = Control['Clock'];
type Refused = Control['ControlError'];

const START = '2026-01-01T00:00:00.000Z';

describe('advancing a manual clock', () => {
  it('moves virtual time by as many milliseconds as asked', async () => {
    const fake = createTestFake();
    expect((await fake.control<Clock>('GET', '/clock')).body).toEqual({
      mode: 'manual',
      speed: 1,
      now: START,
    });
    const { body } = await fake.control<Clock>('POST', '/clock/advance', { ms: 90_000 });
    expect(body.now).toBe('2026-01-01T00:01:30.000Z');
  });

  it('moves to the next event, and there the event has happened', async () => {
    const fake = createTestFake();
    const task = await startPrecheck(fake);
    const before = await fake.control<Clock>('GET', '/clock');
    const { body } = await fake.control<Clock>('POST', '/clock/advance', { to: 'next-event' });
    expect(body.now).toBe(before.body.next_event);
    expect(await fake.task(task)).toMatchObject({ status: 'EXECUTING' });
  });

  it('moves until a task has ended, and no further', async () => {
    const fake = createTestFake();
    const task = await startPrecheck(fake);
    await fake.control('POST', '/clock/advance', { until: { task } });
    expect(await fake.task(task)).toMatchObject({ status: 'SUCCESSED', finished_at: nowOf(fake) });
  });

  it('moves until a host is in maintenance', async () => {
    const fake = createTestFake();
    await startEnter(fake, 'node-01');
    await fake.control('POST', '/clock/advance', { until: { host: 'node-01', state: 'MAINTENANCE_MODE' } });
    const [host] = await fake.call('/get-hosts', { where: { name: 'node-01' } });
    expect(host?.host_state).toMatchObject({
      state: 'MAINTENANCE_MODE',
      enter_maintenance_time: nowOf(fake),
    });
  });

  it('can be done as a library call with the same names', () => {
    const fake = createTestFake();
    fake.clock.advance(1_500);
    expect(nowOf(fake)).toBe('2026-01-01T00:00:01.500Z');
    expect(() => fake.clock.advance({ to: 'next-event' })).toThrow('nothing is due');
    expect(() => fake.clock.advance({ until: { task: 'x' } })).toThrow('There is no task x');
  });

  it('stops where a task ends otherwise than it was to', async () => {
    const fake = createTestFake();
    const task = await startPrecheck(fake);
    await fake.call('/restart-vm', { where: { name: 'web-01' } });
    const until = { task, status: 'FAILED' };
    const answer = await fake.control<Refused>('POST', '/clock/advance', { until });
    expect(answer).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('has ended SUCCESSED') },
    });
    expect(await fake.task(task)).toMatchObject({ finished_at: nowOf(fake) });
  });

  it.each([
    ['a negative duration', { ms: -1 }, 400, 'ms'],
    ['a fraction', { ms: 0.5 }, 400, 'ms'],
    ['more than a year at once', { ms: 40_000_000_000 }, 400, 'a year at most'],
    ['past the year 9999', { ms: 9_007_199_254_740_991 }, 400, '9999'],
    ['nothing', {}, 400, 'body'],
    ['two ways at once', { ms: 1, to: 'next-event' }, 400, 'body'],
    ['an unknown way', { by: 3 }, 400, 'body'],
    ['an unknown task', { until: { task: 'x' } }, 404, 'no task x'],
    ['an unknown host', { until: { host: 'x', state: 'IN_USE' } }, 404, 'no host x'],
    ['what will not come', { until: { host: 'node-01', state: 'MAINTENANCE_MODE' } }, 409, 'does not come'],
    ['to the next event when there is none', { to: 'next-event' }, 409, 'nothing is due'],
  ])('is refused by %s, and time stands still', async (_, body, status, words) => {
    const fake = createTestFake();
    const answer = await fake.control<Refused>('POST', '/clock/advance', body);
    expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(words) } });
    expect(nowOf(fake)).toBe(START);
  });

  it('is refused on a real clock, which says so', async () => {
    const answer = await createTestFake({ clock: 'real' }).control<Refused>('POST', '/clock/advance', {
      ms: 5,
    });
    expect(answer).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('The clock is real') },
    });
  });
});

describe('a clock that polls move', () => {
  it('stands still until a task is polled, and then takes it one step further', async () => {
    const fake = createTestFake({ clock: 'polls' });
    const task = await startPrecheck(fake);
    expect(nowOf(fake)).toBe(START);
    const seen = [];
    for (let poll = 0; poll < 3; poll += 1) {
      seen.push((await fake.task(task)).status);
    }
    expect(seen).toEqual(['EXECUTING', 'SUCCESSED', 'SUCCESSED']);
  });

  it('is moved by asking for the result of the precheck, too', async () => {
    const fake = createTestFake({ clock: 'polls' });
    const task_id = await startPrecheck(fake);
    const poll = () => fake.call('/enter-maintance-mode-precheck-result', { where: { task_id } });
    expect([(await poll()).done, (await poll()).done]).toEqual([false, true]);
  });

  it('shows every VM of an evacuation on its way, one poll after another', async () => {
    const fake = createTestFake({ clock: 'polls' });
    const task = await startEnter(fake, 'node-01');
    const counts: number[] = [];
    for (let polled = await fake.task(task); polled.status === 'EXECUTING'; ) {
      counts.push(polled.steps.reduce((sum, step) => sum + (step.current ?? 0), 0));
      polled = await fake.task(task);
    }
    expect(counts).toEqual(counts.map((_, index) => index));
    expect(counts.length).toBeGreaterThan(4);
  });

  it('is not moved by other reads', async () => {
    const fake = createTestFake({ clock: 'polls' });
    await startPrecheck(fake);
    await fake.call('/get-vms', {});
    await fake.call('/get-tasks', { where: { id: 'another' } });
    expect(nowOf(fake)).toBe(START);
  });
});

describe('changing the clock while it runs', () => {
  it('goes on from now in the new mode', async () => {
    const fake = createTestFake();
    fake.clock.advance(1_000);
    const { body } = await fake.control<Clock>('PUT', '/clock', { mode: 'polls' });
    expect(body).toMatchObject({ mode: 'polls', now: '2026-01-01T00:00:01.000Z' });
  });

  it.each([[{ mode: 'warp' }], [{ speed: 0 }], [{ speed: -2 }], [{}], [{ tempo: 2 }]])(
    'refuses %j',
    async (body) => {
      const fake = createTestFake();
      expect((await fake.control('PUT', '/clock', body)).status).toBe(400);
      expect((await fake.control<Clock>('GET', '/clock')).body.mode).toBe('manual');
    },
  );
});

describe('a break-point', () => {
  const SECOND = { job: 'enter', step: 'live-migrate', nth: 2 } as const;

  it('stops time when the second live migration of an enter has begun, and the world can be read', async () => {
    const fake = createTestFake();
    await fake.control('POST', '/breakpoints', SECOND);
    const task = await startEnter(fake, 'node-01');
    const { body } = await fake.control<Clock>('POST', '/clock/advance', { ms: 600_000 });
    expect(body.paused_at).toMatchObject({ ...SECOND, seen: 2, at: { task, step: 'live-migrate' } });
    const vms = await fake.call('/get-vms', { where: { entityAsyncStatus: 'UPDATING' } });
    expect(vms.map(({ id }) => id)).toEqual([body.paused_at?.at?.vm]);
    expect(vms[0]?.host?.name).toBe('node-01');
    expect((await fake.task(task)).steps).toContainEqual(
      expect.objectContaining({ key: 'LIVE_MIGRATE_VMS', current: 1 }),
    );
  });

  it('lets time go on when it is resumed, to the same end as if it had never stood', async () => {
    const [stopped, free] = [createTestFake(), createTestFake()];
    stopped.breakpoints.add(SECOND);
    await Promise.all([startEnter(stopped, 'node-01'), startEnter(free, 'node-01')]);
    stopped.clock.advance(600_000);
    await stopped.control('POST', '/clock/resume');
    stopped.clock.advance(600_000 - (stopped.clock.now() - Date.parse(START)));
    free.clock.advance(600_000);
    expect(stopped.world.tables()).toEqual(free.world.tables());
  });

  it('stops a real clock, too', async () => {
    const fake = createTestFake({ clock: { speed: 1_000_000 } });
    fake.breakpoints.add(SECOND);
    await startEnter(fake, 'node-01');
    const paused = await untilPaused(fake);
    await fake.control('GET', '/clock');
    expect((await fake.control<Clock>('GET', '/clock')).body.now).toBe(paused.now);
  });

  it('keeps time from being advanced until it is resumed or removed', async () => {
    const fake = createTestFake();
    const { id } = fake.breakpoints.add({ step: 'precheck' });
    await startPrecheck(fake);
    fake.clock.advance(60_000);
    expect((await fake.control<Refused>('POST', '/clock/advance', { ms: 1 })).body.message).toContain(id);
    await fake.control('DELETE', `/breakpoints/${id}`);
    expect((await fake.control<Clock>('POST', '/clock/advance', { ms: 1 })).body.paused_at).toBeUndefined();
  });

  it('is refused when it is none, and an unknown one cannot be removed', async () => {
    const fake = createTestFake();
    expect((await fake.control('POST', '/breakpoints', { step: 'dance' })).status).toBe(400);
    expect((await fake.control('POST', '/breakpoints', { nth: 0 })).status).toBe(400);
    expect((await fake.control('DELETE', '/breakpoints/breakpoint-9')).status).toBe(404);
    expect((await fake.control('POST', '/clock/resume')).status).toBe(409);
    expect((await fake.control('GET', '/breakpoints')).body).toEqual([]);
  });
});

async function startPrecheck(fake: TestFake): Promise<string> {
  const where = { name: 'node-01' };
  return (await fake.call('/enter-maintenance-mode-precheck', { where })).task_id;
}

async function untilPaused(fake: TestFake): Promise<Clock> {
  for (;;) {
    const { body } = await fake.control<Clock>('GET', '/clock');
    if (body.paused_at !== undefined) return body;
  }
}

function nowOf(fake: TestFake): string {
  return new Date(fake.clock.now()).toISOString();
}

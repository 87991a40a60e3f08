/** Which requests move a clock of polls: those of a client that waits, in whatever form it asks. */
import { describe, expect, it } from 'vitest';
import { createTestFake, type TestFake } from '../kit/fake.ts';
import { ENTER, enter, startEnter } from '../kit/maintenance.ts';

const ENDED = ['SUCCESSED', 'FAILED'];
/** More polls than any task of these tests has steps. */
const POLLS = 60;

/** Asks until the answer is as awaited. Returns whether it ever was. */
async function isReached<T>(ask: () => Promise<T>, isAwaited: (answer: T) => boolean): Promise<boolean> {
  for (let poll = 0; poll < POLLS; poll += 1) if (isAwaited(await ask())) return true;
  return false;
}

async function powerOff(fake: TestFake): Promise<string> {
  const [started] = await fake.call('/poweroff-vm', { where: { name: 'web-01' } });
  return started?.task_id ?? '';
}

describe('a client that waits for a task', () => {
  it.each<[string, (id: string) => object]>([
    ['its id', (id) => ({ id })],
    ['one status', (id) => ({ id, status: 'SUCCESSED' })],
    ['some statuses', (id) => ({ id, status_in: ENDED })],
    ['no longer some statuses', (id) => ({ id, status_not_in: ['PENDING', 'EXECUTING'] })],
    ['no longer one status', (id) => ({ id_in: [id], status_not: 'EXECUTING' })],
    ['AND', (id) => ({ AND: [{ id }, { status_in: ENDED }] })],
    ['OR', (id) => ({ id, OR: [{ status: 'SUCCESSED' }, { status: 'FAILED' }] })],
    ['NOT', (id) => ({ id, NOT: [{ status_in: ['PENDING', 'EXECUTING'] }] })],
    ['NOT of NOT', (id) => ({ NOT: [{ NOT: [{ id, status: 'SUCCESSED' }] }] })],
    ['NOT of an OR', (id) => ({ id, NOT: [{ OR: [{ status: 'PENDING' }, { status: 'EXECUTING' }] }] })],
    ['progress', (id) => ({ id, progress_gte: 1 })],
    ['an end', (id) => ({ id, finished_at_not: null })],
    ['an end after an instant', (id) => ({ id, finished_at_gt: '2026-01-01T00:00:00Z' })],
    ['a status and no error', (id) => ({ id, status: 'SUCCESSED', error_code: null })],
  ])('moves time when it asks by %s', async (_name, where) => {
    const fake = createTestFake({ clock: 'polls' });
    const body = { where: where(await powerOff(fake)) };
    const list = await isReached(
      () => fake.call('/get-tasks', body),
      (tasks) => tasks.some(({ status }) => status === 'SUCCESSED'),
    );
    expect(list).toBe(true);
  });

  it('moves time when it only counts', async () => {
    const fake = createTestFake({ clock: 'polls' });
    const where = { id: await powerOff(fake), status_in: ENDED };
    const count = () => fake.call('/get-tasks-connection', { where });
    expect(await isReached(count, ({ aggregate }) => aggregate.count === 1)).toBe(true);
  });

  it('moves time when it asks for the newest that has ended', async () => {
    const fake = createTestFake({ clock: 'polls' });
    const before = await powerOff(fake);
    await isReached(
      () => fake.task(before),
      ({ status }) => status === 'SUCCESSED',
    );
    const [started] = await fake.call('/start-vm', { where: { name: 'web-01' } });
    const body = { where: { status_in: ENDED }, orderBy: 'local_created_at_DESC', first: 1 };
    const newest = () => fake.call('/get-tasks', body);
    expect(await isReached(newest, ([task]) => task?.id === started?.task_id)).toBe(true);
  });

  it('moves time when it asks for the task that a VM has of its own', async () => {
    const fake = createTestFake({ clock: 'polls', behaviours: { 'task.of-each-vm': 'yes' } });
    const task = await startEnter(fake, 'node-01');
    const own = { resource_type: 'Vm' };
    await isReached(
      () => fake.task(task).then(() => fake.call('/get-tasks', { where: own })),
      (tasks) => tasks.length > 0,
    );
    const [first] = await fake.call('/get-tasks', { where: own });
    const ended = await isReached(
      () => fake.task(first?.id ?? ''),
      ({ status }) => status === 'SUCCESSED',
    );
    expect(ended).toBe(true);
  });

  it('moves no time with a filter that no unfinished task can ever pass', async () => {
    const fake = createTestFake({ clock: 'polls' });
    const id = await powerOff(fake);
    const start = fake.clock.now();
    for (const where of [
      { id: 'another', status_in: ENDED },
      { id, resource_type: 'Host', status_in: ENDED },
      { NOT: [{ id }], status_in: ENDED },
      { NOT: [{ OR: [{ id }, { status: 'FAILED' }] }] },
      { OR: [{ id: 'another', status: 'SUCCESSED' }] },
    ])
      for (let poll = 0; poll < 3; poll += 1) await fake.call('/get-tasks', { where });
    expect(fake.clock.now()).toBe(start);
  });

  it('is told what is wrong with its filter, and moves no time', async () => {
    const fake = createTestFake({ clock: 'polls' });
    await powerOff(fake);
    const start = fake.clock.now();
    const { body } = await fake.postRejected('/get-tasks', { where: { OR: [{ status: 'DONE' }] } });
    expect(body.message).toContain('where.OR[0].status');
    expect(fake.clock.now()).toBe(start);
  });
});

describe('a client that waits for hosts and VMs', () => {
  const entering = async (): Promise<{ fake: TestFake; id: string; task: string }> => {
    const fake = createTestFake({ clock: 'polls' });
    const { id } = await fake.host('node-01');
    return { fake, id, task: await startEnter(fake, 'node-01') };
  };

  it('sees a host come into maintenance by asking for nothing but the host', async () => {
    const { fake, id } = await entering();
    const host = () => fake.call('/get-hosts', { where: { id } });
    expect(await isReached(host, ([one]) => one?.host_state?.state === 'MAINTENANCE_MODE')).toBe(true);
  });

  it('sees the last VM leave the host', async () => {
    const { fake, id } = await entering();
    const where = { host: { id }, status: 'RUNNING' };
    const count = () => fake.call('/get-vms-connection', { where });
    expect(await isReached(count, ({ aggregate }) => aggregate.count === 0)).toBe(true);
  });

  it('sees the audit log tell that entering has ended', async () => {
    const { fake } = await entering();
    const logs = () => fake.call('/get-user-audit-logs', { where: { status: 'SUCCESSED' } });
    expect(await isReached(logs, (all) => all.length === 1)).toBe(true);
  });

  it('reads one state of the world in as many different requests as it likes', async () => {
    const { fake, id } = await entering();
    const start = fake.clock.now();
    await fake.call('/get-hosts', {});
    await fake.call('/get-hosts', { where: { id } });
    await fake.call('/get-hosts-connection', { where: { id } });
    await fake.call('/get-vms', { where: { host: { id } } });
    await fake.call('/get-vms', { where: { host: { id } }, first: 1 });
    await fake.call('/get-clusters', {});
    expect(fake.clock.now()).toBe(start);
  });

  it('moves time only by repeating what it has asked since the last change', async () => {
    const { fake, id, task } = await entering();
    const host = () => fake.call('/get-hosts', { where: { id } });
    await host();
    await fake.task(task);
    const changed = fake.clock.now();
    await host();
    expect(fake.clock.now()).toBe(changed);
    await host();
    expect(fake.clock.now()).toBeGreaterThan(changed);
  });

  it('moves no time when nothing is due', async () => {
    const fake = createTestFake({ clock: 'polls' });
    const start = fake.clock.now();
    for (let poll = 0; poll < 5; poll += 1) await fake.call('/get-hosts', {});
    expect(fake.clock.now()).toBe(start);
  });

  it('sees what a read-lag holds back, when nothing else is due', async () => {
    const fake = createTestFake({ clock: 'polls' });
    fake.faults.add({ do: 'read-lag', ms: 10_000, operation: '/get-vms' });
    const id = await powerOff(fake);
    await isReached(
      () => fake.task(id),
      ({ status }) => status === 'SUCCESSED',
    );
    const vm = () => fake.vm('web-01');
    expect((await vm()).status).toBe('RUNNING');
    expect(await isReached(vm, ({ status }) => status === 'STOPPED')).toBe(true);
    const one = await fake.host('node-01');
    await startEnter(fake, 'node-01');
    const host = () => fake.call('/get-hosts', { where: { id: one.id } });
    expect(await isReached(host, ([now]) => now?.host_state?.state === 'MAINTENANCE_MODE')).toBe(true);
  });

  it('moves no time at a break-point', async () => {
    const { fake, id } = await entering();
    fake.breakpoints.add({ job: 'enter', step: 'live-migrate' });
    const host = () => fake.call('/get-hosts', { where: { id } });
    expect(await isReached(host, () => fake.breakpoints.current() !== undefined)).toBe(true);
    const paused = fake.clock.now();
    for (let poll = 0; poll < 5; poll += 1) await host();
    expect(fake.clock.now()).toBe(paused);
  });

  it('does not move a manual clock', async () => {
    const fake = createTestFake();
    const { id } = await fake.host('node-01');
    await fake.call(ENTER, { where: { host_id: id }, data: {} });
    const start = fake.clock.now();
    for (let poll = 0; poll < 5; poll += 1) await fake.call('/get-hosts', { where: { id } });
    expect(fake.clock.now()).toBe(start);
  });

  it('starts anew in a world that was reset', async () => {
    const fake = createTestFake({ clock: 'polls' });
    await fake.call('/get-hosts', {});
    fake.reset();
    await enter(fake, 'node-01');
    expect((await fake.host('node-01')).host_state?.state).toBe('MAINTENANCE_MODE');
  });
});

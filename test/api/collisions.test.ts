import { describe, expect, it } from 'vitest';
import type { Scenario, ScenarioVm } from '../../src/fixtures/scenario.ts';
import { enter, type Mutation } from '../kit/maintenance.ts';
import { createTarget, type Target, type Wire } from '../kit/target.ts';

type Started = readonly { readonly task_id: string | null }[];

const host = (name: string, vms: ScenarioVm[]) => ({ name, memory: '72GiB', system_memory: '8GiB', vms });
const layout = (...hosts: ReturnType<typeof host>[]): Scenario => ({
  scenario: 1,
  clusters: [{ name: 'c', hosts }],
});

/** Enters or leaves a host by its name, without looking first. */
async function maintain(target: Target, path: 'enter' | 'exit', name: string) {
  const { id } = await target.host(name);
  return target.post<Mutation & { code?: string }>(`/${path}-maintance-mode`, {
    where: { host_id: id },
    data: {},
  });
}

async function tasksOf(target: Target, path: string, body: object): Promise<string[]> {
  const { body: started } = await target.post<Started>(path, body);
  const ended: Wire['Task'][] = [];
  for (const { task_id } of started) {
    // oxlint-disable-next-line no-await-in-loop -- one after another
    ended.push(await target.finish(task_id));
  }
  return ended.map(({ status }) => status);
}

describe('a filter that names no condition', () => {
  it.each([
    {},
    { AND: [{}] },
    { AND: [] },
    { AND: null },
    { OR: null },
    { OR: [{}] },
    { NOT: null },
    { NOT: [{}, { AND: [] }] },
    { id_not_in: [] },
  ])('is refused where it would touch everything: %j', async (where) => {
    const target = createTarget();
    const before = target.snapshot();
    expect((await target.post('/poweroff-vm', { where })).status).toBe(400);
    expect((await target.post('/update-host', { where, data: { scvm_name: 'x' } })).status).toBe(400);
    expect(target.snapshot()).toBe(before);
  });
});

describe('a VM that is suspended while its host is entering', () => {
  it('keeps the host out of maintenance', async () => {
    const target = createTarget({ scenario: layout(host('a', [{ name: 'web' }]), host('b', [])) });
    target.fake.breakpoints.add({ job: 'enter', step: 'check-environment' });
    const { body } = await maintain(target, 'enter', 'a');
    target.fake.clock.advance(10_000);
    target.fake.clock.resume();
    target.fake.faults.add({ do: 'hang', job: 'enter', step: 'check-environment' });
    await target.post('/suspend-vm', { where: { name: 'web' } });
    target.fake.clock.advance(10_000);
    target.fake.faults.clear();
    expect(await target.finish(body.task_id)).toMatchObject({ status: 'FAILED' });
    expect(await target.host('a')).toMatchObject({ host_state: null });
  });

  it('cannot be resumed on a host that is entering or in maintenance', async () => {
    const target = createTarget({
      scenario: layout(host('a', [{ name: 'web' }]), host('b', [{ name: 'sleeper', status: 'SUSPENDED' }])),
    });
    await enter(target, 'a');
    const { id } = await target.host('a');
    target.fake.world.update('Vm', (await target.vm('sleeper')).id, { host: id });
    const answer = await target.post<{ message: string }>('/resume-vm', { where: { name: 'sleeper' } });
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('maintenance mode') },
    });
  });
});

describe('a host that another task is busy with', () => {
  it('cannot begin to enter, or to leave: it is locked', async () => {
    const target = createTarget();
    await target.post('/update-host', { where: { name: 'node-01' }, data: { name: 'node-x1' } });
    expect(await maintain(target, 'enter', 'node-01')).toMatchObject({
      status: 400,
      body: { code: 'ResourceLocked' },
    });
    target.fake.clock.advance(10_000);
    await enter(target, 'node-x1');
    await target.post('/update-host', { where: { name: 'node-x1' }, data: { name: 'node-01' } });
    expect(await maintain(target, 'exit', 'node-x1')).toMatchObject({
      status: 400,
      body: { code: 'ResourceLocked' },
    });
  });
});

describe('a host that is powered off under running tasks', () => {
  const cutOff = async (path: string, beforehand = 2_500) => {
    const vm: ScenarioVm = { name: 'v', ha: false };
    const target = createTarget({ scenario: layout(host('a', [vm]), host('b', [])) });
    const { id } = await target.host('a');
    await target.post('/operate-host-power', {
      where: { host_id: id },
      data: { force: true, action: 'poweroff' },
    });
    target.fake.clock.advance(beforehand);
    const [status] = await tasksOf(target, path, { where: { name: 'v' } });
    return { status, vm: await target.vm('v') };
  };

  it.each(['/force-restart-vm', '/restart-vm'])('leaves the VM off, and %s fails', async (path) => {
    expect(await cutOff(path)).toMatchObject({ status: 'FAILED', vm: { status: 'STOPPED' } });
  });

  it('leaves the VM off, and a suspend fails', async () => {
    expect(await cutOff('/suspend-vm', 3_500)).toMatchObject({ status: 'FAILED', vm: { status: 'STOPPED' } });
  });

  it('shuts the VM down, too', async () => {
    expect(await cutOff('/shutdown-vm')).toMatchObject({ status: 'SUCCESSED', vm: { status: 'STOPPED' } });
  });

  it('takes no VM along that has no HA, and powers off one that is suspended', async () => {
    const vms: ScenarioVm[] = [
      { name: 'plain', ha: false },
      { name: 'asleep', status: 'SUSPENDED' },
      { name: 'ha' },
    ];
    const target = createTarget({ scenario: layout(host('a', vms), host('b', [])) });
    const { id } = await target.host('a');
    await target.post('/operate-host-power', {
      where: { host_id: id },
      data: { force: true, action: 'poweroff' },
    });
    target.fake.clock.advance(10_000);
    expect(await target.vm('plain')).toMatchObject({ status: 'STOPPED', host: { name: 'a' } });
    expect(await target.vm('asleep')).toMatchObject({ status: 'STOPPED', host: { name: 'a' } });
    expect(await target.vm('ha')).toMatchObject({ status: 'RUNNING', host: { name: 'b' } });
  });
});

describe('the scheduler', () => {
  it('gives the VMs of one request a place each', async () => {
    const big = (name: string): ScenarioVm => ({ name, memory: '40GiB', status: 'STOPPED' });
    const target = createTarget({ scenario: layout(host('a', [big('one'), big('two')]), host('b', [])) });
    const statuses = await tasksOf(target, '/start-vm', { where: { name_in: ['one', 'two'] } });
    expect(statuses).toEqual(['SUCCESSED', 'SUCCESSED']);
    const hosts = [(await target.vm('one')).host?.name, (await target.vm('two')).host?.name];
    expect(hosts.toSorted()).toEqual(['a', 'b']);
  });

  it('starts a VM with nested virtualization elsewhere when its host is in maintenance', async () => {
    const nested: ScenarioVm = { name: 'n', nested_virtualization: true, status: 'STOPPED', ha: false };
    const target = createTarget({ scenario: layout(host('a', [nested]), host('b', [])) });
    await enter(target, 'a');
    expect(await tasksOf(target, '/start-vm', { where: { name: 'n' } })).toEqual(['SUCCESSED']);
    expect(await target.vm('n')).toMatchObject({
      status: 'RUNNING',
      host: { name: 'b' },
      vm_tools_status: 'RUNNING',
    });
  });
});

describe('names', () => {
  it('are not given twice, even when two ask at once', async () => {
    const target = createTarget({ scenario: layout(host('aa', []), host('bb', [])) });
    const rename = async (name: string) =>
      (
        await target.post<Started>('/update-host', {
          where: { name },
          data: { name: 'same', scvm_name: 's' },
        })
      ).body;
    const [first, second] = [await rename('aa'), await rename('bb')];
    expect((await target.finish(first[0]?.task_id)).status).toBe('SUCCESSED');
    expect(await target.finish(second[0]?.task_id)).toMatchObject({
      status: 'FAILED',
      error_code: 'EC_CHANGE_HOSTNAME_DUPLICATE',
    });
    expect(await target.host('same')).toMatchObject({ scvm_name: 's' });
  });

  it('come back once from the recycle bin', async () => {
    const target = createTarget({
      scenario: layout(host('a', [{ name: 'x', status: 'STOPPED' }]), host('b', [])),
    });
    const recycle = () => tasksOf(target, '/move-vm-to-recycle', { where: { name: 'x' } });
    await recycle();
    const [bin] = (await target.post<Wire['Vm'][]>('/get-vms', {})).body;
    // A second VM of the same name comes into the bin, too.
    const copy = {
      ...target.fake.world.must('Vm', bin?.id ?? ''),
      id: 'second',
      local_id: 'second',
      name: 'bin-2',
    };
    target.fake.world.insert('Vm', copy);
    const statuses = await tasksOf(target, '/recover-vm-from-recycle', { where: { in_recycle_bin: true } });
    expect(statuses.toSorted()).toEqual(['FAILED', 'SUCCESSED']);
  });
});

describe('instants in filters', () => {
  it('are compared as instants, however they are written', async () => {
    const target = createTarget();
    const web = await target.vm('web-01');
    const at = Date.parse(web.local_created_at ?? '');
    const count = async (where: object) =>
      (
        await target.post<{ aggregate: { count: number } }>('/get-vms-connection', {
          where: { id: web.id, ...where },
        })
      ).body.aggregate.count;
    const short = new Date(at).toISOString().replace('.000Z', 'Z');
    const offset = new Date(at + 8 * 3_600_000).toISOString().replace('.000Z', '+08:00');
    expect(await count({ local_created_at: short })).toBe(1);
    expect(await count({ local_created_at_gte: offset })).toBe(1);
    expect(await count({ local_created_at_lt: offset })).toBe(0);
  });

  it.each(['yesterday', '', '2026-13-45', 7])('refuses %j', async (value) => {
    const target = createTarget();
    const answer = await target.post<{ message: string }>('/get-vms', { where: { local_created_at: value } });
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('local_created_at') },
    });
  });
});

describe('ids in a list', () => {
  it('are found once each, in the order of ids', async () => {
    const target = createTarget();
    const all = (await target.post<Wire['Vm'][]>('/get-vms', { first: 3 })).body.map(({ id }) => id);
    const asked = [...all.toReversed(), ...all];
    const { body } = await target.post<Wire['Vm'][]>('/get-vms', { where: { id_in: asked } });
    expect(body.map(({ id }) => id)).toEqual(all);
  });
});

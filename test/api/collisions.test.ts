import { describe, expect, it } from 'vitest';
import type { Scenario, ScenarioVm } from '../../src/fixtures/scenario.ts';
import { createTestFake, type Task, type TestFake, type VmOperationPath } from '../kit/fake.ts';
import { enter, requestEnter, requestExit } from '../kit/maintenance.ts';

const host = (name: string, vms: ScenarioVm[]) => ({ name, memory: '72GiB', system_memory: '8GiB', vms });
const layout = (...hosts: ReturnType<typeof host>[]): Scenario => ({
  scenario: 1,
  clusters: [{ name: 'c', hosts }],
});

/** Starts operations on VMs. Returns the statuses with which their tasks end. */
async function statusesOf(fake: TestFake, path: VmOperationPath, body: object): Promise<string[]> {
  const { body: started } = await fake.post(path, body);
  const ended: Task[] = [];
  for (const { task_id } of started) {
    ended.push(await fake.finish(task_id));
  }
  return ended.map(({ status }) => status);
}

describe('a VM that is suspended while its host is entering', () => {
  it('keeps the host out of maintenance', async () => {
    const fake = createTestFake({ scenario: layout(host('a', [{ name: 'web' }]), host('b', [])) });
    fake.breakpoints.add({ job: 'enter', step: 'check-environment' });
    const { body } = await requestEnter(fake, 'a');
    fake.clock.advance(10_000);
    fake.clock.resume();
    fake.faults.add({ do: 'hang', job: 'enter', step: 'check-environment' });
    await fake.post('/suspend-vm', { where: { name: 'web' } });
    fake.clock.advance(10_000);
    fake.faults.clear();
    expect(await fake.finish(body.task_id)).toMatchObject({ status: 'FAILED' });
    expect(await fake.host('a')).toMatchObject({ host_state: null });
  });

  it('cannot be resumed on a host that is entering or in maintenance', async () => {
    const fake = createTestFake({
      scenario: layout(host('a', [{ name: 'web' }]), host('b', [{ name: 'sleeper', status: 'SUSPENDED' }])),
    });
    await enter(fake, 'a');
    const { id } = await fake.host('a');
    fake.world.update('Vm', (await fake.vm('sleeper')).id, { host: id });
    const answer = await fake.post('/resume-vm', { where: { name: 'sleeper' } });
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('maintenance mode') },
    });
  });
});

describe('a host that another task is busy with', () => {
  it('cannot begin to enter, or to leave: it is locked', async () => {
    const fake = createTestFake();
    await fake.post('/update-host', { where: { name: 'node-01' }, data: { name: 'node-x1' } });
    expect(await requestEnter(fake, 'node-01')).toMatchObject({
      status: 400,
      body: { code: 'ResourceLocked' },
    });
    fake.clock.advance(10_000);
    await enter(fake, 'node-x1');
    await fake.post('/update-host', { where: { name: 'node-x1' }, data: { name: 'node-01' } });
    expect(await requestExit(fake, 'node-x1')).toMatchObject({
      status: 400,
      body: { code: 'ResourceLocked' },
    });
  });
});

describe('a host that is powered off under running tasks', () => {
  const cutOff = async (path: VmOperationPath, beforehand = 2_500) => {
    const vm: ScenarioVm = { name: 'v', ha: false };
    const fake = createTestFake({ scenario: layout(host('a', [vm]), host('b', [])) });
    const { id } = await fake.host('a');
    await fake.post('/operate-host-power', {
      where: { host_id: id },
      data: { force: true, action: 'poweroff' },
    });
    fake.clock.advance(beforehand);
    const [status] = await statusesOf(fake, path, { where: { name: 'v' } });
    return { status, vm: await fake.vm('v') };
  };

  it.each(['/force-restart-vm', '/restart-vm'] as const)('leaves the VM off, and %s fails', async (path) => {
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
    const fake = createTestFake({ scenario: layout(host('a', vms), host('b', [])) });
    const { id } = await fake.host('a');
    await fake.post('/operate-host-power', {
      where: { host_id: id },
      data: { force: true, action: 'poweroff' },
    });
    fake.clock.advance(10_000);
    expect(await fake.vm('ha')).toMatchObject({ status: 'STOPPED', host: { name: 'a' } });
    fake.clock.advance(30_000);
    expect(await fake.vm('plain')).toMatchObject({ status: 'STOPPED', host: { name: 'a' } });
    expect(await fake.vm('asleep')).toMatchObject({ status: 'STOPPED', host: { name: 'a' } });
    expect(await fake.vm('ha')).toMatchObject({ status: 'RUNNING', host: { name: 'b' } });
  });
});

describe('the scheduler', () => {
  it('gives the VMs of one request a place each', async () => {
    const big = (name: string): ScenarioVm => ({ name, memory: '40GiB', status: 'STOPPED' });
    const fake = createTestFake({ scenario: layout(host('a', [big('one'), big('two')]), host('b', [])) });
    const statuses = await statusesOf(fake, '/start-vm', { where: { name_in: ['one', 'two'] } });
    expect(statuses).toEqual(['SUCCESSED', 'SUCCESSED']);
    const hosts = [(await fake.vm('one')).host?.name, (await fake.vm('two')).host?.name];
    expect(hosts.toSorted()).toEqual(['a', 'b']);
  });

  it('starts a VM with nested virtualization elsewhere when its host is in maintenance', async () => {
    const nested: ScenarioVm = { name: 'n', nested_virtualization: true, status: 'STOPPED', ha: false };
    const fake = createTestFake({ scenario: layout(host('a', [nested]), host('b', [])) });
    await enter(fake, 'a');
    expect(await statusesOf(fake, '/start-vm', { where: { name: 'n' } })).toEqual(['SUCCESSED']);
    expect(await fake.vm('n')).toMatchObject({
      status: 'RUNNING',
      host: { name: 'b' },
      vm_tools_status: 'RUNNING',
    });
  });
});

describe('names', () => {
  it('are not given twice, even when two ask at once', async () => {
    const fake = createTestFake({ scenario: layout(host('aa', []), host('bb', [])) });
    const rename = async (name: string) =>
      (
        await fake.post('/update-host', {
          where: { name },
          data: { name: 'same', scvm_name: 's' },
        })
      ).body;
    const [first, second] = [await rename('aa'), await rename('bb')];
    expect((await fake.finish(first[0]?.task_id)).status).toBe('SUCCESSED');
    expect(await fake.finish(second[0]?.task_id)).toMatchObject({
      status: 'FAILED',
      error_code: 'EC_CHANGE_HOSTNAME_DUPLICATE',
    });
    expect(await fake.host('same')).toMatchObject({ scvm_name: 's' });
  });

  it('come back once from the recycle bin', async () => {
    const fake = createTestFake({
      scenario: layout(host('a', [{ name: 'x', status: 'STOPPED' }]), host('b', [])),
    });
    const recycle = () => statusesOf(fake, '/move-vm-to-recycle', { where: { name: 'x' } });
    await recycle();
    const [bin] = (await fake.post('/get-vms', {})).body;
    // A second VM of the same name comes into the bin, too.
    const copy = {
      ...fake.world.must('Vm', bin?.id ?? ''),
      id: 'second',
      local_id: 'second',
      name: 'bin-2',
    };
    fake.world.insert('Vm', copy);
    const statuses = await statusesOf(fake, '/recover-vm-from-recycle', { where: { in_recycle_bin: true } });
    expect(statuses.toSorted()).toEqual(['FAILED', 'SUCCESSED']);
  });
});

describe('instants in filters', () => {
  it('are compared as instants, however they are written', async () => {
    const fake = createTestFake();
    const web = await fake.vm('web-01');
    const at = Date.parse(web.local_created_at ?? '');
    const count = async (where: object) =>
      (
        await fake.post('/get-vms-connection', {
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
    const fake = createTestFake();
    const answer = await fake.post('/get-vms', { where: { local_created_at: value } });
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('local_created_at') },
    });
  });
});

describe('ids in a list', () => {
  it('are found once each, in the order of ids', async () => {
    const fake = createTestFake();
    const all = (await fake.post('/get-vms', { first: 3 })).body.map(({ id }) => id);
    const ids = [...all.toReversed(), ...all];
    const { body } = await fake.post('/get-vms', { where: { id_in: ids } });
    expect(body.map(({ id }) => id)).toEqual(all);
  });
});

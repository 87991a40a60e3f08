import { describe, expect, it } from 'vitest';
import type { Wire } from '../../contracts/kit/session/wire.ts';
import type { Scenario, ScenarioVm } from '../../src/fixtures/scenario.ts';
import { createTestFake, type TestFake } from '../kit/fake.ts';
import { enter, exitCheck, requestEnter, requestExit } from '../kit/maintenance.ts';

const hostWith = (name: string, memory: string, vms: ScenarioVm[]) => ({
  name,
  memory,
  system_memory: '8GiB',
  vms,
});

/** Two VMs to move off `a`. The plan moves both to `b`, which has room for both until `late` runs there, too. */
const SMALL: Scenario = {
  scenario: 1,
  clusters: [
    {
      name: 'c',
      hosts: [
        hostWith('a', '32GiB', [
          { name: 'web-1', memory: '8GiB' },
          { name: 'web-2', memory: '8GiB' },
        ]),
        hostWith('b', '32GiB', [{ name: 'late', memory: '12GiB', status: 'STOPPED' }]),
        hostWith('c', '24GiB', [{ name: 'small', memory: '4GiB' }]),
      ],
    },
  ],
};

/** Enters a host, until a VM is being moved. Returns the task. */
async function enterUntilBusy(fake: TestFake, vm: string, shutDown: readonly string[] = []): Promise<string> {
  const [host] = [...fake.world.all('Host')];
  const { body } = await requestEnter(fake, host?.name ?? '', shutDown);
  fake.breakpoints.add({ job: 'enter', vm });
  fake.clock.advance(60_000);
  fake.clock.resume();
  return body.task_id ?? '';
}

/** Runs an operation on a VM to its end. */
async function operate(
  fake: TestFake,
  path: '/poweroff-vm' | '/suspend-vm' | '/move-vm-to-recycle' | '/delete-vm' | '/migrate-vm',
  where: Wire['VmWhereInput'],
): Promise<void> {
  const { body } = await fake.post(path, { where });
  expect(await fake.finish(body[0]?.task_id)).toMatchObject({ status: 'SUCCESSED' });
}

describe('what users do while a host is entering', () => {
  it('a target that has no room any more is replaced by another, and the VM is busy on its way there', async () => {
    const fake = createTestFake({ scenario: SMALL });
    const { clock, breakpoints } = fake;
    breakpoints.add({ job: 'enter', vm: 'web-2' });
    const task = (await requestEnter(fake, 'a')).body.task_id ?? '';
    await fake.post('/start-vm', { where: { name: 'late' } });
    clock.advance(60_000);
    expect(clock.state().pausedAt?.at?.task).toBe(task);
    expect(await fake.vm('web-2')).toMatchObject({ entityAsyncStatus: 'UPDATING', host: { name: 'a' } });
    clock.resume();
    expect(await fake.finish(task)).toMatchObject({ status: 'SUCCESSED' });
    expect(await fake.vm('web-2')).toMatchObject({ entityAsyncStatus: null, host: { name: 'c' } });
  });

  describe('the rules decide what a VM needs when its turn comes', () => {
    /** `big` is moved first, which takes long; what happens to `vm` happens meanwhile. */
    const world = (vm: Partial<ScenarioVm>): Scenario => ({
      scenario: 1,
      clusters: [
        {
          name: 'c',
          hosts: [
            hostWith('a', '96GiB', [
              { name: 'big', memory: '64GiB' },
              { name: 'vm', ...vm },
            ]),
            hostWith('b', '96GiB', []),
          ],
        },
      ],
    });
    const wentTo = async (fake: TestFake) => (await fake.vm('vm')).host?.name;

    it('powered off with HA: it is migrated cold, and the exit check names it', async () => {
      const fake = createTestFake({ scenario: world({}) });
      const task = await enterUntilBusy(fake, 'big');
      await operate(fake, '/poweroff-vm', { name: 'vm' });
      expect(await fake.finish(task)).toMatchObject({ status: 'SUCCESSED' });
      expect(await wentTo(fake)).toBe('b');
      const { offlineMigrateVms, liveMigrateVms } = await exitCheck(fake, 'a');
      expect(offlineMigrateVms).toMatchObject([{ vm_name: 'vm', target_host_name: 'b' }]);
      expect(liveMigrateVms).toMatchObject([{ vm_name: 'big' }]);
    });

    it('powered off without HA: it stays, as any such VM', async () => {
      const fake = createTestFake({ scenario: world({ ha: false }) });
      const task = await enterUntilBusy(fake, 'big');
      await operate(fake, '/poweroff-vm', { name: 'vm' });
      expect(await fake.finish(task)).toMatchObject({ status: 'SUCCESSED' });
      expect(await wentTo(fake)).toBe('a');
    });

    it('powered off and recycled: it is migrated cold, as any VM in the recycle bin', async () => {
      const fake = createTestFake({ scenario: world({ ha: false }) });
      const task = await enterUntilBusy(fake, 'big');
      const { id } = await fake.vm('vm');
      await operate(fake, '/poweroff-vm', { id });
      await operate(fake, '/move-vm-to-recycle', { id });
      expect(await fake.finish(task)).toMatchObject({ status: 'SUCCESSED' });
      expect((await fake.call('/get-vms', { where: { id } }))[0]?.host?.name).toBe('b');
    });

    it('recycled though it was to stay: it is taken along before the host is closed', async () => {
      const fake = createTestFake({ scenario: world({ ha: false, status: 'STOPPED' }) });
      const task = await enterUntilBusy(fake, 'big');
      const { id } = await fake.vm('vm');
      await operate(fake, '/move-vm-to-recycle', { id });
      expect(await fake.finish(task)).toMatchObject({ status: 'SUCCESSED' });
      expect((await fake.call('/get-vms', { where: { id } }))[0]?.host?.name).toBe('b');
      expect((await exitCheck(fake, 'a')).offlineMigrateVms).toHaveLength(1);
    });

    it('suspended: the task fails and names it', async () => {
      const fake = createTestFake({ scenario: world({}) });
      const task = await enterUntilBusy(fake, 'big');
      await operate(fake, '/suspend-vm', { name: 'vm' });
      expect(await fake.finish(task)).toMatchObject({
        status: 'FAILED',
        error_message: 'VM vm is still on host a: it is SUSPENDED. [EC_MAINTENANCE_MODE_ENTER_FAILED]',
      });
    });

    it('migrated away by hand: nothing more is done to it, and the exit check does not name it', async () => {
      const fake = createTestFake({ scenario: world({}) });
      const task = await enterUntilBusy(fake, 'big');
      await operate(fake, '/migrate-vm', { name: 'vm' });
      expect(await fake.finish(task)).toMatchObject({ status: 'SUCCESSED' });
      expect((await exitCheck(fake, 'a')).liveMigrateVms).toMatchObject([{ vm_name: 'big' }]);
    });

    it('deleted: nothing more is done to it', async () => {
      const fake = createTestFake({ scenario: world({}) });
      const task = await enterUntilBusy(fake, 'big');
      await operate(fake, '/poweroff-vm', { name: 'vm' });
      await operate(fake, '/delete-vm', { name: 'vm' });
      expect(await fake.finish(task)).toMatchObject({ status: 'SUCCESSED' });
    });

    it('to be shut down, but off already: it stays off, and exit has nothing to power on', async () => {
      const fake = createTestFake({ scenario: world({ ha: false, gpus: ['NVIDIA A10'] }) });
      const task = await enterUntilBusy(fake, 'big', ['vm']);
      await operate(fake, '/poweroff-vm', { name: 'vm' });
      expect(await fake.finish(task)).toMatchObject({ status: 'SUCCESSED' });
      expect(await wentTo(fake)).toBe('a');
      expect((await exitCheck(fake, 'a')).shutDownVms).toEqual([]);
    });

    it('to be shut down for want of memory, of which there is enough now: it is moved', async () => {
      const full = hostWith('b', '96GiB', [{ name: 'late', memory: '30GiB' }]);
      const scenario = world({ memory: '4GiB' });
      const fake = createTestFake({
        behaviours: { 'enter.listed-movable-vm': 'migrated' },
        scenario: {
          ...scenario,
          clusters: scenario.clusters.map((c) => ({ ...c, hosts: [...c.hosts.slice(0, 1), full] })),
        },
      });
      expect(fake.plan('a').vms.map(({ action }) => action)).toEqual(['shut-down', 'live-migrate']);
      const task = await enterUntilBusy(fake, 'vm', ['big']);
      await operate(fake, '/poweroff-vm', { name: 'late' });
      expect(await fake.finish(task)).toMatchObject({ status: 'SUCCESSED' });
      expect(await fake.vm('big')).toMatchObject({ status: 'RUNNING', host: { name: 'b' } });
    });
  });
});

describe('what users do while a host is leaving', () => {
  it('a VM that they have moved back themselves is left where it is, and the exit succeeds', async () => {
    const fake = createTestFake();
    await enter(fake, 'node-01');
    const { shutDownVms, liveMigrateVms } = await exitCheck(fake, 'node-01');
    const { id } = await fake.host('node-01');
    fake.breakpoints.add({ job: 'exit', step: 'power-on' });
    const { body } = await fake.post('/exit-maintance-mode', {
      where: { host_id: id },
      data: {
        poweron_vms: shutDownVms.map(({ vm_uuid }) => vm_uuid),
        live_migrate_back_vms: liveMigrateVms.map(({ vm_uuid }) => vm_uuid),
      },
    });
    fake.clock.advance(60_000);
    const [moved] = liveMigrateVms;
    fake.breakpoints.add({ job: 'exit', vm: moved?.vm_name ?? '', nth: 99 });
    const where = { local_id: moved?.vm_uuid };
    const migration = await fake.post('/migrate-vm', {
      where,
      data: { host_id: id },
    });
    fake.clock.resume();
    expect(await fake.finish(body.task_id)).toMatchObject({ status: 'SUCCESSED' });
    expect(await fake.finish(migration.body[0]?.task_id)).toMatchObject({ status: 'SUCCESSED' });
    expect((await fake.vm(moved?.vm_name ?? '')).host?.name).toBe('node-01');
    expect(fake.breakpoints.list().at(-1)).toMatchObject({ vm: moved?.vm_name, seen: 0 });
  });

  describe('a VM comes back only where the rules would move it', () => {
    const apart = (vms: ScenarioVm[], others: ScenarioVm[]): Scenario => ({
      scenario: 1,
      clusters: [
        {
          name: 'c',
          hosts: [hostWith('a', '96GiB', vms), hostWith('b', '96GiB', others), hostWith('c', '96GiB', [])],
          placement_groups: [{ name: 'apart', vms: ['one', 'two'], vms_must_be: 'apart' }],
        },
      ],
    });

    it('not beside one that it must be apart from, which was moved there meanwhile', async () => {
      const fake = createTestFake({ scenario: apart([{ name: 'one' }], [{ name: 'two' }]) });
      await enter(fake, 'a');
      const { body } = await requestExit(fake, 'a', { live_migrate_back_vms: ['one'] });
      fake.breakpoints.add({ job: 'exit', step: 'live-migrate' });
      fake.clock.advance(60_000);
      const { id } = await fake.host('a');
      fake.world.update('Vm', (await fake.vm('two')).id, { host: id });
      fake.clock.resume();
      expect(await fake.finish(body.task_id)).toMatchObject({
        status: 'FAILED',
        error_message: expect.stringContaining('apart'),
      });
      expect((await fake.vm('one')).host?.name).toBe('c');
    });

    it('and does not start there beside one that was started meanwhile', async () => {
      const scenario = apart([{ name: 'one', ha: false, gpus: ['NVIDIA A10'] }], [{ name: 'two' }]);
      const fake = createTestFake({ scenario });
      await enter(fake, 'a');
      const { body } = await requestExit(fake, 'a', { poweron_vms: ['one'] });
      fake.breakpoints.add({ job: 'exit', step: 'power-on' });
      fake.clock.advance(60_000);
      const { id } = await fake.host('a');
      fake.world.update('Vm', (await fake.vm('two')).id, { host: id });
      fake.clock.resume();
      expect(await fake.finish(body.task_id)).toMatchObject({
        status: 'FAILED',
        error_message: expect.stringContaining('apart'),
      });
      expect((await fake.vm('one')).status).toBe('STOPPED');
    });

    it('that was deleted meanwhile is named as the client knows it', async () => {
      const fake = createTestFake();
      await enter(fake, 'node-01');
      await operate(fake, '/poweroff-vm', { name: 'web-01' });
      const { local_id } = await fake.vm('web-01');
      await operate(fake, '/delete-vm', { name: 'web-01' });
      const request = {
        where: { host_id: (await fake.host('node-01')).id },
        data: { live_migrate_back_vms: [local_id] },
      };
      const { body } = await fake.post('/exit-maintance-mode', request);
      expect(await fake.finish(body.task_id)).toMatchObject({
        status: 'FAILED',
        error_message: 'VM web-01 does not exist any more. [VM_NOT_FOUND]',
      });
    });
  });
});

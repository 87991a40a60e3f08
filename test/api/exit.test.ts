import { beforeEach, describe, expect, it } from 'vitest';
import { createTestFake, type TestFake } from '../kit/fake.ts';
import { enter, exit, exitCheck, placement, requestExit, TIED } from '../kit/maintenance.ts';

let fake: TestFake;
beforeEach(() => {
  fake = createTestFake();
});

describe('exit check', () => {
  it('lists what entering did to which VM, by local_id', async () => {
    await enter(fake, 'node-01');
    const web = await fake.vm('web-01');
    const { shutDownVms, liveMigrateVms, offlineMigrateVms } = await exitCheck(fake, 'node-01');
    expect(shutDownVms.map((vm) => vm.vm_name).toSorted()).toEqual(['db-sriov-01', 'gpu-render-01']);
    expect(offlineMigrateVms.map((vm) => vm.vm_name)).toEqual(['standby-ha-off-01']);
    expect(liveMigrateVms.find((vm) => vm.vm_name === 'web-01')).toEqual({
      state: 'done',
      target_host_name: web.host?.name,
      verify: { changed: false, reason: '' },
      vm_ha: true,
      vm_name: 'web-01',
      vm_state: 'running',
      vm_uuid: web.local_id,
    });
  });

  it('says when a VM is no longer as entering left it', async () => {
    await enter(fake, 'node-01');
    const { world } = fake;
    const id = async (name: string) => (await fake.vm(name)).id;
    world.update('Vm', await id('web-01'), { status: 'STOPPED' });
    world.remove('Vm', await id('web-02'));
    world.update('Vm', await id('standby-ha-off-01'), { in_recycle_bin: true });
    world.update('Vm', await id('gpu-render-01'), { host: (await fake.host('node-02')).id });
    const lists = await exitCheck(fake, 'node-01');
    const verdicts = Object.values(lists)
      .flat()
      .map((vm) => [vm.vm_name, vm.verify?.changed, vm.verify?.reason]);
    expect(Object.fromEntries(verdicts.map(([name, ...rest]) => [name, rest]))).toEqual({
      'web-01': [true, 'vm_status_changed'],
      'web-02': [true, 'vm_has_been_deleted'],
      'standby-ha-off-01': [true, 'vm_in_recycle_bin'],
      'gpu-render-01': [true, 'vm_status_changed'],
      'db-sriov-01': [false, ''],
    });
  });
});

describe('exit', () => {
  it('restores where every VM is and whether it runs', async () => {
    const before = await placement(fake);
    await enter(fake, 'node-01');
    expect(await placement(fake)).not.toEqual(before);
    expect(await exit(fake, 'node-01')).toMatchObject({ status: 'SUCCESSED' });
    expect(await placement(fake)).toEqual(before);
    expect(await fake.host('node-01')).toMatchObject({ host_state: null, entityAsyncStatus: null });
  });

  it('powers on first, then moves back live, then cold', async () => {
    await enter(fake, 'node-01');
    const { steps } = await exit(fake, 'node-01');
    expect(steps.map(({ key }) => key)).toEqual([
      'LEAVE_MAINTENANCE_MODE',
      'POWER_ON_VMS',
      'LIVE_MIGRATE_VMS',
      'OFFLINE_MIGRATE_VMS',
    ]);
  });

  it('takes the host out first, while its VMs are still being handled', async () => {
    await enter(fake, 'node-01');
    const { body } = await requestExit(fake, 'node-01', { poweron_vms: TIED });
    fake.clock.advance(1300);
    expect(await fake.host('node-01')).toMatchObject({ host_state: null, running_vm_num: 0 });
    expect(await fake.task(body.task_id ?? '')).toMatchObject({ status: 'EXECUTING' });
    await fake.finish(body.task_id);
    expect(await fake.host('node-01')).toMatchObject({ running_vm_num: 2 });
  });

  it('is refused while the host is leaving already, from the first moment on', async () => {
    await enter(fake, 'edge-01');
    const request = () => requestExit(fake, 'edge-01', { poweron_vms: ['kiosk-no-other-host-01'] });
    const { body } = await request();
    expect((await request()).status).toBe(400);
    fake.clock.advance(500);
    expect((await request()).status).toBe(400);
    expect(await fake.finish(body.task_id)).toMatchObject({ status: 'SUCCESSED' });
  });

  it('does nothing to VMs of lists that are left out', async () => {
    await enter(fake, 'node-01');
    const before = await placement(fake);
    const { body } = await requestExit(fake, 'node-01');
    expect(await fake.finish(body.task_id)).toMatchObject({ status: 'SUCCESSED' });
    expect(await placement(fake)).toEqual(before);
    expect((await fake.host('node-01')).host_state).toBeNull();
  });

  it('ends FAILED with the host back in use when a VM cannot be brought back', async () => {
    await enter(fake, 'node-01');
    const web = await fake.vm('web-01');
    fake.world.update('Vm', web.id, { status: 'STOPPED' });
    const { body } = await requestExit(fake, 'node-01', { live_migrate_back_vms: ['web-01'] });
    const task = await fake.finish(body.task_id);
    expect(task.status).toBe('FAILED');
    expect(task.error_message).toContain('web-01');
    expect((await fake.host('node-01')).host_state).toBeNull();
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { createTestFake, type Host, type TestFake } from '../kit/fake.ts';
import { enter, exitCheck, placement, requestEnter, requestExit, TIED } from '../kit/maintenance.ts';

let fake: TestFake;
beforeEach(() => {
  fake = createTestFake();
});

describe('enter', () => {
  it('takes the host through ENTERING_MAINTENANCE_MODE to MAINTENANCE_MODE', async () => {
    const { body } = await requestEnter(fake, 'node-01', TIED);
    const { id } = await fake.host('node-01');
    expect(body.data.id).toBe(id);
    const entering = await fake.host('node-01');
    expect(entering).toMatchObject({
      host_state: { state: 'ENTERING_MAINTENANCE_MODE' },
      entityAsyncStatus: 'UPDATING',
    });
    expect(await fake.finish(body.task_id)).toMatchObject({
      status: 'SUCCESSED',
      resource_id: id,
      resource_type: 'Host',
    });
    const entered = await fake.host('node-01');
    expect(entered.host_state?.enter_maintenance_time).toBe(
      (await fake.task(body.task_id ?? '')).finished_at,
    );
    expect(entered).toMatchObject({
      host_state: {
        state: 'MAINTENANCE_MODE',
        maintenance_job_id: entering.host_state?.maintenance_job_id,
        enter_maintenance_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
      entityAsyncStatus: null,
      state: 'IN_USE',
      status: 'CONNECTED_HEALTHY',
    });
  });

  it('migrates running VMs, shuts down those that cannot move, migrates HA and recycled VMs cold, leaves the rest', async () => {
    await enter(fake, 'node-01');
    const after = await placement(fake);
    expect(after['web-01']).toMatch(/^node-0[23] RUNNING$/);
    expect(after['web-02']).toMatch(/^node-0[23] RUNNING$/);
    expect(after['gpu-render-01']).toBe('node-01 STOPPED');
    expect(after['db-sriov-01']).toBe('node-01 STOPPED');
    expect(after['standby-ha-off-01']).toMatch(/^node-0[23] STOPPED$/);
    expect(after['template-off-01']).toBe('node-01 STOPPED');
  });

  it('moves the counters and the memory of both hosts with the VMs', async () => {
    const hosts = async () =>
      (await fake.post('/get-hosts', { where: { cluster: { name: 'prod-cls-01' } } })).body;
    const before = await hosts();
    await enter(fake, 'node-01');
    const after = await hosts();
    expect(after.find((h) => h.name === 'node-01')).toMatchObject({
      running_vm_num: 0,
      stopped_vm_num: 3,
      vm_num: 3,
      running_pause_vm_memory_bytes: 0,
    });
    const sum = (list: readonly Host[], field: 'vm_num' | 'provisioned_memory_bytes') =>
      list.reduce((n, h) => n + (h[field] ?? 0), 0);
    expect(sum(after, 'vm_num')).toBe(sum(before, 'vm_num'));
    expect(sum(after, 'provisioned_memory_bytes')).toBe(sum(before, 'provisioned_memory_bytes'));
    for (const host of after) {
      expect(host.allocatable_memory_bytes).toBe(
        host.total_memory_bytes - host.os_memory_bytes - host.running_pause_vm_memory_bytes,
      );
      expect(host.vms).toHaveLength(host.vm_num ?? -1);
    }
  });

  it('gives a moved VM the node_ip of its new host, a VM that was shut down its time', async () => {
    await enter(fake, 'node-01');
    const web = await fake.vm('web-01');
    expect(web.node_ip).toBe(web.host?.management_ip);
    const gpu = await fake.vm('gpu-render-01');
    expect(Date.parse(gpu.last_shutdown_time ?? '')).toBeGreaterThan(Date.parse('2026-01-01T00:00:00Z'));
  });

  it('can be watched: one VM after another is busy, steps and progress grow', async () => {
    const { body } = await requestEnter(fake, 'node-01', TIED);
    const seen = [];
    for (let ms = 0; ms < 60_000; ms += 250) {
      fake.clock.advance(250);
      const task = await fake.task(body.task_id ?? '');
      const busy = await fake.post('/get-vms', { where: { entityAsyncStatus: 'UPDATING' } });
      seen.push({ task, busy: busy.body.map((vm) => vm.name) });
      if (task.status === 'SUCCESSED') break;
    }
    const progress = seen.map(({ task }) => task.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(new Set(progress).size).toBeGreaterThan(5);
    expect(Math.max(...seen.map(({ busy }) => busy.length))).toBe(1);
    expect(new Set(seen.flatMap(({ busy }) => busy)).size).toBe(5);
    expect(
      seen.at(-1)?.task.steps.map(({ key, current, total, finished }) => ({ key, current, total, finished })),
    ).toEqual([
      { key: 'CHECK_ENVIRONMENT', current: 1, total: 1, finished: true },
      { key: 'LIVE_MIGRATE_VMS', current: 2, total: 2, finished: true },
      { key: 'SHUT_DOWN_VMS', current: 2, total: 2, finished: true },
      { key: 'OFFLINE_MIGRATE_VMS', current: 1, total: 1, finished: true },
      { key: 'ENTER_STORAGE_MAINTENANCE_MODE', current: 1, total: 1, finished: true },
    ]);
  });

  it('fails when a VM that must be shut down is not listed; the host is in use again, moved VMs stay where they are', async () => {
    const { body } = await requestEnter(fake, 'node-01');
    const task = await fake.finish(body.task_id);
    expect(task).toMatchObject({ status: 'FAILED', error_code: expect.any(String) });
    expect(task.error_message).toMatch(/gpu-render-01|db-sriov-01/);
    expect(await fake.host('node-01')).toMatchObject({
      host_state: null,
      entityAsyncStatus: null,
      running_vm_num: 2,
    });
    const after = await placement(fake);
    expect(after['web-01']).toMatch(/^node-0[23] RUNNING$/);
    expect(after['gpu-render-01']).toBe('node-01 RUNNING');
  });

  it('fails on a host that something blocks, and touches none of its VMs', async () => {
    const before = await placement(fake);
    const { body } = await requestEnter(fake, 'node-04-blocked-by-vms');
    const task = await fake.finish(body.task_id);
    expect(task.status).toBe('FAILED');
    for (const name of ['report-suspended-01', 'everoute-system-usb-01', 'archive-ha-no-room-01']) {
      expect(task.error_message).toContain(name);
    }
    expect(await placement(fake)).toEqual(before);
    expect(await fake.host('node-04-blocked-by-vms')).toMatchObject({ host_state: null });
  });

  it('obeys a request to shut down a VM that could be moved', async () => {
    const web = await fake.vm('web-01');
    const gpu = await fake.vm('gpu-render-01');
    const sriov = await fake.vm('db-sriov-01');
    const { body } = await fake.post('/enter-maintance-mode', {
      where: { host_id: (await fake.host('node-01')).id },
      data: { shutdown_vms: [web.local_id, gpu.id, sriov.local_id, web.id] },
    });
    expect(await fake.finish(body.task_id)).toMatchObject({ status: 'SUCCESSED' });
    expect(await placement(fake)).toMatchObject({
      'web-01': 'node-01 STOPPED',
      'gpu-render-01': 'node-01 STOPPED',
    });
    const { shutDownVms } = await exitCheck(fake, 'node-01');
    expect(shutDownVms.map((vm) => vm.vm_name).toSorted()).toEqual([
      'db-sriov-01',
      'gpu-render-01',
      'web-01',
    ]);
  });

  it.each(['node-01', 'node-02', 'node-03', 'edge-01'])('works on %s', async (host) => {
    expect(await enter(fake, host)).toMatchObject({ status: 'SUCCESSED' });
    expect(await fake.host(host)).toMatchObject({
      host_state: { state: 'MAINTENANCE_MODE' },
      running_vm_num: 0,
    });
  });
});

describe('one host at a time', () => {
  it('a second host of the cluster is refused, one of another cluster is not', async () => {
    await enter(fake, 'node-01');
    const second = await fake.postRejected('/enter-maintance-mode', {
      where: { host_id: (await fake.host('node-02')).id },
      data: {},
    });
    expect(second.status).toBe(400);
    expect(second.body.message).toContain('EC_MAINTENANCE_MODE_EXIST_HOST_IN_MT_MODE');
    expect(await enter(fake, 'edge-01')).toMatchObject({ status: 'SUCCESSED' });
  });

  it('a host that is still taking its VMs back counts as one, and cannot enter itself', async () => {
    await enter(fake, 'node-01');
    const { body } = await requestExit(fake, 'node-01', { live_migrate_back_vms: ['web-01', 'web-02'] });
    fake.clock.advance(1_500);
    expect((await fake.host('node-01')).host_state).toBeNull();
    for (const name of ['node-01', 'node-02']) {
      expect((await requestEnter(fake, name)).status).toBe(400);
    }
    await fake.finish(body.task_id);
    expect((await requestEnter(fake, 'node-02')).status).toBe(200);
  });

  it.each(['ENTERING_MAINTENANCE_MODE', 'MAINTENANCE_MODE'])(
    'entering again in %s is refused',
    async (state) => {
      const enterNow = () => requestEnter(fake, 'edge-01', ['kiosk-no-other-host-01']);
      const { body } = await enterNow();
      if (state === 'MAINTENANCE_MODE') await fake.finish(body.task_id);
      expect((await fake.host('edge-01')).host_state?.state).toBe(state);
      expect((await enterNow()).status).toBe(400);
    },
  );
});

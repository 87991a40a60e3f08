import { beforeEach, describe, expect, it } from 'vitest';
import { precheckResult } from '../../contracts/kit/session/maintenance.ts';
import { createTestFake, type TestFake } from '../kit/fake.ts';
import { enter, placement, precheck } from '../kit/maintenance.ts';

let fake: TestFake;
beforeEach(() => {
  fake = createTestFake();
});

describe('precheck', () => {
  it('is a task that goes PENDING, EXECUTING, SUCCESSED', async () => {
    const { body } = await fake.post('/enter-maintenance-mode-precheck', {
      where: { name: 'node-01' },
    });
    expect(await fake.task(body.task_id)).toMatchObject({
      status: 'PENDING',
      progress: 0,
      started_at: null,
    });
    fake.clock.advance(500);
    expect(await fake.task(body.task_id)).toMatchObject({ status: 'EXECUTING', finished_at: null });
    expect(await fake.finish(body.task_id)).toMatchObject({
      status: 'SUCCESSED',
      progress: 1,
      error_code: null,
    });
  });

  it('has no result until its task has ended', async () => {
    const { body } = await fake.post('/enter-maintenance-mode-precheck', {
      where: { name: 'node-01' },
    });
    expect(await precheckResult(fake, body.task_id)).toEqual({ shutdownVms: [], done: false });
    fake.clock.advance(500);
    expect(await precheckResult(fake, body.task_id)).toEqual({ shutdownVms: [], done: false });
  });

  it('lists exactly the running VMs that cannot be moved', async () => {
    const { shutdownVms, done } = await precheck(fake, 'node-01');
    const gpu = await fake.vm('gpu-render-01');
    const sriov = await fake.vm('db-sriov-01');
    expect(done).toBe(true);
    expect(shutdownVms.map((vm) => vm.vm_uuid).toSorted()).toEqual([gpu.local_id, sriov.local_id].toSorted());
  });

  it('changes nothing of the host and its VMs', async () => {
    const before = [await fake.host('node-01'), await placement(fake)];
    await precheck(fake, 'node-01');
    expect([await fake.host('node-01'), await placement(fake)]).toEqual(before);
  });

  it('is not done when something blocks', async () => {
    expect(await precheck(fake, 'node-04-blocked-by-vms')).toMatchObject({ done: false });
  });

  it('is not done while another host of the cluster is in maintenance', async () => {
    await enter(fake, 'node-01');
    expect(await precheck(fake, 'node-02')).toMatchObject({ done: false });
    expect(await precheck(fake, 'edge-01')).toMatchObject({ done: true });
  });

  it('is not done for a host that entering would refuse', async () => {
    fake.world.update('Host', (await fake.host('node-01')).id, { status: 'SESSION_EXPIRED' });
    expect(await precheck(fake, 'node-01')).toMatchObject({ done: false });
  });

  it('runs once at a time in a cluster', async () => {
    const first = await fake.post('/enter-maintenance-mode-precheck', {
      where: { name: 'node-01' },
    });
    const second = await fake.postRejected('/enter-maintenance-mode-precheck', {
      where: { name: 'node-02' },
    });
    expect(second.status).toBe(400);
    expect(second.body.message).toContain('MAINTENANCE_MODE_PRE_CHECK_FAILED');
    await fake.finish(first.body.task_id);
    expect((await fake.post('/enter-maintenance-mode-precheck', { where: { name: 'node-02' } })).status).toBe(
      200,
    );
  });
});

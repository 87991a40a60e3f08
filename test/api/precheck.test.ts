import { beforeEach, describe, expect, it } from 'vitest';
import { enter, placement, precheck, resultOf, type TaskId } from '../kit/maintenance.ts';
import { createTarget, type Target, type Wire } from '../kit/target.ts';

let target: Target;
beforeEach(() => {
  target = createTarget();
});

describe('precheck', () => {
  it('is a task that goes PENDING, EXECUTING, SUCCESSED', async () => {
    const { body } = await target.post<TaskId>('/enter-maintenance-mode-precheck', {
      where: { name: 'node-01' },
    });
    expect(await target.task(body.task_id)).toMatchObject({
      status: 'PENDING',
      progress: 0,
      started_at: null,
    });
    target.fake.clock.advance(500);
    expect(await target.task(body.task_id)).toMatchObject({ status: 'EXECUTING', finished_at: null });
    expect(await target.finish(body.task_id)).toMatchObject({
      status: 'SUCCESSED',
      progress: 1,
      error_code: null,
    });
  });

  it('has no result until its task has ended', async () => {
    const { body } = await target.post<TaskId>('/enter-maintenance-mode-precheck', {
      where: { name: 'node-01' },
    });
    expect(await resultOf(target, body.task_id)).toEqual({ shutdownVms: [], done: false });
    target.fake.clock.advance(500);
    expect(await resultOf(target, body.task_id)).toEqual({ shutdownVms: [], done: false });
  });

  it('lists exactly the running VMs that cannot be moved', async () => {
    const { shutdownVms, done } = await precheck(target, 'node-01');
    const gpu = await target.vm('gpu-render-01');
    const sriov = await target.vm('db-sriov-01');
    expect(done).toBe(true);
    expect(shutdownVms.map((vm) => vm.vm_uuid).toSorted()).toEqual([gpu.local_id, sriov.local_id].toSorted());
  });

  it('changes nothing of the host and its VMs', async () => {
    const before = [await target.host('node-01'), await placement(target)];
    await precheck(target, 'node-01');
    expect([await target.host('node-01'), await placement(target)]).toEqual(before);
  });

  it('is not done when something blocks', async () => {
    expect(await precheck(target, 'node-04-blocked-by-vms')).toMatchObject({ done: false });
  });

  it('is not done while another host of the cluster is in maintenance', async () => {
    await enter(target, 'node-01');
    expect(await precheck(target, 'node-02')).toMatchObject({ done: false });
    expect(await precheck(target, 'edge-01')).toMatchObject({ done: true });
  });

  it('is not done for a host that entering would refuse', async () => {
    target.fake.world.update('Host', (await target.host('node-01')).id, { status: 'SESSION_EXPIRED' });
    expect(await precheck(target, 'node-01')).toMatchObject({ done: false });
  });

  it('runs once at a time in a cluster', async () => {
    const first = await target.post<TaskId>('/enter-maintenance-mode-precheck', {
      where: { name: 'node-01' },
    });
    const second = await target.post<Wire['ErrorBody']>('/enter-maintenance-mode-precheck', {
      where: { name: 'node-02' },
    });
    expect(second.status).toBe(400);
    expect(second.body.message).toContain('MAINTENANCE_MODE_PRE_CHECK_FAILED');
    await target.finish(first.body.task_id);
    expect(
      (await target.post('/enter-maintenance-mode-precheck', { where: { name: 'node-02' } })).status,
    ).toBe(200);
  });
});

import { describe, expect, it } from 'vitest';
import { brokenInvariants } from '../../src/server/engine/world/invariants.ts';
import { type Control, createTestFake, type Task, type TestFake, type Wire } from '../kit/fake.ts';
import { addFault, countsOf, faultyFake, operate, statusOf } from '../kit/faults.ts';
import { requestExit, startEnter } from '../kit/maintenance.ts';

const MINUTE = 60_000;

/** Tries to enter node-01. Returns the task as it ended. */
async function enter(fake: TestFake): Promise<Task> {
  return fake.finish(await startEnter(fake, 'node-01'));
}

describe('a fault that fails a step', () => {
  it("fails the task with CloudTower's code at the matching VM, and undoes nothing", async () => {
    const code = 'JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING';
    const fake = await faultyFake({ do: 'fail-step', step: 'live-migrate', vm: 'web-02', code });
    expect(await enter(fake)).toMatchObject({
      status: 'FAILED',
      error_code: code,
      error_message: 'VM web-02: no host can take the VM. [JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING]',
    });
    expect((await fake.vm('web-01')).host?.name).not.toBe('node-01');
    expect(await fake.vm('web-02')).toMatchObject({ host: { name: 'node-01' }, entityAsyncStatus: null });
    expect(await fake.host('node-01')).toMatchObject({ host_state: null, entityAsyncStatus: null });
  });

  it('leaves a world in which the same request succeeds', async () => {
    const fake = await faultyFake({
      do: 'fail-step',
      job: 'enter',
      code: 'EC_JOB_RESOURCE_IS_LOCKED',
      nth: 3,
    });
    expect((await enter(fake)).status).toBe('FAILED');
    expect((await enter(fake)).status).toBe('SUCCESSED');
  });

  it('fires on the nth matching step', async () => {
    const code = 'JOB_LIBVIRT_ABORT_MIGRATE';
    const fake = await faultyFake({ do: 'fail-step', job: 'enter', step: 'live-migrate', nth: 2, code });
    const { error_message } = await enter(fake);
    expect(error_message).toContain('web-02');
    expect(await countsOf(fake)).toEqual([2, 1]);
  });

  it('gives the reason in the language of the request, or the message of its rule', async () => {
    const fake = await faultyFake({ do: 'fail-step', step: 'change-vm', code: 'JOB_RESOURCE_IS_LOCKED' });
    const where = { name: 'web-01' };
    const headers = { 'content-language': 'zh-CN' };
    const { body } = await fake.post('/poweroff-vm', { where }, { headers });
    expect((await fake.finish(body[0]?.task_id)).error_message).toBe(
      '虚拟机 web-01：资源已被其他任务锁定。 [JOB_RESOURCE_IS_LOCKED]',
    );
    await addFault(fake, { do: 'fail-step', vm: 'web-01', code: 'VM_NOT_FOUND', message: 'Bad luck.' });
    expect((await fake.finish(await operate(fake, '/poweroff-vm', 'web-01'))).error_message).toBe(
      'Bad luck. [VM_NOT_FOUND]',
    );
  });

  it.each([
    ['precheck', 'enter-maintenance-mode-precheck'],
    ['power-off-host', 'operate-host-power'],
  ])('can fail %s, which works on no VM', async (step) => {
    const fake = createTestFake();
    const { id } = await fake.host('node-02');
    const kind = step === 'precheck' ? 'precheck' : 'power-off-host';
    await addFault(fake, { do: 'fail-step', step: kind, code: 'EC_CLUSTER_API_TIMEOUT' });
    const { task_id } =
      kind === 'precheck'
        ? await fake.call('/enter-maintenance-mode-precheck', { where: { id } })
        : await reboot(fake, id);
    expect(await fake.finish(task_id)).toMatchObject({
      status: 'FAILED',
      error_message: 'Host node-02: the cluster did not answer in time. [EC_CLUSTER_API_TIMEOUT]',
    });
    expect(await fake.host('node-02')).toMatchObject({
      status: 'CONNECTED_HEALTHY',
      entityAsyncStatus: null,
    });
  });

  it('lets a host come up that was rebooting', async () => {
    const fake = await faultyFake({ do: 'fail-step', step: 'power-on-host', code: 'EC_CLUSTER_API_TIMEOUT' });
    const { task_id } = await reboot(fake, (await fake.host('node-02')).id);
    expect((await fake.finish(task_id)).status).toBe('FAILED');
    expect((await fake.host('node-02')).status).toBe('CONNECTED_HEALTHY');
  });
});

describe('a deaf guest', () => {
  it('does not shut down, and the task fails when its time is up', async () => {
    const fake = await faultyFake({ do: 'deaf-guest', vm: 'web-01' });
    const id = await operate(fake, '/shutdown-vm', 'web-01');
    fake.clock.advance(2 * MINUTE);
    expect((await fake.task(id)).status).toBe('EXECUTING');
    expect(await fake.finish(id)).toMatchObject({
      status: 'FAILED',
      error_code: 'JOB_VM_SHUTDOWN_TIMEOUT',
      finished_at: '2026-01-01T00:02:00.200Z',
    });
    expect(await fake.vm('web-01')).toMatchObject({ status: 'RUNNING', entityAsyncStatus: null });
  });

  it('ignores shutdowns and restarts; its power can still be cut', async () => {
    const fake = await faultyFake({ do: 'deaf-guest', vm: 'web-01' });
    for (const operation of ['/shutdown-vm', '/restart-vm', '/shutdown-vm'] as const) {
      expect((await fake.finish(await operate(fake, operation, 'web-01'))).status).toBe('FAILED');
    }
    expect((await fake.finish(await operate(fake, '/poweroff-vm', 'web-01'))).status).toBe('SUCCESSED');
    expect(await countsOf(fake)).toEqual([3, 3]);
  });

  it('keeps its host out of maintenance', async () => {
    const fake = await faultyFake({ do: 'deaf-guest', vm: 'gpu-render-01' });
    expect(await enter(fake)).toMatchObject({ error_code: 'JOB_VM_SHUTDOWN_TIMEOUT' });
    expect((await fake.host('node-01')).host_state).toBeNull();
  });

  it('affects no other guest', async () => {
    const fake = await faultyFake({ do: 'deaf-guest', vm: 'web-01' });
    expect((await fake.finish(await operate(fake, '/shutdown-vm', 'web-02'))).status).toBe('SUCCESSED');
  });
});

describe('a step that hangs', () => {
  it('does not end, not in a day, until the fault is removed', async () => {
    const fake = await faultyFake({ do: 'hang', step: 'precheck' });
    const where = { name: 'node-01' };
    const { task_id } = await fake.call('/enter-maintenance-mode-precheck', { where });
    const waited = await fake.control('POST', '/clock/advance', { until: { task: task_id } });
    expect(waited.status).toBe(409);
    expect((await fake.task(task_id)).status).toBe('EXECUTING');
    expect(brokenInvariants(fake.world)).toEqual([]);
    const again = await statusOf(fake, '/enter-maintenance-mode-precheck', { where });
    expect(again).toBe(400);
    await fake.control('DELETE', '/faults/fault-1');
    expect((await fake.finish(task_id)).status).toBe('SUCCESSED');
  });

  it('is counted once, however long it hangs', async () => {
    const fake = await faultyFake({ do: 'hang', step: 'live-migrate', vm: 'web-01' });
    const id = await startEnter(fake, 'node-01');
    fake.clock.advance(10 * MINUTE);
    expect(await countsOf(fake)).toEqual([1, 1]);
    expect(await fake.vm('web-01')).toMatchObject({ entityAsyncStatus: 'UPDATING' });
    await fake.control('DELETE', '/faults');
    expect((await fake.finish(id)).status).toBe('SUCCESSED');
  });
});

describe('a task that fails while its work goes on', () => {
  it('is FAILED from the step on, and the host enters maintenance all the same', async () => {
    const fake = createTestFake();
    await fake.control('POST', '/faults', { preset: 'lost-task' });
    const id = await startEnter(fake, 'node-01');
    const task = await fake.finish(id);
    expect(task).toMatchObject({
      status: 'FAILED',
      error_code: 'EC_CLUSTER_API_TIMEOUT',
      error_message: expect.stringContaining('EC_CLUSTER_API_TIMEOUT'),
    });
    expect((await fake.host('node-01')).host_state?.state).toBe('ENTERING_MAINTENANCE_MODE');
    fake.clock.advance(600_000);
    expect((await fake.host('node-01')).host_state?.state).toBe('MAINTENANCE_MODE');
    expect(await fake.task(id)).toEqual(task);
    expect(brokenInvariants(fake.world)).toEqual([]);
    expect((await fake.finish((await requestExit(fake, 'node-01')).body.task_id)).status).toBe('SUCCESSED');
  });

  it('is logged once, as failed', async () => {
    const fake = await faultyFake({ do: 'fail-task', job: 'operate', code: 'EC_CLUSTER_API_TIMEOUT' });
    await operate(fake, '/poweroff-vm', 'web-01');
    fake.clock.advance(600_000);
    expect((await fake.vm('web-01')).status).toBe('STOPPED');
    expect(await fake.call('/get-user-audit-logs', {})).toMatchObject([{ status: 'FAILED' }]);
  });

  it('says in its message what the rule says', async () => {
    const fake = await faultyFake({ do: 'fail-task', code: 'VM_NOT_FOUND', message: 'Out of sight.' });
    const task = await fake.finish(await startEnter(fake, 'node-01'));
    expect(task.error_message).toBe('Out of sight. [VM_NOT_FOUND]');
  });
});

describe('a host that is lost', () => {
  it('during evacuation loses its connection, and the task fails', async () => {
    const fake = await faultyFake({ do: 'lose-host', job: 'enter', step: 'live-migrate', nth: 2 });
    expect(await enter(fake)).toMatchObject({
      status: 'FAILED',
      error_code: 'JOB_LIBVIRT_ABORT_MIGRATE',
      error_message: expect.stringContaining('web-02'),
    });
    expect(await fake.host('node-01')).toMatchObject({
      status: 'SESSION_EXPIRED',
      host_state: null,
      entityAsyncStatus: null,
    });
    expect((await fake.vm('web-02')).status).toBe('RUNNING');
  });

  it('is back when the fault is removed, and can enter', async () => {
    const fake = await faultyFake({
      do: 'lose-host',
      job: 'enter',
      step: 'live-migrate',
      status: 'CONNECTED_ERROR',
    });
    await enter(fake);
    expect((await fake.host('node-01')).status).toBe('CONNECTED_ERROR');
    await fake.control('DELETE', '/faults/fault-1');
    expect((await fake.host('node-01')).status).toBe('CONNECTED_HEALTHY');
    expect((await enter(fake)).status).toBe('SUCCESSED');
  });

  it('at once if its rule names no step: operations on it fail, and no VM moves there', async () => {
    const fake = await faultyFake({ do: 'lose-host', host: 'node-01' });
    expect((await fake.host('node-01')).status).toBe('SESSION_EXPIRED');
    expect(await fake.finish(await operate(fake, '/poweroff-vm', 'web-01'))).toMatchObject({
      status: 'FAILED',
      error_code: 'EC_CLUSTER_API_TIMEOUT',
      error_message: 'VM web-01: the cluster did not answer in time. [EC_CLUSTER_API_TIMEOUT]',
    });
    const refused = await fake.call('/enter-maintance-mode', {
      where: { host_id: (await fake.host('node-01')).id },
      data: {},
    });
    expect(refused).toMatchObject({ message: expect.stringContaining('SESSION_EXPIRED') });
  });

  it('may be another than that of the task: where VMs are to go', async () => {
    const fake = createTestFake();
    const plan = await fake.control<Control['Plan']>('GET', '/plan/node-01');
    const planned = plan.body.vms.find(({ name }) => name === 'web-01');
    const lose = planned?.target?.name ?? '';
    await addFault(fake, { do: 'lose-host', step: 'live-migrate', vm: 'web-01', lose });
    expect(await enter(fake)).toMatchObject({
      error_code: 'JOB_LIBVIRT_ABORT_MIGRATE',
      error_message: 'VM web-01: the migration was broken off. [JOB_LIBVIRT_ABORT_MIGRATE]',
    });
    expect((await fake.host(lose)).status).toBe('SESSION_EXPIRED');
    expect((await fake.host('node-01')).status).toBe('CONNECTED_HEALTHY');
  });

  it('cannot leave maintenance until it is back', async () => {
    const fake = createTestFake();
    expect((await enter(fake)).status).toBe('SUCCESSED');
    const leaving = await requestExit(fake, 'node-01');
    await addFault(fake, { do: 'lose-host', host: 'node-01' });
    expect((await fake.finish(leaving.body.task_id)).status).toBe('FAILED');
    expect((await requestExit(fake, 'node-01')).status).toBe(400);
    expect((await fake.host('node-01')).host_state?.state).toBe('MAINTENANCE_MODE');
    await fake.control('DELETE', '/faults');
    expect((await fake.finish((await requestExit(fake, 'node-01')).body.task_id)).status).toBe('SUCCESSED');
  });
});

describe('a restart of CloudTower', () => {
  const CODE = 'RESET_TASK_FAILED_WHEN_SERVER_STARTED';

  it('fails every unfinished task at once, and nothing stays busy', async () => {
    const fake = createTestFake();
    const entering = await startEnter(fake, 'node-01');
    fake.clock.advance(3_000);
    const operating = await operate(fake, '/poweroff-vm', 'db-sriov-01');
    await addFault(fake, { do: 'restart' });
    expect([await fake.task(entering), await fake.task(operating)]).toMatchObject([
      { status: 'FAILED', error_code: CODE },
      {
        status: 'FAILED',
        error_code: CODE,
        error_message: `CloudTower was restarted while the task ran. [${CODE}]`,
      },
    ]);
    expect(await fake.host('node-01')).toMatchObject({ host_state: null, entityAsyncStatus: null });
    expect(await fake.call('/get-vms', { where: { entityAsyncStatus_not: null } })).toEqual([]);
    expect(brokenInvariants(fake.world)).toEqual([]);
    expect((await fake.control<Control['Clock']>('GET', '/clock')).body.next_event).toBeUndefined();
    expect((await enter(fake)).status).toBe('SUCCESSED');
  });

  it('is told by the journal as what it did to each task', async () => {
    const fake = createTestFake();
    const task = await startEnter(fake, 'node-01');
    fake.clock.advance(3_000);
    await addFault(fake, { do: 'restart' });
    const { events } = (await fake.control<Control['Journal']>('GET', '/journal')).body;
    const host = events.find(({ kind, words }) => kind === 'Host' && words === 'is in normal use again');
    expect(host).toMatchObject({ cause: { task } });
  });

  it('happens before the nth matching request is answered', async () => {
    const fake = await faultyFake({ do: 'restart', operation: '/get-tasks', nth: 2 });
    const id = await startEnter(fake, 'node-01');
    fake.clock.advance(1_000);
    expect((await fake.task(id)).status).toBe('EXECUTING');
    expect((await fake.task(id)).status).toBe('FAILED');
    expect(await countsOf(fake)).toEqual([2, 1]);
  });

  it('lets a host come up that was rebooting', async () => {
    const fake = createTestFake();
    const { task_id } = await reboot(fake, (await fake.host('node-02')).id);
    fake.clock.advance(10_000);
    expect((await fake.host('node-02')).status).toBe('SESSION_EXPIRED');
    await addFault(fake, { do: 'restart' });
    expect(await fake.task(task_id ?? '')).toMatchObject({ error_code: CODE });
    expect((await fake.host('node-02')).status).toBe('CONNECTED_HEALTHY');
  });
});

function reboot(fake: TestFake, id: string): Promise<Wire['WithTask_Host_']> {
  return fake.call('/operate-host-power', {
    where: { host_id: id },
    data: { action: 'reboot', force: true },
  });
}

import { describe, expect, it } from 'vitest';
import { brokenInvariants } from '../../src/server/engine/world/invariants.ts';
import { createFake, type Fake } from '../../src/server/fake.ts';
import { type Control, call, control } from '../kit/control.ts';
import {
  addFault,
  counts,
  ended,
  enter,
  faulty,
  host,
  operate,
  startEnter,
  statusOf,
  task,
  vm,
} from '../kit/fault.ts';

const MINUTE = 60_000;

describe('a fault that fails a step', () => {
  it("fails the task with CloudTower's code, at the VM that is meant, and what was done stays done", async () => {
    const code = 'JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING';
    const fake = await faulty({ do: 'fail-step', step: 'live-migrate', vm: 'web-02', code });
    expect(await enter(fake)).toMatchObject({
      status: 'FAILED',
      error_code: code,
      error_message: 'VM web-02: no host can take the VM.',
    });
    expect((await vm(fake, 'web-01')).host?.name).not.toBe('node-01');
    expect(await vm(fake, 'web-02')).toMatchObject({ host: { name: 'node-01' }, entityAsyncStatus: null });
    expect(await host(fake, 'node-01')).toMatchObject({ host_state: null, entityAsyncStatus: null });
  });

  it('leaves everything so that it can be tried again', async () => {
    const fake = await faulty({ do: 'fail-step', job: 'enter', code: 'EC_JOB_RESOURCE_IS_LOCKED', nth: 3 });
    expect((await enter(fake)).status).toBe('FAILED');
    expect((await enter(fake)).status).toBe('SUCCESSED');
  });

  it('strikes the n-th such step', async () => {
    const code = 'JOB_LIBVIRT_ABORT_MIGRATE';
    const fake = await faulty({ do: 'fail-step', job: 'enter', step: 'live-migrate', nth: 2, code });
    const { error_message } = await enter(fake);
    expect(error_message).toContain('web-02');
    expect(await counts(fake)).toEqual([2, 1]);
  });

  it('tells the reason in the language of the request, or in the words of the user', async () => {
    const fake = await faulty({ do: 'fail-step', step: 'change-vm', code: 'JOB_RESOURCE_IS_LOCKED' });
    const answer = await fake.fetch(
      new Request('http://fake/v2/api/poweroff-vm', {
        method: 'POST',
        headers: {
          authorization: 'token',
          'content-type': 'application/json',
          'content-language': 'zh-CN',
        },
        body: JSON.stringify({ where: { name: 'web-01' } }),
      }),
    );
    const [{ task_id }] = JSON.parse(await answer.text());
    expect((await ended(fake, task_id)).error_message).toBe('虚拟机 web-01：资源已被其他任务锁定。');
    await addFault(fake, { do: 'fail-step', vm: 'web-01', code: 'VM_NOT_FOUND', message: 'Bad luck.' });
    expect((await ended(fake, await operate(fake, 'poweroff-vm', 'web-01'))).error_message).toBe('Bad luck.');
  });

  it.each([
    ['precheck', 'enter-maintenance-mode-precheck'],
    ['power-off-host', 'operate-host-power'],
  ])('can fail %s, which works on no VM', async (step) => {
    const fake = createFake({ clock: 'manual' });
    const { id } = await host(fake, 'node-02');
    const kind = step === 'precheck' ? 'precheck' : 'power-off-host';
    await addFault(fake, { do: 'fail-step', step: kind, code: 'EC_CLUSTER_API_TIMEOUT' });
    const { task_id } =
      kind === 'precheck'
        ? await call<{ task_id: string }>(fake, '/enter-maintenance-mode-precheck', { where: { id } })
        : await reboot(fake, id);
    expect(await ended(fake, task_id)).toMatchObject({
      status: 'FAILED',
      error_message: 'Host node-02: the cluster did not answer in time.',
    });
    expect(await host(fake, 'node-02')).toMatchObject({
      status: 'CONNECTED_HEALTHY',
      entityAsyncStatus: null,
    });
  });

  it('lets a host come up that was rebooting', async () => {
    const fake = await faulty({ do: 'fail-step', step: 'power-on-host', code: 'EC_CLUSTER_API_TIMEOUT' });
    const { task_id } = await reboot(fake, (await host(fake, 'node-02')).id);
    expect((await ended(fake, task_id)).status).toBe('FAILED');
    expect((await host(fake, 'node-02')).status).toBe('CONNECTED_HEALTHY');
  });
});

describe('a deaf guest', () => {
  it('does not shut down, and the task fails when its time is up', async () => {
    const fake = await faulty({ do: 'deaf-guest', vm: 'web-01' });
    const id = await operate(fake, 'shutdown-vm', 'web-01');
    fake.clock.advance(2 * MINUTE);
    expect((await task(fake, id)).status).toBe('EXECUTING');
    expect(await ended(fake, id)).toMatchObject({
      status: 'FAILED',
      error_code: 'JOB_VM_SHUTDOWN_TIMEOUT',
      finished_at: '2026-01-01T00:02:00.200Z',
    });
    expect(await vm(fake, 'web-01')).toMatchObject({ status: 'RUNNING', entityAsyncStatus: null });
  });

  it('never hears it, not of a restart either; its power can still be cut', async () => {
    const fake = await faulty({ do: 'deaf-guest', vm: 'web-01' });
    for (const operation of ['shutdown-vm', 'restart-vm', 'shutdown-vm']) {
      // oxlint-disable-next-line no-await-in-loop -- one after another
      expect((await ended(fake, await operate(fake, operation, 'web-01'))).status).toBe('FAILED');
    }
    expect((await ended(fake, await operate(fake, 'poweroff-vm', 'web-01'))).status).toBe('SUCCESSED');
    expect(await counts(fake)).toEqual([3, 3]);
  });

  it('keeps its host out of maintenance', async () => {
    const fake = await faulty({ do: 'deaf-guest', vm: 'gpu-render-01' });
    expect(await enter(fake)).toMatchObject({ error_code: 'JOB_VM_SHUTDOWN_TIMEOUT' });
    expect((await host(fake, 'node-01')).host_state).toBeNull();
  });

  it('is no other guest', async () => {
    const fake = await faulty({ do: 'deaf-guest', vm: 'web-01' });
    expect((await ended(fake, await operate(fake, 'shutdown-vm', 'web-02'))).status).toBe('SUCCESSED');
  });
});

describe('a step that hangs', () => {
  it('does not end, not in a day, until the fault is removed', async () => {
    const fake = await faulty({ do: 'hang', step: 'precheck' });
    const where = { name: 'node-01' };
    const { task_id } = await call<{ task_id: string }>(fake, '/enter-maintenance-mode-precheck', { where });
    const waited = await control(fake, 'POST', '/clock/advance', { until: { task: task_id } });
    expect(waited.status).toBe(409);
    expect((await task(fake, task_id)).status).toBe('EXECUTING');
    expect(brokenInvariants(fake.world)).toEqual([]);
    const again = await statusOf(fake, '/enter-maintenance-mode-precheck', { where });
    expect(again).toBe(400);
    await control(fake, 'DELETE', '/faults/fault-1');
    expect((await ended(fake, task_id)).status).toBe('SUCCESSED');
  });

  it('is counted once, however long it hangs', async () => {
    const fake = await faulty({ do: 'hang', step: 'live-migrate', vm: 'web-01' });
    const id = await startEnter(fake);
    fake.clock.advance(10 * MINUTE);
    expect(await counts(fake)).toEqual([1, 1]);
    expect(await vm(fake, 'web-01')).toMatchObject({ entityAsyncStatus: 'UPDATING' });
    await control(fake, 'DELETE', '/faults');
    expect((await ended(fake, id)).status).toBe('SUCCESSED');
  });
});

describe('a host that is lost', () => {
  it('during evacuation loses its connection, and the task fails', async () => {
    const fake = await faulty({ do: 'lose-host', job: 'enter', step: 'live-migrate', nth: 2 });
    expect(await enter(fake)).toMatchObject({
      status: 'FAILED',
      error_code: 'JOB_LIBVIRT_ABORT_MIGRATE',
      error_message: expect.stringContaining('web-02'),
    });
    expect(await host(fake, 'node-01')).toMatchObject({
      status: 'SESSION_EXPIRED',
      host_state: null,
      entityAsyncStatus: null,
    });
    expect((await vm(fake, 'web-02')).status).toBe('RUNNING');
  });

  it('is back when the fault is removed, and can enter', async () => {
    const fake = await faulty({
      do: 'lose-host',
      job: 'enter',
      step: 'live-migrate',
      status: 'CONNECTED_ERROR',
    });
    await enter(fake);
    expect((await host(fake, 'node-01')).status).toBe('CONNECTED_ERROR');
    await control(fake, 'DELETE', '/faults/fault-1');
    expect((await host(fake, 'node-01')).status).toBe('CONNECTED_HEALTHY');
    expect((await enter(fake)).status).toBe('SUCCESSED');
  });

  it('at once if no step is meant: what is done with it fails, and nothing moves there', async () => {
    const fake = await faulty({ do: 'lose-host', host: 'node-01' });
    expect((await host(fake, 'node-01')).status).toBe('SESSION_EXPIRED');
    expect(await ended(fake, await operate(fake, 'poweroff-vm', 'web-01'))).toMatchObject({
      status: 'FAILED',
      error_code: 'EC_CLUSTER_API_TIMEOUT',
      error_message: 'VM web-01: the cluster did not answer in time.',
    });
    const refused = await call(fake, '/enter-maintance-mode', {
      where: { host_id: (await host(fake, 'node-01')).id },
      data: {},
    });
    expect(refused).toMatchObject({ message: expect.stringContaining('SESSION_EXPIRED') });
  });

  it('may be another than that of the task: where VMs are to go', async () => {
    const fake = createFake({ clock: 'manual' });
    const plan = await control<Control['Plan']>(fake, 'GET', '/plan/node-01');
    const planned = plan.body.vms.find(({ name }) => name === 'web-01');
    const lose = planned?.target?.name ?? '';
    await addFault(fake, { do: 'lose-host', step: 'live-migrate', vm: 'web-01', lose });
    expect(await enter(fake)).toMatchObject({
      error_code: 'JOB_LIBVIRT_ABORT_MIGRATE',
      error_message: 'VM web-01: the migration was broken off.',
    });
    expect((await host(fake, lose)).status).toBe('SESSION_EXPIRED');
    expect((await host(fake, 'node-01')).status).toBe('CONNECTED_HEALTHY');
  });

  it('cannot leave maintenance until it is back', async () => {
    const fake = createFake({ clock: 'manual' });
    expect((await enter(fake)).status).toBe('SUCCESSED');
    const { id } = await host(fake, 'node-01');
    await addFault(fake, { do: 'lose-host', host: 'node-01' });
    const exit = async () => {
      const body = { where: { host_id: id }, data: {} };
      return ended(fake, (await call<{ task_id: string }>(fake, '/exit-maintance-mode', body)).task_id);
    };
    expect((await exit()).status).toBe('FAILED');
    expect((await host(fake, 'node-01')).host_state?.state).toBe('MAINTENANCE_MODE');
    await control(fake, 'DELETE', '/faults');
    expect((await exit()).status).toBe('SUCCESSED');
  });
});

describe('a restart of CloudTower', () => {
  const CODE = 'RESET_TASK_FAILED_WHEN_SERVER_STARTED';

  it('fails every unfinished task at once, and nothing stays busy', async () => {
    const fake = createFake({ clock: 'manual' });
    const entering = await startEnter(fake);
    fake.clock.advance(3_000);
    const operating = await operate(fake, 'poweroff-vm', 'db-sriov-01');
    await addFault(fake, { do: 'restart' });
    expect([await task(fake, entering), await task(fake, operating)]).toMatchObject([
      { status: 'FAILED', error_code: CODE },
      { status: 'FAILED', error_code: CODE, error_message: 'CloudTower was restarted while the task ran.' },
    ]);
    expect(await host(fake, 'node-01')).toMatchObject({ host_state: null, entityAsyncStatus: null });
    expect(await call(fake, '/get-vms', { where: { entityAsyncStatus_not: null } })).toEqual([]);
    expect(brokenInvariants(fake.world)).toEqual([]);
    expect((await control<Control['Clock']>(fake, 'GET', '/clock')).body.next_event).toBeUndefined();
    expect((await enter(fake)).status).toBe('SUCCESSED');
  });

  it('comes with the n-th request that is meant, before it is answered', async () => {
    const fake = await faulty({ do: 'restart', operation: '/get-tasks', nth: 2 });
    const id = await startEnter(fake);
    fake.clock.advance(1_000);
    expect((await task(fake, id)).status).toBe('EXECUTING');
    expect((await task(fake, id)).status).toBe('FAILED');
    expect(await counts(fake)).toEqual([2, 1]);
  });

  it('lets a host come up that was rebooting', async () => {
    const fake = createFake({ clock: 'manual' });
    const { task_id } = await reboot(fake, (await host(fake, 'node-02')).id);
    fake.clock.advance(10_000);
    expect((await host(fake, 'node-02')).status).toBe('SESSION_EXPIRED');
    await addFault(fake, { do: 'restart' });
    expect(await task(fake, task_id)).toMatchObject({ error_code: CODE });
    expect((await host(fake, 'node-02')).status).toBe('CONNECTED_HEALTHY');
  });
});

function reboot(fake: Fake, id: string): Promise<{ task_id: string }> {
  return call(fake, '/operate-host-power', {
    where: { host_id: id },
    data: { action: 'reboot', force: true },
  });
}

import { beforeEach, describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/fixtures/scenario.ts';
import { createTestFake, type Task, type TestFake, type VmOperationPath } from '../kit/fake.ts';
import { enter, exitCheck } from '../kit/maintenance.ts';

let fake: TestFake;
beforeEach(() => {
  fake = createTestFake();
});

/** Does one operation to one VM and lets its task end. */
async function operate(path: VmOperationPath, name: string, more: object = {}): Promise<Task> {
  const { status, body } = await fake.post(path, {
    where: { id: (await fake.vm(name)).id },
    ...more,
  });
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body).toHaveLength(1);
  return fake.finish(body[0]?.task_id);
}

/** Returns the message of a rejected request, which has changed nothing. */
async function rejection(path: string, name: string, more: object = {}): Promise<string> {
  const { id } = await fake.vm(name);
  const before = fake.dump();
  const { status, body } = await fake.postRejected(path, { where: { id }, ...more });
  expect([status, fake.dump() === before]).toEqual([400, true]);
  return body.message;
}

async function on(host: string): Promise<{ data: { host_id: string } }> {
  return { data: { host_id: (await fake.host(host)).id } };
}

describe('power', () => {
  it.each<[VmOperationPath, string, object]>([
    ['/shutdown-vm', 'web-01', { status: 'STOPPED', last_shutdown_time: expect.any(String) }],
    ['/poweroff-vm', 'web-01', { status: 'STOPPED', last_shutdown_time: expect.any(String) }],
    ['/restart-vm', 'web-01', { status: 'RUNNING' }],
    ['/force-restart-vm', 'web-01', { status: 'RUNNING' }],
    ['/suspend-vm', 'web-01', { status: 'SUSPENDED' }],
    ['/resume-vm', 'report-suspended-01', { status: 'RUNNING' }],
    ['/start-vm', 'template-off-01', { status: 'RUNNING' }],
  ])('%s of %s', async (path, name, expected) => {
    const { id } = await fake.vm(name);
    const task = await operate(path, name);
    expect(task).toMatchObject({ status: 'SUCCESSED', resource_id: id, resource_type: 'Vm', progress: 1 });
    expect(await fake.vm(name)).toMatchObject({ ...expected, entityAsyncStatus: null });
  });

  it.each([
    ['/start-vm', 'web-01', /it is RUNNING/],
    ['/shutdown-vm', 'template-off-01', /it is STOPPED/],
    ['/poweroff-vm', 'template-off-01', /it is STOPPED/],
    ['/restart-vm', 'report-suspended-01', /it is SUSPENDED/],
    ['/suspend-vm', 'db-sriov-01', /pass-through NIC/],
    ['/resume-vm', 'web-01', /it is RUNNING/],
    ['/delete-vm', 'web-01', /VM_NOT_STOPPED/],
    ['/move-vm-to-recycle', 'web-01', /VM_NOT_STOPPED/],
    ['/recover-vm-from-recycle', 'template-off-01', /not in the recycle bin/],
    ['/migrate-vm', 'gpu-render-01', /it has the GPU/],
    ['/migrate-vm', 'lab-nested-01', /nested virtualization/],
    ['/migrate-vm', 'report-suspended-01', /it is SUSPENDED/],
  ])('%s of %s is refused with the reason', async (path, name, reason) => {
    expect(await rejection(path, name)).toMatch(reason);
  });

  it('a VM that a task is busy with is locked for others, as the published body shows', async () => {
    const { id } = await fake.vm('web-01');
    const first = await fake.post('/restart-vm', { where: { id } });
    expect(await fake.vm('web-01')).toMatchObject({ entityAsyncStatus: 'UPDATING' });
    const { status, body } = await fake.post('/poweroff-vm', { where: { id } });
    expect(status).toBe(400);
    expect(body).toEqual({
      path: '/poweroff-vm',
      status: 400,
      message: `Resource [VM-${id}] locked`,
      props: { locked_resources: [{ id, type: 'VM' }] },
      code: 'ResourceLocked',
    });
    await fake.finish(first.body[0]?.task_id);
    expect(await operate('/poweroff-vm', 'web-01')).toMatchObject({ status: 'SUCCESSED' });
  });

  it('one VM that cannot be keeps the whole request from changing anything', async () => {
    const before = fake.dump();
    const where = { name_in: ['web-01', 'template-off-01'] };
    expect((await fake.post('/shutdown-vm', { where })).status).toBe(400);
    expect(fake.dump()).toBe(before);
  });

  it('many VMs become a task each', async () => {
    const { body } = await fake.post('/shutdown-vm', {
      where: { name_in: ['web-01', 'web-02', 'app-01'] },
    });
    expect(new Set(body.map(({ task_id }) => task_id)).size).toBe(3);
    for (const { task_id } of body) expect(await fake.finish(task_id)).toMatchObject({ status: 'SUCCESSED' });
  });
});

describe('a power operation that the state of its VM does not allow, by choice,', () => {
  it('fails the task of that VM', async () => {
    fake = createTestFake({ behaviours: { 'vm-power.wrong-state': 'task-fails' } });
    expect(await operate('/start-vm', 'web-01')).toMatchObject({
      status: 'FAILED',
      error_message: 'VM web-01: it is RUNNING, and must be STOPPED. [VM_NOT_STOPPED]',
    });
    expect(await operate('/suspend-vm', 'db-sriov-01')).toMatchObject({ status: 'FAILED' });
  });

  it.each([
    ['/start-vm', 'web-01'],
    ['/shutdown-vm', 'template-off-01'],
    ['/poweroff-vm', 'template-off-01'],
    ['/suspend-vm', 'report-suspended-01'],
    ['/resume-vm', 'web-01'],
  ] as const)('does nothing: %s of %s', async (path, name) => {
    fake = createTestFake({ behaviours: { 'vm-power.wrong-state': 'nothing-to-do' } });
    const { id } = await fake.vm(name);
    const before = fake.dump();
    const { status, body } = await fake.post(path, { where: { id } });
    expect([status, body[0]?.task_id, body[0]?.data.id]).toEqual([200, null, id]);
    expect(fake.dump()).toBe(before);
  });

  it.each([
    ['/restart-vm', 'report-suspended-01', /it is SUSPENDED/],
    ['/start-vm', 'report-suspended-01', /it is SUSPENDED/],
    ['/delete-vm', 'web-01', /VM_NOT_STOPPED/],
  ] as const)('is refused if there is something to do: %s of %s', async (path, name, reason) => {
    fake = createTestFake({ behaviours: { 'vm-power.wrong-state': 'nothing-to-do' } });
    expect(await rejection(path, name)).toMatch(reason);
  });
});

describe('start and migrate', () => {
  it('start on a host of choice', async () => {
    await operate('/start-vm', 'template-off-01', await on('node-03'));
    expect(await fake.vm('template-off-01')).toMatchObject({
      status: 'RUNNING',
      host: { name: 'node-03' },
    });
  });

  it('start finds a fit host when its own is closed, and fails on the closed one', async () => {
    await enter(fake, 'node-01');
    const task = await operate('/start-vm', 'template-off-01', await on('node-01'));
    expect(task).toMatchObject({
      status: 'FAILED',
      error_code: 'JOB_SPECIFIED_NODE_SCHEDULE_FAILED',
      error_message: expect.stringContaining('in maintenance mode'),
    });
    await operate('/start-vm', 'template-off-01');
    expect((await fake.vm('template-off-01')).host?.name).toMatch(/^node-0[23]$/);
  });

  it('a VM with a device starts nowhere but where it is', async () => {
    await enter(fake, 'node-01');
    const task = await operate('/start-vm', 'gpu-render-01', await on('node-02'));
    expect(task).toMatchObject({
      status: 'FAILED',
      error_message: expect.stringContaining('it has the GPU'),
    });
    expect((await fake.vm('gpu-render-01')).status).toBe('STOPPED');
  });

  it.each([
    ['/migrate-vm', 'erp-must-stay-01', /placement group erp-on-node-03.*PlacementGroupMustFilter/],
    ['/migrate-vm', 'warehouse-big-memory-01', /GiB of memory left.*HostAvailableMemoryFilter/],
    ['/migrate-vm', 'kiosk-no-other-host-01', /no other host/],
  ] as const)('%s of %s fails, for no host can take it, and touches nothing', async (path, name, reason) => {
    const before = await fake.vm(name);
    expect(await operate(path, name)).toMatchObject({
      status: 'FAILED',
      error_code: 'JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING',
      error_message: expect.stringMatching(reason),
    });
    expect(await fake.vm(name)).toEqual(before);
  });

  it('start that no host can take fails, or is refused by choice', async () => {
    const scenario: Scenario = {
      scenario: 1,
      clusters: [
        {
          name: 'c',
          hosts: [
            {
              name: 'a',
              memory: '64GiB',
              vms: [
                { name: 'on', memory: '40GiB' },
                { name: 'off', memory: '40GiB', status: 'STOPPED' },
              ],
            },
          ],
        },
      ],
    };
    fake = createTestFake({ scenario });
    const task = await operate('/start-vm', 'off');
    expect(task).toMatchObject({
      status: 'FAILED',
      description: 'Start VM off',
      error_message: expect.stringContaining('HostAvailableMemoryFilter'),
    });
    expect(await fake.vm('off')).toMatchObject({ status: 'STOPPED', entityAsyncStatus: null });
    fake = createTestFake({ scenario, behaviours: { 'vm.no-host': 'refused' } });
    expect(await rejection('/start-vm', 'off')).toMatch(/HostAvailableMemoryFilter/);
  });

  it('one request may fail for one VM and work for another', async () => {
    const { body } = await fake.post('/migrate-vm', {
      where: { name_in: ['web-01', 'erp-must-stay-01'] },
    });
    const tasks = await Promise.all(body.map(({ task_id }) => fake.finish(task_id)));
    expect(tasks.map(({ status }) => status).toSorted()).toEqual(['FAILED', 'SUCCESSED']);
  });

  it('migrate live and cold, to a host of choice and to the scheduler’s', async () => {
    await operate('/migrate-vm', 'web-01', await on('node-03'));
    expect(await fake.vm('web-01')).toMatchObject({ status: 'RUNNING', host: { name: 'node-03' } });
    await operate('/migrate-vm', 'standby-ha-off-01');
    expect((await fake.vm('standby-ha-off-01')).host?.name).not.toBe('node-01');
    expect(await rejection('/migrate-vm', 'web-01', await on('node-03'))).toMatch(/on host node-03 already/);
    expect(await rejection('/migrate-vm', 'web-01', await on('edge-01'))).toMatch(/another cluster/);
  });
});

describe('the recycle bin', () => {
  it('renames, remembers, unmounts USB, and gives back', async () => {
    await operate('/shutdown-vm', 'license-usb-01');
    const { id } = await fake.vm('license-usb-01');
    const byId = async () => (await fake.post('/get-vms', { where: { id } })).body[0];
    await operate('/move-vm-to-recycle', 'license-usb-01');
    expect(await byId()).toMatchObject({
      in_recycle_bin: true,
      name: expect.stringMatching(/^in-recycle-bin-[\da-f-]{36}$/),
      original_name: 'license-usb-01',
      deleted_at: expect.any(String),
      usb_devices: [],
    });
    const { body } = await fake.post('/recover-vm-from-recycle', { where: { id } });
    await fake.finish(body[0]?.task_id);
    expect(await byId()).toMatchObject({
      in_recycle_bin: false,
      name: 'license-usb-01',
      original_name: null,
      deleted_at: null,
    });
  });

  it('delete removes the VM and its place in groups', async () => {
    await operate('/poweroff-vm', 'erp-must-stay-01');
    await operate('/delete-vm', 'erp-must-stay-01');
    expect((await fake.post('/get-vms', { where: { name: 'erp-must-stay-01' } })).body).toEqual([]);
    expect((await fake.post('/get-vm-placement-groups', {})).body[0]?.vms).toEqual([]);
  });
});

describe('what users do while a host is in maintenance', () => {
  const verdict = async (name: string) => {
    const lists = await exitCheck(fake, 'node-01');
    const info = Object.values(lists)
      .flat()
      .find((vm) => vm.vm_name === name);
    return [info?.verify?.changed, info?.verify?.reason];
  };

  it.each<[string, string, () => Promise<unknown>]>([
    [
      'deleted',
      'vm_has_been_deleted',
      async () => {
        await operate('/poweroff-vm', 'web-01');
        await operate('/delete-vm', 'web-01');
      },
    ],
    [
      'put into the recycle bin',
      'vm_in_recycle_bin',
      async () => {
        await operate('/poweroff-vm', 'web-01');
        await operate('/move-vm-to-recycle', 'web-01');
      },
    ],
    ['powered off', 'vm_status_changed', () => operate('/poweroff-vm', 'web-01')],
    ['suspended', 'vm_status_changed', () => operate('/suspend-vm', 'web-01')],
    [
      'moved elsewhere',
      'vm_status_changed',
      async () => {
        const { host } = await fake.vm('web-01');
        await operate('/migrate-vm', 'web-01', await on(host?.name === 'node-02' ? 'node-03' : 'node-02'));
      },
    ],
    [
      'given a device',
      'vm_has_host_devices',
      async () => {
        fake.world.update('Vm', (await fake.vm('web-01')).id, {
          usb_devices: [{ id: 'u', name: 'key' }],
        });
      },
    ],
  ])('shows in verify: %s', async (_name, reason, doIt) => {
    await enter(fake, 'node-01');
    expect(await verdict('web-01')).toEqual([false, '']);
    await doIt();
    expect(await verdict('web-01')).toEqual([true, reason]);
  });

  it('a cold-migrated VM that was powered on shows it', async () => {
    await enter(fake, 'node-01');
    await operate('/start-vm', 'standby-ha-off-01');
    expect(await verdict('standby-ha-off-01')).toEqual([true, 'vm_status_changed']);
  });

  it('entering waits for a VM that another task is busy with', async () => {
    const restart = await fake.post('/restart-vm', { where: { name: 'web-01' } });
    expect(await enter(fake, 'node-01')).toMatchObject({ status: 'SUCCESSED' });
    expect(await fake.task(restart.body[0]?.task_id ?? '')).toMatchObject({ status: 'SUCCESSED' });
    expect(await fake.host('node-01')).toMatchObject({ running_vm_num: 0 });
  });
});

describe('hosts', () => {
  it('are renamed, and their new name shows everywhere', async () => {
    const { id } = await fake.host('node-01');
    const { body } = await fake.post('/update-host', {
      where: { id },
      data: { name: 'renamed-01' },
    });
    await fake.finish(body[0]?.task_id);
    expect((await fake.vm('web-01')).host).toMatchObject({ id, name: 'renamed-01' });
  });

  it.each([
    [{ name: 'node-02' }, /EC_CHANGE_HOSTNAME_DUPLICATE/],
    [{ name: 'a b' }, /letters, digits and hyphens/],
    [{ ipmi: { ip: '1', username: 'u', password: 'p' } }, /not simulated/],
  ])('are not renamed to %j', async (data, reason) => {
    const { status, body } = await fake.postRejected('/update-host', { where: { name: 'node-01' }, data });
    expect(status).toBe(400);
    expect(body.message).toMatch(reason);
  });

  it('power: not without maintenance or force; a reboot comes back, HA VMs run elsewhere', async () => {
    const { id } = await fake.host('node-01');
    const power = (action: string, force: boolean) =>
      fake.post('/operate-host-power', {
        where: { host_id: id },
        data: { action, force },
      });
    expect((await power('reboot', false)).status).toBe(400);
    const { body } = await power('reboot', true);
    expect((await power('poweroff', true)).status).toBe(400);
    fake.clock.advance(10_000);
    expect(await fake.host('node-01')).toMatchObject({ status: 'SESSION_EXPIRED', running_vm_num: 0 });
    fake.clock.advance(30_000);
    expect(await fake.vm('web-01')).toMatchObject({
      status: 'RUNNING',
      host: { name: expect.not.stringContaining('node-01') },
    });
    expect(await fake.vm('gpu-render-01')).toMatchObject({ status: 'STOPPED', host: { name: 'node-01' } });
    expect(await fake.finish(body.task_id)).toMatchObject({ status: 'SUCCESSED' });
    expect(await fake.host('node-01')).toMatchObject({
      status: 'CONNECTED_HEALTHY',
      entityAsyncStatus: null,
    });
  });
});

describe('neighbours', () => {
  it('labels filter VMs, and count them', async () => {
    const names = async (where: object) =>
      (await fake.post('/get-vms', { where })).body.map(({ name }) => name);
    expect(await names({ labels_some: { key: 'tier', value: 'web' } })).toEqual(['web-01', 'web-02']);
    const { body } = await fake.post('/get-labels', { where: { value: 'web' } });
    expect(body).toMatchObject([
      { key: 'tier', vm_num: 2, total_num: 2, vms: [{ name: 'web-01' }, { name: 'web-02' }] },
    ]);
  });

  it('placement groups show their hosts and VMs', async () => {
    const { body } = await fake.post('/get-vm-placement-groups', {
      where: { vms_some: { name: 'erp-must-stay-01' } },
    });
    expect(body).toMatchObject([{ name: 'erp-on-node-03', vm_host_must_host_uuids: [{ name: 'node-03' }] }]);
  });

  it('users and my info show the user who is logged in', async () => {
    const { body } = await fake.post('/get-users', {});
    expect(body).toMatchObject([{ username: 'root', source: 'LOCAL' }]);
    expect((await fake.post('/get-my-info', {})).body).toEqual(body[0]);
  });

  it('the audit log has the user, the action and the outcome', async () => {
    await enter(fake, 'edge-01');
    const { id } = await fake.host('edge-01');
    const { body } = await fake.post('/get-user-audit-logs', { where: { resource_id: id } });
    expect(body).toMatchObject([
      {
        action: 'ENTER_MAINTENANCE_MODE',
        resource_type: 'Host',
        status: 'SUCCESSED',
        username: 'root',
        user: { name: 'root' },
      },
    ]);
  });

  it('tasks can be found by what they did to what', async () => {
    await operate('/restart-vm', 'web-01');
    const { id } = await fake.vm('web-01');
    const where = { resource_id: id, resource_mutation: 'restartVm', status_in: ['SUCCESSED', 'FAILED'] };
    expect(
      (await fake.post('/get-tasks', { where, orderBy: 'local_created_at_DESC', first: 1 })).body,
    ).toHaveLength(1);
  });

  it('content-language chooses the language of task descriptions', async () => {
    const ask = async (language: string) => {
      const where = { name: language === 'zh-CN' ? 'web-02' : 'web-01' };
      const headers = { 'content-language': language };
      const { status, body } = await fake.post('/restart-vm', { where }, { headers });
      return status === 200 ? (await fake.task(body[0]?.task_id ?? '')).description : status;
    };
    expect(await ask('en-US')).toBe('Restart VM web-01');
    expect(await ask('zh-CN')).toBe('重启虚拟机 web-02');
    expect(await ask('fr-FR')).toBe(400);
  });
});

/**
 * What the probes do not look at in the choices about prechecks, entering, exiting and their tasks.
 */
import { describe, expect, it } from 'vitest';
import type { BehaviourChoices } from '../../contracts/behaviours/index.ts';
import { createTestFake, type Host, type Task, type TestFake } from '../kit/fake.ts';
import { exitCheck, precheck, requestEnter, requestExit, startEnter, TIED } from '../kit/maintenance.ts';

const BLOCKED = 'node-04-blocked-by-vms';
const KIOSK = 'kiosk-no-other-host-01';
const NOTHING_FOUND = { shutdownVms: [], done: false };

const choosing = (behaviours: BehaviourChoices) => createTestFake({ behaviours });

/** Enters with the VMs that must be shut down. Returns the task as it ended. */
async function enter(fake: TestFake, host: string): Promise<Task> {
  return fake.finish(await startEnter(fake, host));
}

async function resultOf(fake: TestFake, task_id: string | null | undefined) {
  return fake.call('/enter-maintance-mode-precheck-result', { where: { task_id } });
}

describe('a precheck', () => {
  it.each(['succeeded', 'failed'] as const)(
    'of a blocked host is not done, with precheck.blocked: %s',
    async (choice) => {
      expect(await precheck(choosing({ 'precheck.blocked': choice }), BLOCKED)).toMatchObject({
        done: false,
      });
    },
  );

  it('of a host in maintenance that it lets begin finds nothing', async () => {
    const fake = choosing({ 'precheck.in-maintenance': 'blocks' });
    await enter(fake, 'edge-01');
    expect(await precheck(fake, 'edge-01')).toMatchObject(NOTHING_FOUND);
  });

  it('is done when the host may enter, or when it has ended', async () => {
    const mayEnter = choosing({ 'precheck-result.done': 'may-enter' });
    expect(await precheck(mayEnter, 'edge-01')).toMatchObject({ done: true });
    const finished = choosing({ 'precheck-result.done': 'finished' });
    const { task_id } = await finished.call('/enter-maintenance-mode-precheck', {
      where: { name: 'edge-01' },
    });
    expect(await resultOf(finished, task_id)).toMatchObject({ done: false });
  });

  it('that fails tells what it found, or nothing', async () => {
    const failedPrecheck = async (choice: 'found' | 'empty') => {
      const fake = choosing({ 'precheck.blocked': 'failed', 'precheck-result.failed': choice });
      fake.world.update('Vm', (await fake.vm('app-01')).id, { status: 'SUSPENDED' });
      return { ...(await precheck(fake, 'node-02')), tied: (await fake.vm('license-usb-01')).local_id };
    };
    const { shutdownVms, done, tied } = await failedPrecheck('found');
    expect(done).toBe(false);
    expect(shutdownVms).toContainEqual({ vm_uuid: tied });
    expect(await failedPrecheck('empty')).toMatchObject(NOTHING_FOUND);
  });

  it('that is none has an empty result', async () => {
    const unknown = choosing({ 'precheck-result.unknown-task': 'empty' });
    expect(await resultOf(unknown, 'nothing')).toEqual(NOTHING_FOUND);
    const other = choosing({ 'precheck-result.other-task': 'empty' });
    expect(await resultOf(other, await startEnter(other, 'node-01'))).toEqual(NOTHING_FOUND);
  });
});

describe('entering', () => {
  it('a second host by a task that fails leaves that host alone while the first is still entering', async () => {
    const fake = choosing({ 'enter.second-host': 'task-fails' });
    await startEnter(fake, 'node-01');
    const { body } = await requestEnter(fake, 'node-02');
    expect((await fake.finish(body.task_id)).status).toBe('FAILED');
    expect((await fake.host('node-02')).host_state).toBeNull();
  });

  it('again by a task that fails does not disturb the first', async () => {
    const fake = choosing({ 'enter.already': 'task-fails' });
    const first = await startEnter(fake, 'node-01');
    const { body } = await requestEnter(fake, 'node-01');
    expect(await fake.finish(body.task_id)).toMatchObject({
      status: 'FAILED',
      error_code: 'EC_MAINTENANCE_MODE_HOST_STATE_INVALID',
    });
    expect((await fake.finish(first)).status).toBe('SUCCESSED');
    expect((await fake.host('node-01')).host_state?.state).toBe('MAINTENANCE_MODE');
  });

  it('again with nothing to do changes nothing, and is rejected while the host is still entering', async () => {
    const fake = choosing({ 'enter.already': 'nothing-to-do' });
    const task = await startEnter(fake, 'node-01');
    expect((await requestEnter(fake, 'node-01')).status).toBe(400);
    await fake.finish(task);
    const before = fake.dump();
    expect(await requestEnter(fake, 'node-01')).toMatchObject({ status: 200, body: { task_id: null } });
    expect(fake.dump()).toBe(before);
  });

  it('shuts a VM down that the request does not name, if it may', async () => {
    const fake = choosing({ 'enter.missing-vm': 'shut-down' });
    await fake.finish((await requestEnter(fake, 'edge-01')).body.task_id);
    expect((await fake.vm(KIOSK)).status).toBe('STOPPED');
  });

  it('does nothing to a VM of another host that it ignores', async () => {
    const fake = choosing({ 'enter.listed-other-vm': 'ignored' });
    await fake.finish((await requestEnter(fake, 'node-01', ['app-01', ...TIED])).body.task_id);
    expect(await fake.vm('app-01')).toMatchObject({ status: 'RUNNING', host: { name: 'node-02' } });
  });
});

describe('host_state', () => {
  type State = Host['host_state'];

  /** The states of edge-01 before it enters, while it enters, in maintenance and after it has left. */
  async function statesOf(behaviours: BehaviourChoices) {
    const fake = choosing(behaviours);
    const state = async (): Promise<State> => (await fake.host('edge-01')).host_state;
    const before = await state();
    const id = await startEnter(fake, 'edge-01');
    const entering = await state();
    const task = await fake.finish(id);
    const inside = await state();
    await fake.finish((await requestExit(fake, 'edge-01')).body.task_id);
    return { before, entering, inside, after: await state(), task };
  }

  it('of a host in normal use is null, IN_USE, or what is left of its last maintenance', async () => {
    const inUse = { state: 'IN_USE', enter_maintenance_time: '', maintenance_job_id: '' };
    expect(await statesOf({ 'host-state.normal': 'null' })).toMatchObject({ before: null, after: null });
    expect(await statesOf({ 'host-state.normal': 'in-use' })).toMatchObject({ before: inUse, after: inUse });
    const { before, inside, after } = await statesOf({ 'host-state.normal': 'in-use-kept' });
    expect(before).toBeNull();
    expect(after).toEqual({ ...inside, state: 'IN_USE' });
  });

  it.each(['uuid', 'cuid', 'task-id'] as const)('keeps its job id from entering on: %s', async (choice) => {
    const { entering, inside, task } = await statesOf({ 'host-state.job-id': choice });
    expect(inside?.maintenance_job_id).toBe(entering?.maintenance_job_id);
    expect(inside?.maintenance_job_id === task.id).toBe(choice === 'task-id');
  });

  it.each([
    ['iso', (time: string) => time],
    ['epoch-seconds', (time: string) => String(Math.floor(Date.parse(time) / 1_000))],
    ['epoch-milliseconds', (time: string) => String(Date.parse(time))],
  ] as const)('writes its time as %s', async (choice, format) => {
    const { inside, task } = await statesOf({ 'host-state.time-format': choice });
    expect(inside?.enter_maintenance_time).toBe(format(task.finished_at ?? ''));
  });

  it('has the time at which each state began, or that of one of them', async () => {
    const timesOf = async (choice: 'each-state' | 'entering' | 'in-maintenance') => {
      const { entering, inside, task } = await statesOf({ 'host-state.time': choice });
      const names = new Map([
        [task.local_created_at, 'began'],
        [task.finished_at, 'ended'],
      ]);
      return [entering, inside].map((state) => names.get(state?.enter_maintenance_time ?? '') ?? '');
    };
    expect(await timesOf('each-state')).toEqual(['began', 'ended']);
    expect(await timesOf('entering')).toEqual(['began', 'began']);
    expect(await timesOf('in-maintenance')).toEqual(['', 'ended']);
  });
});

describe('the exit check', () => {
  it('of a host that is not in maintenance is empty', async () => {
    expect(await exitCheck(choosing({ 'exit-check.not-in-maintenance': 'empty' }), 'node-01')).toEqual({
      shutDownVms: [],
      liveMigrateVms: [],
      offlineMigrateVms: [],
    });
  });

  it('by the id of a task is that of the host', async () => {
    const fake = choosing({ 'exit-check.task-id': 'accepted' });
    const { id } = await enter(fake, 'edge-01');
    const check = await fake.call('/exit-maintance-mode-precheck-result', { where: { id } });
    expect(check.shutDownVms).toMatchObject([{ vm_name: KIOSK }]);
  });

  it('lists in shutDownVms what was shut down, or what would have to be', async () => {
    const shutDownVms = async (choice: 'were-shut-down' | 'must-be-shut-down') => {
      const fake = choosing({ 'exit-check.shut-down-vms': choice });
      await enter(fake, 'node-01');
      fake.world.update('Vm', (await fake.vm('web-01')).id, { gpu_devices: [{ id: 'gpu', name: 'GPU' }] });
      return (await exitCheck(fake, 'node-01')).shutDownVms.map(({ vm_name }) => vm_name ?? '').toSorted();
    };
    expect(await shutDownVms('were-shut-down')).toEqual(TIED.toSorted());
    expect(await shutDownVms('must-be-shut-down')).toEqual(['web-01']);
  });

  it.each([
    ['elf', 'stopped'],
    ['tower', 'STOPPED'],
  ] as const)('says, with exit-check.vm-state: %s, that a VM is %s', async (choice, state) => {
    const fake = choosing({ 'exit-check.vm-state': choice });
    await enter(fake, 'edge-01');
    expect((await exitCheck(fake, 'edge-01')).shutDownVms).toMatchObject([{ vm_state: state }]);
  });

  it.each([
    ['keys', 'vm_status_changed'],
    ['upper-case', 'VM_STATUS_CHANGED'],
    ['sentence', expect.stringMatching(/^the VM was .* off$/)],
  ] as const)('says, with exit-check.reason: %s, why a VM has changed', async (choice, reason) => {
    const fake = choosing({ 'exit-check.reason': choice });
    await enter(fake, 'node-01');
    await powerOff(fake, 'web-01');
    const { liveMigrateVms } = await exitCheck(fake, 'node-01');
    const web = liveMigrateVms.find(({ vm_name }) => vm_name === 'web-01');
    expect(web?.verify).toEqual({ changed: true, reason });
  });
});

describe('exiting', () => {
  it('a host that is not in maintenance by a task that fails leaves it free to enter', async () => {
    const fake = choosing({ 'exit.not-in-maintenance': 'task-fails' });
    await fake.finish((await requestExit(fake, 'node-01')).body.task_id);
    expect((await requestEnter(fake, 'node-01', TIED)).status).toBe(200);
  });

  it('a host with nothing to do changes nothing, and is rejected while the host is still entering', async () => {
    const fake = choosing({ 'exit.not-in-maintenance': 'nothing-to-do' });
    const before = fake.dump();
    expect(await requestExit(fake, 'node-01')).toMatchObject({ status: 200, body: { task_id: null } });
    expect(fake.dump()).toBe(before);
    await startEnter(fake, 'node-01');
    expect((await requestExit(fake, 'node-01')).status).toBe(400);
  });

  it('ignores a VM that entering did not touch, and brings the others back', async () => {
    const { fake } = await exitWithOther('ignored');
    expect((await fake.vm('app-01')).host?.name).toBe('node-02');
    expect((await fake.vm('web-01')).host?.name).toBe('node-01');
  });

  it('by a task that fails at such a VM keeps the host in maintenance', async () => {
    const { fake } = await exitWithOther('task-fails');
    expect((await fake.host('node-01')).host_state?.state).toBe('MAINTENANCE_MODE');
  });

  it('skips a VM that has changed, and brings the others back', async () => {
    const fake = choosing({ 'exit.changed-vm': 'skipped' });
    await enter(fake, 'node-01');
    await powerOff(fake, 'web-01');
    const { body } = await requestExit(fake, 'node-01', { live_migrate_back_vms: ['web-01', 'web-02'] });
    await fake.finish(body.task_id);
    expect((await fake.vm('web-01')).host?.name).not.toBe('node-01');
    expect((await fake.vm('web-02')).host?.name).toBe('node-01');
  });

  async function exitWithOther(choice: 'ignored' | 'task-fails') {
    const fake = choosing({ 'exit.other-vm': choice });
    await enter(fake, 'node-01');
    const { body } = await requestExit(fake, 'node-01', { live_migrate_back_vms: ['app-01', 'web-01'] });
    await fake.finish(body.task_id);
    return { fake };
  }
});

describe('the task of entering', () => {
  it('without a resource_type names its host, and so does the audit log', async () => {
    const fake = choosing({ 'task.resource-type': 'null' });
    const { id } = await fake.host('edge-01');
    expect(await enter(fake, 'edge-01')).toMatchObject({ resource_type: null, resource_id: id });
    expect(await fake.call('/get-user-audit-logs', {})).toMatchObject([{ resource_type: 'Host' }]);
  });

  it('has the whole request as its args', async () => {
    const fake = choosing({ 'task.args': 'request' });
    const { id } = await fake.host('edge-01');
    const { local_id } = await fake.vm(KIOSK);
    const { args } = await enter(fake, 'edge-01');
    expect(args).toEqual({ where: { host_id: id }, data: { shutdown_vms: [local_id] } });
  });

  it('has a step for each phase that has something to do', async () => {
    const { steps } = await enter(choosing({ 'task.steps': 'phases' }), 'edge-01');
    expect(steps.map(({ key }) => key)).toEqual([
      'CHECK_ENVIRONMENT',
      'SHUT_DOWN_VMS',
      'ENTER_STORAGE_MAINTENANCE_MODE',
    ]);
  });

  it.each([
    ['share', [0, 1 / 3, 2 / 3, 1]],
    ['at-the-end', [0, 1]],
    ['never', [0]],
  ] as const)('makes progress %s', async (choice, expected) => {
    const fake = choosing({ 'task.progress': choice });
    const seen: unknown[] = [];
    fake.world.onChange('Task', ({ after }) => seen.push(after?.progress));
    seen.push((await enter(fake, 'edge-01')).progress);
    expect([...new Set(seen)]).toEqual(expected);
  });

  it('makes a task for each VM that it shuts down or moves', async () => {
    const fake = choosing({ 'task.of-each-vm': 'yes' });
    await enter(fake, 'node-01');
    const tasks = await fake.call('/get-tasks', { where: { resource_type: 'Vm' } });
    const rows = tasks.map(({ resource_id, resource_mutation, status }) => [
      fake.world.must('Vm', resource_id ?? '').name,
      resource_mutation,
      status,
    ]);
    expect(rows.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))).toEqual([
      ['db-sriov-01', 'shutDownVm', 'SUCCESSED'],
      ['gpu-render-01', 'shutDownVm', 'SUCCESSED'],
      ['standby-ha-off-01', 'migrateVm', 'SUCCESSED'],
      ['web-01', 'migrateVm', 'SUCCESSED'],
      ['web-02', 'migrateVm', 'SUCCESSED'],
    ]);
  });

  it('and that of exiting are in the audit log by audit.action', async () => {
    const actionsOf = async (choice: 'maintenance' | 'maintainance') => {
      const fake = choosing({ 'audit.action': choice });
      await enter(fake, 'edge-01');
      await fake.finish((await requestExit(fake, 'edge-01')).body.task_id);
      const logs = await fake.call('/get-user-audit-logs', { orderBy: 'createdAt_ASC' });
      return logs.map(({ action }) => action);
    };
    expect(await actionsOf('maintenance')).toEqual(['ENTER_MAINTENANCE_MODE', 'EXIT_MAINTENANCE_MODE']);
    expect(await actionsOf('maintainance')).toEqual(['ENTER_MAINTAINANCE', 'EXIT_MAINTAINANCE']);
  });
});

async function powerOff(fake: TestFake, name: string): Promise<void> {
  const [started] = await fake.call('/poweroff-vm', { where: { name } });
  await fake.finish(started?.task_id);
}

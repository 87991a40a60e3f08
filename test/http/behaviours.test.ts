import { describe, expect, it } from 'vitest';
import { BEHAVIOURS, type BehaviourChoices, type BehaviourId } from '../../contracts/behaviours.ts';
import { createTarget, type Target, type Wire } from '../support/target.ts';

type Mutation = Wire['WithTask_Host_'];

async function precheck(target: Target, name: string): Promise<{ task: Wire['Task']; result: unknown }> {
  const { body } = await target.post<{ task_id: string }>('/enter-maintenance-mode-precheck', {
    where: { name },
  });
  const task = await target.finish(body.task_id);
  const result = await target.post('/enter-maintance-mode-precheck-result', { where: { task_id: task.id } });
  return { task, result: result.body };
}

async function enter(target: Target, name: string, vms: readonly string[] = []) {
  const { id } = await target.host(name);
  const uuids = await Promise.all(vms.map(async (vm) => (await target.vm(vm)).local_id));
  return target.post<Mutation>('/enter-maintance-mode', {
    where: { host_id: id },
    data: { shutdown_vms: uuids },
  });
}

async function entered(target: Target): Promise<void> {
  const { body } = await enter(target, 'edge-01', ['kiosk-no-other-host-01']);
  await target.finish(body.task_id);
}

/** For each choice of each row, what the wire shows of it. */
const OBSERVED: { [B in BehaviourId]: Record<string, (target: Target) => Promise<void>> } = {
  'precheck.blocked': {
    succeeded: async (target) => {
      const { task, result } = await precheck(target, 'node-04-blocked-by-vms');
      expect(task.status).toBe('SUCCESSED');
      expect(result).toMatchObject({ done: false });
    },
    failed: async (target) => {
      const { task, result } = await precheck(target, 'node-04-blocked-by-vms');
      expect(task).toMatchObject({ status: 'FAILED', error_code: 'EC_MAINTENANCE_MODE_PRE_CHECK_FAILED' });
      expect(task.error_message).toContain('report-suspended-01');
      expect(result).toMatchObject({ done: false });
    },
  },
  'precheck-result.other-task': {
    refused: async (target) => expect(await resultOfEnterTask(target)).toBe(400),
    'not-found': async (target) => expect(await resultOfEnterTask(target)).toBe(404),
  },
  'enter.listed-movable-vm': {
    'shut-down': async (target) => expect(await statusOfListedMovable(target)).toBe('STOPPED'),
    migrated: async (target) => expect(await statusOfListedMovable(target)).toBe('RUNNING'),
  },
  'enter.missing-vm': {
    'task-fails': async (target) => {
      const { status, body } = await enter(target, 'edge-01');
      expect(status).toBe(200);
      expect(await target.finish(body.task_id)).toMatchObject({ status: 'FAILED' });
    },
    refused: async (target) => {
      const before = target.snapshot();
      const { status } = await enter(target, 'edge-01');
      expect(status).toBe(400);
      expect(target.snapshot()).toBe(before);
    },
  },
  'enter.second-host': {
    refused: async (target) => expect(await secondHost(target)).toMatchObject({ status: 400 }),
    'task-fails': async (target) => {
      const { status, body } = await secondHost(target);
      expect(status).toBe(200);
      expect(await target.finish(body.task_id)).toMatchObject({
        status: 'FAILED',
        error_code: 'EC_MAINTENANCE_MODE_EXIST_HOST_IN_MT_MODE',
      });
      expect((await target.host('node-02')).host_state).toBeNull();
    },
  },
  'exit-check.not-in-maintenance': {
    refused: async (target) => expect(await exitCheck(target, 'node-01')).toMatchObject({ status: 400 }),
    empty: async (target) =>
      expect(await exitCheck(target, 'node-01')).toMatchObject({
        status: 200,
        body: { shutDownVms: [], liveMigrateVms: [], offlineMigrateVms: [] },
      }),
  },
  'host-state.normal': {
    null: async (target) => expect(await stateAfterExit(target)).toBeNull(),
    'in-use': async (target) => expect(await stateAfterExit(target)).toMatchObject({ state: 'IN_USE' }),
  },
  'mutation.data': {
    'required-fields': async (target) =>
      expect(Object.keys((await enter(target, 'edge-01')).body.data)).toHaveLength(36),
    whole: async (target) => expect(Object.keys((await enter(target, 'edge-01')).body.data)).toHaveLength(72),
  },
  'exit-check.shut-down.target-host-name': {
    empty: async (target) => expect(await targetOfShutDown(target)).toBe(''),
    null: async (target) => expect(await targetOfShutDown(target)).toBeNull(),
  },
  'shut-down.without-tools': {
    'times-out': async (target) => {
      expect(await shutDownDeaf(target)).toMatchObject({
        status: 'FAILED',
        error_code: 'JOB_VM_SHUTDOWN_TIMEOUT',
      });
      expect(await target.vm('web-01')).toMatchObject({ status: 'RUNNING', entityAsyncStatus: null });
    },
    'shuts-down': async (target) => {
      expect(await shutDownDeaf(target)).toMatchObject({ status: 'SUCCESSED' });
      expect(await target.vm('web-01')).toMatchObject({ status: 'STOPPED' });
    },
  },
  'operation.empty-where': {
    refused: async (target) => {
      const before = target.snapshot();
      expect(await target.post('/restart-vm', { where: {} })).toMatchObject({ status: 400 });
      expect(target.snapshot()).toBe(before);
    },
    everything: async (target) => {
      const { status, body } = await target.post<unknown[]>('/update-host', { where: {}, data: {} });
      expect(status).toBe(200);
      expect(body).toHaveLength(5);
    },
  },
  'operation.unmatched-where': {
    empty: async (target) => expect(await startNobody(target)).toMatchObject({ status: 200, body: [] }),
    'not-found': async (target) => expect(await startNobody(target)).toMatchObject({ status: 404 }),
  },
  'login.refused': {
    '400': async (target) => expect(await wrongPassword(target)).toBe(400),
    '401': async (target) => expect(await wrongPassword(target)).toBe(401),
  },
};

async function resultOfEnterTask(target: Target): Promise<number> {
  const { body } = await enter(target, 'edge-01', ['kiosk-no-other-host-01']);
  const where = { task_id: body.task_id };
  return (await target.post('/enter-maintance-mode-precheck-result', { where })).status;
}

async function statusOfListedMovable(target: Target): Promise<string> {
  const { body } = await enter(target, 'node-01', ['web-01', 'gpu-render-01', 'db-sriov-01']);
  await target.finish(body.task_id);
  return (await target.vm('web-01')).status;
}

async function secondHost(target: Target) {
  await enter(target, 'node-01', ['gpu-render-01', 'db-sriov-01']);
  return enter(target, 'node-02');
}

function exitCheck(target: Target, name: string) {
  return target.post<Wire['ExitMaintenanceModeResult']>('/exit-maintance-mode-precheck-result', {
    where: { name },
  });
}

async function stateAfterExit(target: Target): Promise<unknown> {
  await entered(target);
  const { id } = await target.host('edge-01');
  const { body } = await target.post<Mutation>('/exit-maintance-mode', { where: { host_id: id }, data: {} });
  await target.finish(body.task_id);
  return (await target.host('edge-01')).host_state;
}

async function targetOfShutDown(target: Target): Promise<unknown> {
  await entered(target);
  return (await exitCheck(target, 'edge-01')).body.shutDownVms[0]?.target_host_name;
}

async function shutDownDeaf(target: Target): Promise<Wire['Task']> {
  const { id } = await target.vm('web-01');
  target.fake.world.update('Vm', id, { vm_tools_status: 'NOT_INSTALLED' });
  const { body } = await target.post<Wire['WithTask_Vm_'][]>('/shutdown-vm', { where: { id } });
  return target.finish(body[0]?.task_id);
}

function startNobody(target: Target) {
  return target.post('/start-vm', { where: { id: 'nobody' } });
}

async function wrongPassword(target: Target): Promise<number> {
  return (await target.post('/login', { username: 'root', password: 'wrong' })).status;
}

const ROWS = Object.entries(BEHAVIOURS).flatMap(([id, row]) =>
  Object.entries(row.choices).map(([choice, meaning]) => ({ id, choice, meaning })),
);

describe('every choice of every behaviour shows on the wire', () => {
  it.each(ROWS)('$id: $choice: $meaning', async ({ id, choice }) => {
    const observe = new Map(Object.entries(OBSERVED)).get(id)?.[choice];
    if (observe === undefined) throw new Error(`Nothing observes ${id}: ${choice}.`);
    const behaviours: BehaviourChoices = JSON.parse(JSON.stringify({ [id]: choice }));
    await observe(createTarget({ behaviours }));
  });

  it('the defaults are choices of their rows', () => {
    for (const [id, row] of Object.entries(BEHAVIOURS))
      expect(Object.keys(row.choices), id).toContain(row.default);
  });
});

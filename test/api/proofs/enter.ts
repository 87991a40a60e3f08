/**
 * What the wire shows of the choices about entering maintenance and `host_state`.
 * @module
 */
import { expect } from 'vitest';
import type { ENTER } from '../../../contracts/behaviours/enter.ts';
import type { Mutation } from '../../kit/maintenance.ts';
import type { Answer, Target, Wire } from '../../kit/target.ts';
import { enterEdge, enterNode, type Proofs, requestEnter, requestExit, TIED } from './proof.ts';

const STATE_INVALID = 'EC_MAINTENANCE_MODE_HOST_STATE_INVALID';
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const CUID = /^c[0-9a-z]{24}$/;

type State = NonNullable<Wire['Host']['host_state']>;

export const ENTER_PROOFS: Proofs<typeof ENTER> = {
  'enter.blocked': {
    'task-fails': (target) =>
      fails(target, () => requestEnter(target, 'node-04-blocked-by-vms'), 'EC_MAINTENANCE_MODE_ENTER_FAILED'),
    refused: (target) => isRefused(target, () => requestEnter(target, 'node-04-blocked-by-vms')),
  },
  'enter.second-host': {
    refused: async (target) => {
      await requestEnter(target, 'node-01', TIED);
      await isRefused(target, () => requestEnter(target, 'node-02'));
    },
    'task-fails': async (target) => {
      await requestEnter(target, 'node-01', TIED);
      await fails(target, () => requestEnter(target, 'node-02'), 'EC_MAINTENANCE_MODE_EXIST_HOST_IN_MT_MODE');
      expect((await target.host('node-02')).host_state).toBeNull();
    },
  },
  'enter.already': {
    refused: async (target) => {
      await enterNode(target);
      await isRefused(target, () => requestEnter(target, 'node-01'));
    },
    'task-fails': async (target) => {
      const { body } = await requestEnter(target, 'node-01', TIED);
      await fails(target, () => requestEnter(target, 'node-01'), STATE_INVALID);
      expect(await target.finish(body.task_id)).toMatchObject({ status: 'SUCCESSED' });
      await fails(target, () => requestEnter(target, 'node-01'), STATE_INVALID);
      expect((await target.host('node-01')).host_state).toMatchObject({ state: 'MAINTENANCE_MODE' });
    },
    'nothing-to-do': async (target) => {
      const { body } = await requestEnter(target, 'node-01', TIED);
      await isRefused(target, () => requestEnter(target, 'node-01'));
      await target.finish(body.task_id);
      const before = target.snapshot();
      expect(await requestEnter(target, 'node-01')).toMatchObject({ status: 200, body: { task_id: null } });
      expect(target.snapshot()).toBe(before);
    },
  },
  'enter.unfit-host': {
    refused: async (target) => {
      await disconnect(target, 'edge-01');
      await isRefused(target, () => requestEnter(target, 'edge-01'));
    },
    'task-fails': async (target) => {
      await disconnect(target, 'edge-01');
      await fails(target, () => requestEnter(target, 'edge-01'), STATE_INVALID);
    },
  },
  'enter.missing-vm': {
    'task-fails': (target) =>
      fails(target, () => requestEnter(target, 'edge-01'), 'EC_MAINTENANCE_MODE_ENTER_FAILED'),
    refused: (target) => isRefused(target, () => requestEnter(target, 'edge-01')),
    'shut-down': async (target) => {
      const { body } = await requestEnter(target, 'edge-01');
      expect(await target.finish(body.task_id)).toMatchObject({ status: 'SUCCESSED' });
      expect((await target.vm('kiosk-no-other-host-01')).status).toBe('STOPPED');
    },
  },
  'enter.listed-movable-vm': {
    'shut-down': async (target) => expect(await statusOfListedMovable(target)).toBe('STOPPED'),
    migrated: async (target) => expect(await statusOfListedMovable(target)).toBe('RUNNING'),
    refused: (target) => isRefused(target, () => requestEnter(target, 'node-01', ['web-01', ...TIED])),
  },
  'enter.listed-off-vm': {
    ignored: async (target) => {
      const { body } = await requestEnter(target, 'node-01', ['template-off-01', ...TIED]);
      expect(await target.finish(body.task_id)).toMatchObject({ status: 'SUCCESSED' });
    },
    refused: (target) =>
      isRefused(target, () => requestEnter(target, 'node-01', ['template-off-01', ...TIED])),
  },
  'enter.listed-other-vm': {
    refused: (target) => isRefused(target, () => requestEnter(target, 'node-01', ['app-01', ...TIED])),
    ignored: async (target) => {
      const { body } = await requestEnter(target, 'node-01', ['app-01', ...TIED]);
      expect(await target.finish(body.task_id)).toMatchObject({ status: 'SUCCESSED' });
      expect(await target.vm('app-01')).toMatchObject({ status: 'RUNNING', host: { name: 'node-02' } });
    },
  },
  'host-state.normal': {
    null: async (target) => {
      expect((await target.host('edge-01')).host_state).toBeNull();
      expect((await afterExit(target)).after).toBeNull();
    },
    'in-use': async (target) => {
      const inUse = { state: 'IN_USE', enter_maintenance_time: '', maintenance_job_id: '' };
      expect((await target.host('edge-01')).host_state).toEqual(inUse);
      expect((await afterExit(target)).after).toEqual(inUse);
    },
    'in-use-kept': async (target) => {
      expect((await target.host('edge-01')).host_state).toBeNull();
      const { before, after } = await afterExit(target);
      expect(after).toEqual({ ...before, state: 'IN_USE' });
    },
  },
  'host-state.job-id': {
    uuid: async (target) => expect((await jobIds(target)).ids).toEqual([expect.stringMatching(UUID)]),
    cuid: async (target) => {
      const { ids, task } = await jobIds(target);
      expect(ids).toEqual([expect.stringMatching(CUID)]);
      expect(ids).not.toContain(task);
    },
    'task-id': async (target) => {
      const { ids, task } = await jobIds(target);
      expect(ids).toEqual([task]);
    },
  },
  'host-state.time-format': {
    iso: async (target) => expect(await timeShown(target)).toMatch(/^2026-01-01T00:0\d:\d\d\.\d{3}Z$/),
    'epoch-seconds': async (target) => expect(await timeShown(target)).toMatch(/^17672\d{5}$/),
    'epoch-milliseconds': async (target) => expect(await timeShown(target)).toMatch(/^17672\d{8}$/),
  },
  'host-state.time': {
    'each-state': async (target) => {
      const { entering, inMaintenance, began, ended } = await times(target);
      expect([entering, inMaintenance]).toEqual([began, ended]);
    },
    entering: async (target) => {
      const { entering, inMaintenance, began } = await times(target);
      expect([entering, inMaintenance]).toEqual([began, began]);
    },
    'in-maintenance': async (target) => {
      const { entering, inMaintenance, ended } = await times(target);
      expect([entering, inMaintenance]).toEqual(['', ended]);
    },
  },
};

type Request = () => Promise<Answer<Mutation>>;

/** The request is refused, and leaves no trace. */
async function isRefused(target: Target, request: Request): Promise<void> {
  const before = target.snapshot();
  expect(await request()).toMatchObject({ status: 400 });
  expect(target.snapshot()).toBe(before);
}

/** The request makes a task, which fails with that code. */
async function fails(target: Target, request: Request, error_code: string): Promise<void> {
  const { status, body } = await request();
  expect(status).toBe(200);
  expect(await target.finish(body.task_id)).toMatchObject({ status: 'FAILED', error_code });
}

async function disconnect(target: Target, host: string): Promise<void> {
  const { id } = await target.host(host);
  target.fake.world.update('Host', id, { status: 'SESSION_EXPIRED' });
}

async function statusOfListedMovable(target: Target): Promise<string> {
  const { body } = await requestEnter(target, 'node-01', ['web-01', ...TIED]);
  await target.finish(body.task_id);
  return (await target.vm('web-01')).status;
}

async function stateOf(target: Target): Promise<State> {
  const { host_state } = await target.host('edge-01');
  if (host_state === null || host_state === undefined) throw new Error('edge-01 has no host_state.');
  return host_state;
}

async function afterExit(target: Target) {
  await enterEdge(target);
  const before = await stateOf(target);
  const { body } = await requestExit(target, 'edge-01');
  await target.finish(body.task_id);
  return { before, after: (await target.host('edge-01')).host_state };
}

/** The ids shown while entering and when in maintenance, each once, and that of the task. */
async function jobIds(target: Target) {
  const { body } = await requestEnter(target, 'edge-01', ['kiosk-no-other-host-01']);
  const entering = await stateOf(target);
  const task = await target.finish(body.task_id);
  const { maintenance_job_id } = await stateOf(target);
  return { ids: [...new Set([entering.maintenance_job_id, maintenance_job_id])], task: task.id };
}

async function timeShown(target: Target): Promise<string> {
  await enterEdge(target);
  return (await stateOf(target)).enter_maintenance_time;
}

/** The times shown while entering and when in maintenance, and when both began. */
async function times(target: Target) {
  const { body } = await requestEnter(target, 'edge-01', ['kiosk-no-other-host-01']);
  const { enter_maintenance_time: entering } = await stateOf(target);
  const task = await target.finish(body.task_id);
  const { enter_maintenance_time: inMaintenance } = await stateOf(target);
  return { entering, inMaintenance, began: task.local_created_at, ended: task.finished_at };
}

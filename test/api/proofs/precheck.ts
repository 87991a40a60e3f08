/**
 * What the wire shows of the choices about the precheck and the evacuation it plans.
 * @module
 */
import { expect } from 'vitest';
import type { PRECHECK } from '../../../contracts/behaviours/precheck.ts';
import type { Target, Wire } from '../../kit/target.ts';
import {
  choose,
  enterEdge,
  enterNode,
  type Proofs,
  raw,
  requestEnter,
  result,
  startPrecheck,
  TIED,
} from './proof.ts';

const BLOCKED = 'node-04-blocked-by-vms';
const CHECK_FAILED = 'EC_MAINTENANCE_MODE_PRE_CHECK_FAILED';
const EMPTY = { status: 200, body: { shutdownVms: [], done: false } };

export const PRECHECK_PROOFS: Proofs<typeof PRECHECK> = {
  'precheck.blocked': {
    succeeded: async (target) => {
      const { task, answer } = await precheck(target, BLOCKED);
      expect(task.status).toBe('SUCCESSED');
      expect(answer.body).toMatchObject({ done: false });
    },
    failed: async (target) => {
      const { task, answer } = await precheck(target, BLOCKED);
      expect(task).toMatchObject({ status: 'FAILED', error_code: CHECK_FAILED });
      expect(task.error_message).toContain('report-suspended-01');
      expect(answer.body).toMatchObject({ done: false });
    },
  },
  'precheck.in-maintenance': {
    refused: async (target) => {
      await enterEdge(target);
      expect(await startPrecheck(target, 'edge-01')).toMatchObject({ status: 400 });
    },
    blocks: async (target) => {
      await enterEdge(target);
      expect((await precheck(target, 'edge-01')).answer).toMatchObject(EMPTY);
    },
  },
  'precheck.second': {
    refused: async (target) => expect(await second(target)).toMatchObject({ status: 400 }),
    'task-fails': async (target) => {
      const { status, body } = await second(target);
      expect(status).toBe(200);
      const task = await target.finish(body.task_id);
      expect(task).toMatchObject({ status: 'FAILED', error_code: CHECK_FAILED });
      expect(task.error_message).toContain('node-01');
    },
  },
  'precheck-result.done': {
    'may-enter': async (target) => {
      expect((await precheck(target, BLOCKED)).answer.body.done).toBe(false);
      expect((await precheck(target, 'edge-01')).answer.body.done).toBe(true);
    },
    finished: async (target) => {
      expect((await precheck(target, BLOCKED)).answer.body.done).toBe(true);
      const { body } = await startPrecheck(target, 'edge-01');
      expect((await result(target, body.task_id)).body.done).toBe(false);
    },
  },
  'precheck-result.vms': {
    objects: async (target) => {
      const { local_id } = await target.vm('kiosk-no-other-host-01');
      expect((await precheck(target, 'edge-01')).answer.body).toEqual({
        shutdownVms: [{ vm_uuid: local_id }],
        done: true,
      });
    },
    strings: async (target) => {
      const { local_id } = await target.vm('kiosk-no-other-host-01');
      const { body } = await startPrecheck(target, 'edge-01');
      await target.finish(body.task_id);
      const where = { task_id: body.task_id };
      expect(await raw(target, '/enter-maintance-mode-precheck-result', { where }, 'token')).toEqual({
        status: 200,
        body: { shutdownVms: [local_id], done: true },
      });
    },
  },
  'precheck-result.early': {
    empty: async (target) => expect(await early(target)).toMatchObject(EMPTY),
    refused: async (target) => expect(await early(target)).toMatchObject({ status: 400 }),
    'not-found': async (target) => expect(await early(target)).toMatchObject({ status: 404 }),
  },
  'precheck-result.failed': {
    found: async (target) => {
      const { local_id } = await target.vm('license-usb-01');
      const { body } = await failedCheck(target);
      expect(body).toMatchObject({ done: false });
      expect(body.shutdownVms).toContainEqual({ vm_uuid: local_id });
    },
    empty: async (target) => expect(await failedCheck(target)).toMatchObject(EMPTY),
    refused: async (target) => expect(await failedCheck(target)).toMatchObject({ status: 400 }),
  },
  'precheck-result.unknown-task': {
    'not-found': async (target) => expect(await result(target, 'nothing')).toMatchObject({ status: 404 }),
    refused: async (target) => expect(await result(target, 'nothing')).toMatchObject({ status: 400 }),
    empty: async (target) => expect(await result(target, 'nothing')).toMatchObject(EMPTY),
  },
  'precheck-result.other-task': {
    refused: async (target) => expect(await ofEnterTask(target)).toMatchObject({ status: 400 }),
    'not-found': async (target) => expect(await ofEnterTask(target)).toMatchObject({ status: 404 }),
    empty: async (target) => expect(await ofEnterTask(target)).toMatchObject(EMPTY),
    'exit-check': async (target) => {
      const { id } = await enterEdge(target);
      const where = { task_id: id };
      const { body } = await raw(target, '/enter-maintance-mode-precheck-result', { where }, 'token');
      expect(body).toMatchObject({
        shutDownVms: [{ vm_name: 'kiosk-no-other-host-01' }],
        liveMigrateVms: [],
        offlineMigrateVms: [],
      });
    },
  },
  'placement.must-rules': {
    followed: async (target) => expect(await shutDownOf(target, 'node-03')).toContain('erp-must-stay-01'),
    ignored: async (target) => expect(await shutDownOf(target, 'node-03')).not.toContain('erp-must-stay-01'),
  },
  'evacuation.off-vm-without-ha': {
    stays: async (target) => {
      await enterNode(target);
      expect((await target.vm('template-off-01')).host?.name).toBe('node-01');
    },
    migrated: async (target) => {
      await enterNode(target);
      expect((await target.vm('template-off-01')).host?.name).not.toBe('node-01');
    },
  },
};

async function precheck(target: Target, host: string) {
  const { body } = await startPrecheck(target, host);
  const task = await target.finish(body.task_id);
  return { task, answer: await result(target, task.id) };
}

async function second(target: Target) {
  await startPrecheck(target, 'node-01');
  return startPrecheck(target, 'node-02');
}

async function early(target: Target) {
  const { body } = await startPrecheck(target, 'edge-01');
  return result(target, body.task_id);
}

/** The result of a precheck that found something to shut down and something that blocks. */
async function failedCheck(target: Target) {
  choose(target, { 'precheck.blocked': 'failed' });
  const { id } = await target.vm('app-01');
  target.fake.world.update('Vm', id, { status: 'SUSPENDED' });
  return (await precheck(target, 'node-02')).answer;
}

async function ofEnterTask(target: Target) {
  const { body } = await requestEnter(target, 'node-01', TIED);
  return result(target, body.task_id ?? '');
}

async function shutDownOf(target: Target, host: string): Promise<string[]> {
  const { answer } = await precheck(target, host);
  const uuids = answer.body.shutdownVms.map(({ vm_uuid }) => vm_uuid);
  const { body } = await target.post<Wire['Vm'][]>('/get-vms', { where: { local_id_in: uuids } });
  return body.map(({ name }) => name);
}

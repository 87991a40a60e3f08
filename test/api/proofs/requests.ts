/**
 * What the wire shows of the choices about requests, errors and the operations around maintenance.
 * @module
 */
import { expect } from 'vitest';
import type { REQUESTS } from '../../../contracts/behaviours/requests.ts';
import type { Mutation } from '../../kit/maintenance.ts';
import type { Target, Wire } from '../../kit/target.ts';
import {
  askExitCheck,
  enterNode,
  enterWith,
  type Proofs,
  raw,
  requestEnter,
  requestExit,
  startPrecheck,
  TIED,
} from './proof.ts';

export const REQUESTS_PROOFS: Proofs<typeof REQUESTS> = {
  'body.invalid': {
    '400': async (target) => expect(await withoutData(target)).toBe(400),
    '500': async (target) => {
      expect(await withoutData(target)).toBe(500);
      expect(await badFilter(target)).toMatchObject({ status: 400 });
    },
  },
  'body.unknown-member': {
    ignored: async (target) => expect(await withMore(target)).toBe(200),
    refused: async (target) => {
      expect(await withMore(target)).toBe(400);
      expect(await requestEnter(target, 'edge-01')).toMatchObject({ status: 200 });
    },
  },
  'where.invalid': {
    '400': async (target) => expect(await badFilter(target)).toMatchObject({ status: 400 }),
    '500': async (target) => {
      expect(await badFilter(target)).toMatchObject({ status: 500 });
      expect(await withoutData(target)).toBe(400);
    },
  },
  'where.unknown-filter': {
    refused: async (target) => expect(await badFilter(target)).toMatchObject({ status: 400 }),
    ignored: async (target) =>
      expect(await hostsWhere(target, { nmae: 'x', name: 'node-01' })).toEqual(['node-01']),
  },
  'where.types': {
    strict: async (target) =>
      expect(await target.post('/get-vms', { where: { vcpu_gt: '8' } })).toMatchObject({ status: 400 }),
    coerced: async (target) => {
      const where = { vcpu_gt: '8', nested_virtualization: 'false' };
      const { status, body } = await target.post<Wire['Vm'][]>('/get-vms', { where });
      expect(status).toBe(200);
      expect(body.map(({ name }) => name)).toEqual(['warehouse-big-memory-01']);
      expect(await target.post('/get-vms', { where: { vcpu_gt: 'many' } })).toMatchObject({ status: 400 });
    },
  },
  'selector.id': {
    accepted: async (target) => expect(await enterById(target)).toMatchObject({ status: 200 }),
    refused: async (target) => {
      expect(await enterById(target)).toMatchObject({ status: 400 });
      const { body } = await startPrecheck(target, 'edge-01');
      const where = { id: body.task_id };
      expect(await target.post('/enter-maintance-mode-precheck-result', { where })).toMatchObject({
        status: 400,
      });
    },
  },
  'host-filter.none': {
    '400': async (target) => expect(await startPrecheck(target, 'nobody')).toMatchObject(loadHostFailed(400)),
    '404': async (target) => expect(await startPrecheck(target, 'nobody')).toMatchObject(loadHostFailed(404)),
    '500': async (target) => expect(await startPrecheck(target, 'nobody')).toMatchObject(loadHostFailed(500)),
  },
  'host-filter.several': {
    '400': async (target) => expect(await precheckAll(target)).toMatchObject(loadHostFailed(400)),
    '404': async (target) => expect(await precheckAll(target)).toMatchObject(loadHostFailed(404)),
    first: async (target) => {
      const { body } = await precheckAll(target);
      const { body: hosts } = await target.post<Wire['Host'][]>('/get-hosts', { first: 1 });
      expect((await target.task(body.task_id)).resource_id).toBe(hosts[0]?.id);
    },
  },
  'vm-lists.id-kind': {
    'local-id': async (target) => expect(await idsShown(target)).toEqual(await idsOf(target, 'local_id')),
    cuid: async (target) => expect(await idsShown(target)).toEqual(await idsOf(target, 'id')),
  },
  'vm-lists.cuid': {
    accepted: async (target) => {
      const { body } = await enterWith(target, 'node-01', await idsOf(target, 'id'));
      expect(await target.finish(body.task_id)).toMatchObject({ status: 'SUCCESSED' });
    },
    refused: async (target) => {
      expect(await enterWith(target, 'node-01', await idsOf(target, 'id'))).toMatchObject({ status: 404 });
      await enterNode(target);
      const { id } = await target.vm(TIED[0]);
      const { id: host_id } = await target.host('node-01');
      const exit = { where: { host_id }, data: { poweron_vms: [id] } };
      expect(await target.post('/exit-maintance-mode', exit)).toMatchObject({ status: 404 });
    },
    ignored: async (target) => {
      const { status, body } = await enterWith(target, 'node-01', await idsOf(target, 'id'));
      expect(status).toBe(200);
      const { error_message } = await target.finish(body.task_id);
      expect(error_message).toContain('data.shutdown_vms does not name it');
    },
  },
  'error.code': {
    'resource-locked': async (target) => {
      const { body } = await raw(
        target,
        '/enter-maintenance-mode-precheck',
        { where: { name: 'x' } },
        'token',
      );
      expect(body).not.toHaveProperty('code');
      expect(body).toMatchObject({ props: { error_code: 'LOAD_HOST_FAILED' } });
    },
    every: async (target) => {
      const { body } = await raw(
        target,
        '/enter-maintenance-mode-precheck',
        { where: { name: 'x' } },
        'token',
      );
      expect(body).toMatchObject({ code: 'LOAD_HOST_FAILED' });
    },
  },
  'mutation.data': {
    'required-fields': async (target) =>
      expect(Object.keys((await requestEnter(target, 'edge-01')).body.data)).toHaveLength(36),
    whole: async (target) =>
      expect(Object.keys((await requestEnter(target, 'edge-01')).body.data)).toHaveLength(72),
  },
  'operation.empty-where': {
    refused: async (target) => {
      const before = target.snapshot();
      expect(await target.post('/update-host', { where: {}, data: {} })).toMatchObject({ status: 400 });
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
  'host-power.array-body': {
    refused: async (target) => expect(await powerOffInArray(target)).toMatchObject({ status: 400 }),
    accepted: async (target) => expect(await powerOffInArray(target)).toMatchObject({ status: 200 }),
  },
};

async function withoutData(target: Target): Promise<number> {
  const { id } = await target.host('edge-01');
  return (await target.post('/enter-maintance-mode', { where: { host_id: id } })).status;
}

async function withMore(target: Target): Promise<number> {
  const { id } = await target.host('edge-01');
  const body = { where: { host_id: id }, data: { shutdown_vms: [], force: true } };
  return (await target.post('/enter-maintance-mode', body)).status;
}

function badFilter(target: Target) {
  return target.post('/get-hosts', { where: { nmae: 'node-01' } });
}

async function hostsWhere(target: Target, where: object): Promise<string[]> {
  return (await target.post<Wire['Host'][]>('/get-hosts', { where })).body.map(({ name }) => name);
}

async function enterById(target: Target) {
  const { id } = await target.host('edge-01');
  return target.post<Mutation>('/enter-maintance-mode', { where: { id }, data: {} });
}

function loadHostFailed(status: number) {
  return { status, body: { status, props: { error_code: 'LOAD_HOST_FAILED' } } };
}

function precheckAll(target: Target) {
  return target.post<{ task_id: string }>('/enter-maintenance-mode-precheck', { where: {} });
}

/** The ids that the precheck and the exit check of node-01 answer. */
async function idsShown(target: Target): Promise<string[]> {
  const { body } = await startPrecheck(target, 'node-01');
  await target.finish(body.task_id);
  const where = { task_id: body.task_id };
  const { body: found } = await target.post<Wire['EnterMaintenanceModeResult']>(
    '/enter-maintance-mode-precheck-result',
    { where },
  );
  await enterNode(target);
  const { body: check } = await askExitCheck(target, 'node-01');
  const shown = check.shutDownVms.map(({ vm_uuid }) => vm_uuid ?? '');
  expect(shown.toSorted()).toEqual(found.shutdownVms.map(({ vm_uuid }) => vm_uuid).toSorted());
  await target.finish((await requestExit(target, 'node-01')).body.task_id);
  return shown.toSorted();
}

async function idsOf(target: Target, kind: 'id' | 'local_id'): Promise<string[]> {
  const vms = await Promise.all(TIED.map((name) => target.vm(name)));
  return vms.map((vm) => vm[kind]).toSorted();
}

function startNobody(target: Target) {
  return target.post('/start-vm', { where: { id: 'nobody' } });
}

async function shutDownDeaf(target: Target): Promise<Wire['Task']> {
  const { id } = await target.vm('web-01');
  target.fake.world.update('Vm', id, { vm_tools_status: 'NOT_INSTALLED' });
  const { body } = await target.post<Wire['WithTask_Vm_'][]>('/shutdown-vm', { where: { id } });
  return target.finish(body[0]?.task_id);
}

async function powerOffInArray(target: Target) {
  const { id } = await target.host('edge-01');
  return target.post('/operate-host-power', [
    { where: { host_id: id }, data: { action: 'poweroff', force: true } },
  ]);
}

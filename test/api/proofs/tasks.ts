/**
 * What the wire shows of the choices about tasks and the audit log.
 * @module
 */
import { expect } from 'vitest';
import type { TASKS } from '../../../contracts/behaviours/tasks.ts';
import type { Target, Wire } from '../../kit/target.ts';
import { enterEdge, enterNode, type Proofs, requestExit } from './proof.ts';

export const TASKS_PROOFS: Proofs<typeof TASKS> = {
  'task.resource-type': {
    host: async (target) => expect(await enterEdge(target)).toMatchObject({ resource_type: 'Host' }),
    null: async (target) => {
      const { id } = await target.host('edge-01');
      expect(await enterEdge(target)).toMatchObject({ resource_type: null, resource_id: id });
      expect((await auditOf(target))[0]).toMatchObject({ resource_type: 'Host' });
    },
  },
  'task.resource-mutation': {
    'camel-case': async (target) =>
      expect(await enterEdge(target)).toMatchObject({ resource_mutation: 'enterMaintenanceMode' }),
    null: async (target) => expect(await enterEdge(target)).toMatchObject({ resource_mutation: null }),
    empty: async (target) => expect(await enterEdge(target)).toMatchObject({ resource_mutation: '' }),
  },
  'task.args': {
    empty: async (target) => expect((await enterEdge(target)).args).toEqual({}),
    request: async (target) => {
      const { id } = await target.host('edge-01');
      const { local_id } = await target.vm('kiosk-no-other-host-01');
      expect((await enterEdge(target)).args).toEqual({
        where: { host_id: id },
        data: { shutdown_vms: [local_id] },
      });
    },
  },
  'task.steps': {
    phases: async (target) =>
      expect((await enterEdge(target)).steps.map(({ key }) => key)).toEqual([
        'CHECK_ENVIRONMENT',
        'SHUT_DOWN_VMS',
        'ENTER_STORAGE_MAINTENANCE_MODE',
      ]),
    empty: async (target) => expect((await enterEdge(target)).steps).toEqual([]),
  },
  'task.progress': {
    share: async (target) => expect(await progressOf(target)).toEqual([0, 1 / 3, 2 / 3, 1]),
    'at-the-end': async (target) => expect(await progressOf(target)).toEqual([0, 1]),
    never: async (target) => expect(await progressOf(target)).toEqual([0]),
  },
  'task.of-each-vm': {
    no: async (target) => {
      await enterNode(target);
      expect(await vmTasks(target)).toEqual([]);
    },
    yes: async (target) => {
      await enterNode(target);
      expect(await vmTasks(target)).toEqual([
        ['db-sriov-01', 'shutDownVm', 'SUCCESSED'],
        ['gpu-render-01', 'shutDownVm', 'SUCCESSED'],
        ['standby-ha-off-01', 'migrateVm', 'SUCCESSED'],
        ['web-01', 'migrateVm', 'SUCCESSED'],
        ['web-02', 'migrateVm', 'SUCCESSED'],
      ]);
    },
  },
  'task.exit-description': {
    'by-lists': async (target) => expect(new Set(await exitDescriptions(target)).size).toBe(2),
    plain: async (target) => expect(new Set(await exitDescriptions(target)).size).toBe(1),
  },
  'audit.action': {
    maintenance: async (target) =>
      expect(await actions(target)).toEqual(['ENTER_MAINTENANCE_MODE', 'EXIT_MAINTENANCE_MODE']),
    maintainance: async (target) =>
      expect(await actions(target)).toEqual(['ENTER_MAINTAINANCE', 'EXIT_MAINTAINANCE']),
  },
};

/** Each progress that the task of entering shows, once. */
async function progressOf(target: Target): Promise<number[]> {
  const { world } = target.fake;
  const seen: number[] = [];
  world.onChange('Task', ({ after }) => after && seen.push(after.progress));
  const task = await enterEdge(target);
  seen.push(task.progress);
  return [...new Set(seen)];
}

/** Name of the VM, mutation and status of every task about a VM. */
async function vmTasks(target: Target): Promise<unknown[]> {
  const { body } = await target.post<Wire['Task'][]>('/get-tasks', { where: { resource_type: 'Vm' } });
  const { world } = target.fake;
  const shown = body.map(({ resource_id, resource_mutation, status }) => [
    world.must('Vm', resource_id ?? '').name,
    resource_mutation,
    status,
  ]);
  return shown.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
}

/** The descriptions of two exits: one powers a VM on, one brings nothing back. */
async function exitDescriptions(target: Target): Promise<string[]> {
  const vm = 'kiosk-no-other-host-01';
  await enterEdge(target);
  const back = await target.finish(
    (await requestExit(target, 'edge-01', { poweron_vms: [vm] })).body.task_id,
  );
  await enterEdge(target);
  const plain = await target.finish((await requestExit(target, 'edge-01')).body.task_id);
  return [back.description, plain.description];
}

async function auditOf(target: Target): Promise<Wire['UserAuditLog'][]> {
  return (await target.post<Wire['UserAuditLog'][]>('/get-user-audit-logs', { orderBy: 'createdAt_ASC' }))
    .body;
}

async function actions(target: Target): Promise<string[]> {
  await enterEdge(target);
  await target.finish((await requestExit(target, 'edge-01')).body.task_id);
  return (await auditOf(target)).map(({ action }) => action);
}

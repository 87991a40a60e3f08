/**
 * What the wire shows of the choices about the exit check and leaving maintenance.
 * @module
 */
import { expect } from 'vitest';
import type { EXIT } from '../../../contracts/behaviours/exit.ts';
import { type Target, type Wire } from '../../kit/target.ts';
import { askExitCheck, enterEdge, enterNode, type Proofs, requestEnter, requestExit, TIED } from './proof.ts';

const STATE_INVALID = 'EC_MAINTENANCE_MODE_HOST_STATE_INVALID';

export const EXIT_PROOFS: Proofs<typeof EXIT> = {
  'exit-check.not-in-maintenance': {
    refused: async (target) => expect(await askExitCheck(target, 'node-01')).toMatchObject({ status: 400 }),
    empty: async (target) =>
      expect(await askExitCheck(target, 'node-01')).toMatchObject({
        status: 200,
        body: { shutDownVms: [], liveMigrateVms: [], offlineMigrateVms: [] },
      }),
  },
  'exit-check.task-id': {
    'no-match': async (target) => expect(await byTaskId(target)).toMatchObject({ status: 404 }),
    accepted: async (target) =>
      expect(await byTaskId(target)).toMatchObject({
        status: 200,
        body: { shutDownVms: [{ vm_name: 'kiosk-no-other-host-01' }] },
      }),
  },
  'exit-check.shut-down-vms': {
    'were-shut-down': async (target) => expect(await shutDownNames(target)).toEqual([...TIED].toSorted()),
    'must-be-shut-down': async (target) => expect(await shutDownNames(target)).toEqual(['web-01']),
  },
  'exit-check.shut-down.target-host-name': {
    empty: async (target) => expect((await kiosk(target)).target_host_name).toBe(''),
    null: async (target) => expect((await kiosk(target)).target_host_name).toBeNull(),
  },
  'exit-check.vm-state': {
    elf: async (target) => expect(await vmStates(target)).toEqual(['running', 'stopped']),
    tower: async (target) => expect(await vmStates(target)).toEqual(['RUNNING', 'STOPPED']),
  },
  'exit-check.vm-state-when': {
    'as-left': async (target) => expect((await changedMeanwhile(target)).vm_state).toBe('running'),
    now: async (target) => expect((await changedMeanwhile(target)).vm_state).toBe('stopped'),
  },
  'exit-check.reason': {
    keys: async (target) =>
      expect((await changedMeanwhile(target)).verify).toEqual({ changed: true, reason: 'vm_status_changed' }),
    'upper-case': async (target) =>
      expect((await changedMeanwhile(target)).verify).toEqual({ changed: true, reason: 'VM_STATUS_CHANGED' }),
    sentence: async (target) => {
      const { verify } = await changedMeanwhile(target);
      expect(verify).toMatchObject({ changed: true, reason: expect.stringMatching(/^the VM was .* off$/) });
    },
  },
  'exit.not-in-maintenance': {
    refused: async (target) => expect(await requestExit(target, 'node-01')).toMatchObject({ status: 400 }),
    'task-fails': async (target) => {
      const { status, body } = await requestExit(target, 'node-01');
      expect(status).toBe(200);
      expect(await target.finish(body.task_id)).toMatchObject({
        status: 'FAILED',
        error_code: STATE_INVALID,
      });
      expect(await requestEnter(target, 'node-01', TIED)).toMatchObject({ status: 200 });
    },
    'nothing-to-do': async (target) => {
      const before = target.snapshot();
      expect(await requestExit(target, 'node-01')).toMatchObject({ status: 200, body: { task_id: null } });
      expect(target.snapshot()).toBe(before);
      await requestEnter(target, 'node-01', TIED);
      expect(await requestExit(target, 'node-01')).toMatchObject({ status: 400 });
    },
  },
  'exit.other-vm': {
    refused: async (target) => {
      await enterNode(target);
      const before = target.snapshot();
      expect(await exitWithOther(target)).toMatchObject({ status: 400 });
      expect(target.snapshot()).toBe(before);
    },
    ignored: async (target) => {
      await enterNode(target);
      const { body } = await exitWithOther(target);
      expect(await target.finish(body.task_id)).toMatchObject({ status: 'SUCCESSED' });
      expect((await target.vm('app-01')).host?.name).toBe('node-02');
      expect((await target.vm('web-01')).host?.name).toBe('node-01');
    },
    'task-fails': async (target) => {
      await enterNode(target);
      const { status, body } = await exitWithOther(target);
      expect(status).toBe(200);
      const { error_message } = await target.finish(body.task_id);
      expect(error_message).toContain('app-01');
      expect((await target.host('node-01')).host_state).toMatchObject({ state: 'MAINTENANCE_MODE' });
    },
  },
  'exit.changed-vm': {
    tried: async (target) => {
      const { body } = await exitWithChanged(target);
      expect(await target.finish(body.task_id)).toMatchObject({
        status: 'FAILED',
        error_code: 'JOB_VM_STATE_MACHINE_ERROR',
      });
    },
    skipped: async (target) => {
      const { body } = await exitWithChanged(target);
      expect(await target.finish(body.task_id)).toMatchObject({ status: 'SUCCESSED' });
      expect((await target.vm('web-01')).host?.name).not.toBe('node-01');
      expect((await target.vm('web-02')).host?.name).toBe('node-01');
    },
    refused: async (target) => {
      expect(await exitWithChanged(target)).toMatchObject({ status: 400 });
      expect((await target.host('node-01')).host_state).toMatchObject({ state: 'MAINTENANCE_MODE' });
    },
  },
  'exit.vm-fails': {
    stops: async (target) => {
      const { body } = await exitWithChanged(target);
      expect(await target.finish(body.task_id)).toMatchObject({ status: 'FAILED' });
      expect((await target.vm('web-02')).host?.name).not.toBe('node-01');
    },
    'goes-on': async (target) => {
      const { body } = await exitWithChanged(target);
      const { status, error_message } = await target.finish(body.task_id);
      expect(status).toBe('FAILED');
      expect(error_message).toContain('web-01');
      expect((await target.vm('web-02')).host?.name).toBe('node-01');
    },
  },
};

async function byTaskId(target: Target) {
  const { id } = await enterEdge(target);
  return target.post('/exit-maintance-mode-precheck-result', { where: { id } });
}

/** The names in `shutDownVms` after web-01 was moved away and got a device there. */
async function shutDownNames(target: Target): Promise<string[]> {
  await enterNode(target);
  const { id } = await target.vm('web-01');
  const gpu_devices = [{ id: 'gpu', name: 'GPU' }];
  target.fake.world.update('Vm', id, { gpu_devices });
  const { body } = await askExitCheck(target, 'node-01');
  return body.shutDownVms.map(({ vm_name }) => vm_name ?? '').toSorted();
}

async function kiosk(target: Target): Promise<Wire['MaintenanceModeVmInfo']> {
  await enterEdge(target);
  const [vm] = (await askExitCheck(target, 'edge-01')).body.shutDownVms;
  if (vm === undefined) throw new Error('Nothing was shut down.');
  return vm;
}

async function vmStates(target: Target): Promise<unknown[]> {
  await enterNode(target);
  const { liveMigrateVms, shutDownVms } = (await askExitCheck(target, 'node-01')).body;
  return [liveMigrateVms[0]?.vm_state, shutDownVms[0]?.vm_state];
}

/** What the exit check says of web-01, which was moved and is powered off meanwhile. */
async function changedMeanwhile(target: Target): Promise<Wire['MaintenanceModeVmInfo']> {
  await enterNode(target);
  await powerOff(target, 'web-01');
  const { body } = await askExitCheck(target, 'node-01');
  const vm = body.liveMigrateVms.find(({ vm_name }) => vm_name === 'web-01');
  if (vm === undefined) throw new Error('web-01 was not moved.');
  return vm;
}

async function powerOff(target: Target, name: string): Promise<void> {
  const { body } = await target.post<Wire['WithTask_Vm_'][]>('/poweroff-vm', { where: { name } });
  await target.finish(body[0]?.task_id);
}

function exitWithOther(target: Target) {
  return requestExit(target, 'node-01', { live_migrate_back_vms: ['app-01', 'web-01'] });
}

/** Leaves with both VMs that were moved, of which web-01 is powered off meanwhile. */
async function exitWithChanged(target: Target) {
  await enterNode(target);
  await powerOff(target, 'web-01');
  return requestExit(target, 'node-01', { live_migrate_back_vms: ['web-01', 'web-02'] });
}

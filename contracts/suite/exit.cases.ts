/**
 * Leaving maintenance: what happens to the host and to each VM, and that a full exit undoes an enter.
 * @module
 */
import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import { ok } from '../kit/session/client.ts';
import { enter, exit, exitCheck, exitLists, startExit, succeeded } from '../kit/session/maintenance.ts';
import type { Host } from '../kit/session/wire.ts';
import { hostWithRunningVm, hostWithStandby, mixedHost, neighbours } from './needs.ts';
import { expectNormal, expectState, placementOf, readHost, readVm, readVms } from './reads.ts';

const PROSE = "The vendor's page on maintenance mode.";
const UI = "The texts of the vendor's web UI.";

export const exitCases: readonly Case[] = [
  defineCase({
    id: 'EXIT-001',
    promise: 'After entering and a full exit every VM is where it was, in the power state it had.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: `${PROSE} The lists of the exit check are what the exit takes.`,
    rests: { 'exit-check.shut-down-vms': ['were-shut-down'] },
    needs: mixedHost,
    async run(t, { host }) {
      const before = placementOf(await readVms(t));
      await enter(t, host);
      await exit(t, host);
      expect(placementOf(await readVms(t)), 'VMs').toEqual(before);
    },
  }),
  defineCase({
    id: 'EXIT-002',
    promise: 'After an exit the host is in normal use.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'MaintenanceModeEnum; host_state is nullable.',
    needs: hostWithRunningVm,
    async run(t, { host }) {
      await enter(t, host);
      await exit(t, host);
      const after = await readHost(t, host);
      expectNormal(after);
      expect(after.entityAsyncStatus, 'entityAsyncStatus').toBeNull();
    },
  }),
  defineCase({
    id: 'EXIT-003',
    promise: 'The host leaves first: while VMs are still being handled it is in use already.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: `${UI} The host has already left while VMs are being handled.`,
    rests: { 'exit-check.shut-down-vms': ['were-shut-down'] },
    needs: mixedHost,
    async run(t, { host, fixed }) {
      await enter(t, host);
      const { task_id } = await startExit(t, host, exitLists(await exitCheck(t, host)));
      const states: string[] = [];
      await t.watch(task_id, async () => {
        const vm = await readVm(t, fixed);
        if (vm.status === 'RUNNING' || vm.entityAsyncStatus !== null)
          states.push(stateOf(await readHost(t, host)));
      });
      expect(states[0], 'host_state when the first VM was handled').toBe('IN_USE');
    },
  }),
  defineCase({
    id: 'EXIT-004',
    promise: 'Lists that are left out do nothing to those VMs: the host leaves, and they stay as they are.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'The lists are optional; the web UI offers tick-boxes.',
    needs: mixedHost,
    async run(t, { host }) {
      await enter(t, host);
      const entered = placementOf(await readVms(t));
      succeeded(await t.settle((await startExit(t, host)).task_id));
      expect(placementOf(await readVms(t)), 'VMs').toEqual(entered);
      expectNormal(await readHost(t, host));
    },
  }),
  defineCase({
    id: 'EXIT-005',
    promise: 'A VM named in poweron_vms runs again, and the ones that are not named are left.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: PROSE,
    rests: { 'exit-check.shut-down-vms': ['were-shut-down'] },
    needs: mixedHost,
    async run(t, { host, fixed, movable }) {
      await enter(t, host);
      const moved = await readVm(t, movable);
      const { poweron_vms } = exitLists(await exitCheck(t, host));
      succeeded(await t.settle((await startExit(t, host, { poweron_vms })).task_id));
      expect((await readVm(t, fixed)).status, 'status of the VM that was shut down').toBe('RUNNING');
      expect((await readVm(t, movable)).host?.id, 'host of the VM that was moved').toBe(moved.host?.id);
    },
  }),
  defineCase({
    id: 'EXIT-006',
    promise: 'A VM named in live_migrate_back_vms comes back running; the ones that are not named stay off.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: PROSE,
    needs: mixedHost,
    async run(t, { host, fixed, movable }) {
      await enter(t, host);
      const { live_migrate_back_vms } = exitLists(await exitCheck(t, host));
      succeeded(await t.settle((await startExit(t, host, { live_migrate_back_vms })).task_id));
      const vm = await readVm(t, movable);
      expect({ status: vm.status, host: vm.host?.id }, 'the VM').toEqual({
        status: 'RUNNING',
        host: host.id,
      });
      expect((await readVm(t, fixed)).status, 'status of the VM that was shut down').toBe('STOPPED');
    },
  }),
  defineCase({
    id: 'EXIT-007',
    promise: 'A VM named in offline_migrate_back_vms comes back, still off.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: PROSE,
    needs: hostWithStandby,
    async run(t, { host, standby }) {
      await enter(t, host);
      const { offline_migrate_back_vms } = exitLists(await exitCheck(t, host));
      succeeded(await t.settle((await startExit(t, host, { offline_migrate_back_vms })).task_id));
      const vm = await readVm(t, standby);
      expect({ status: vm.status, host: vm.host?.id }, 'the VM').toEqual({
        status: 'STOPPED',
        host: host.id,
      });
    },
  }),
  defineCase({
    id: 'EXIT-008',
    promise: 'The counters and the memory of the host are as before.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'They follow from the VMs.',
    rests: { 'exit-check.shut-down-vms': ['were-shut-down'] },
    needs: mixedHost,
    async run(t, { host }) {
      await enter(t, host);
      await exit(t, host);
      expect(countersOf(await readHost(t, host)), 'counters').toEqual(countersOf(host));
    },
  }),
  defineCase({
    id: 'EXIT-009',
    promise: 'Exiting answers one object: the task, and the host by its id.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'WithTask_Host_: an object, not a list.',
    needs: hostWithRunningVm,
    async run(t, { host }) {
      await enter(t, host);
      const { task_id, data } = await startExit(t, host, {});
      expect(data.id, 'data.id').toBe(host.id);
      await t.settle(task_id);
    },
  }),
  defineCase({
    id: 'EXIT-010',
    promise: 'A host that has left can enter again.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: PROSE,
    needs: hostWithRunningVm,
    async run(t, { host }) {
      for (let round = 0; round < 2; round += 1) {
        await enter(t, host);
        await exit(t, host);
      }
      expectNormal(await readHost(t, host));
    },
  }),
  defineCase({
    id: 'EXIT-011',
    promise: 'Once a host has left, another one of the cluster can enter.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: 'The manual: one host of a cluster at a time.',
    needs: neighbours,
    async run(t, { host, second }) {
      await enter(t, host);
      await exit(t, host);
      await enter(t, second);
      expectState(await readHost(t, second), 'MAINTENANCE_MODE');
    },
  }),
  defineCase({
    id: 'EXIT-012',
    promise: 'Exiting is in the audit log of its user.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'The web UI knows the action of the audit log.',
    needs: hostWithRunningVm,
    async run(t, { host }) {
      await enter(t, host);
      await exit(t, host);
      const entries = ok(
        await t.api.POST('/get-user-audit-logs', { body: { where: { resource_id: host.id } } }),
      );
      expect(entries.map(({ action }) => action).join(' '), 'actions').toEqual(
        expect.stringMatching(/EXIT_MAINT/),
      );
    },
  }),
];

function stateOf({ host_state }: Host): string {
  return host_state?.state ?? 'IN_USE';
}

function countersOf({ vm_num, running_vm_num, stopped_vm_num, allocatable_memory_bytes }: Host) {
  return { vm_num, running_vm_num, stopped_vm_num, allocatable_memory_bytes };
}

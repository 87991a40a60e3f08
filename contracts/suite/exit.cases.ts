/**
 * Leaving maintenance: the exit check, and the law that everything is as it was.
 * @module
 */
import { type Case, defineCase, inTier } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import { ok } from '../kit/session/client.ts';
import { enter, exit, exitCheck, exitLists, startExit, succeeded } from '../kit/session/maintenance.ts';
import type { Host } from '../kit/session/wire.ts';
import { hostWithRunningVm, hostWithStandby, mixedHost, neighbours } from './needs.ts';
import { expectNormal, expectState, placementOf, readHost, readVm, readVms } from './reads.ts';

const PROSE = "The vendor's page on maintenance mode.";
const UI = "The texts of the vendor's web UI.";

const facts = inTier('lifecycle');

export const exitCases: readonly Case[] = [
  defineCase(
    facts(
      'EXIT-001',
      'After entering and a full exit every VM is where it was, in the power state it had.',
      'documented',
      `${PROSE} The lists of the exit check are what the exit takes.`,
    ),
    mixedHost,
    async (t, { host }) => {
      const before = placementOf(await readVms(t));
      await enter(t, host);
      await exit(t, host);
      expect(placementOf(await readVms(t)), 'VMs').toEqual(before);
    },
  ),
  defineCase(
    facts(
      'EXIT-002',
      'After an exit the host is in normal use.',
      'specified',
      'MaintenanceModeEnum; host_state is nullable.',
    ),
    hostWithRunningVm,
    async (t, { host }) => {
      await enter(t, host);
      await exit(t, host);
      const after = await readHost(t, host);
      expectNormal(after);
      expect(after.entityAsyncStatus, 'entityAsyncStatus').toBeNull();
    },
  ),
  defineCase(
    facts(
      'EXIT-003',
      'The host leaves first: while VMs are still being handled it is in use already.',
      'documented',
      `${UI} The host has already left while VMs are being handled.`,
    ),
    mixedHost,
    async (t, { host, fixed }) => {
      await enter(t, host);
      const { task_id } = await startExit(t, host, exitLists(await exitCheck(t, host)));
      const seen: string[] = [];
      await t.watch(task_id, async () => {
        const vm = await readVm(t, fixed);
        if (vm.status === 'RUNNING' || vm.entityAsyncStatus !== null)
          seen.push(stateOf(await readHost(t, host)));
      });
      expect(seen[0], 'host_state when the first VM was handled').toBe('IN_USE');
    },
  ),
  defineCase(
    facts(
      'EXIT-004',
      'Lists that are left out do nothing to those VMs: the host leaves, and they stay as they are.',
      'assumed',
      'The lists are optional; the web UI offers tick-boxes.',
    ),
    mixedHost,
    async (t, { host }) => {
      await enter(t, host);
      const entered = placementOf(await readVms(t));
      succeeded(await t.settle((await startExit(t, host)).task_id));
      expect(placementOf(await readVms(t)), 'VMs').toEqual(entered);
      expectNormal(await readHost(t, host));
    },
  ),
  defineCase(
    facts(
      'EXIT-005',
      'A VM named in poweron_vms runs again, and the ones that are not named are left.',
      'documented',
      PROSE,
    ),
    mixedHost,
    async (t, { host, fixed, movable }) => {
      await enter(t, host);
      const moved = await readVm(t, movable);
      const { poweron_vms } = exitLists(await exitCheck(t, host));
      succeeded(await t.settle((await startExit(t, host, { poweron_vms })).task_id));
      expect((await readVm(t, fixed)).status, 'status of the VM that was shut down').toBe('RUNNING');
      expect((await readVm(t, movable)).host?.id, 'host of the VM that was moved').toBe(moved.host?.id);
    },
  ),
  defineCase(
    facts(
      'EXIT-006',
      'A VM named in live_migrate_back_vms comes back running; the ones that are not named stay off.',
      'documented',
      PROSE,
    ),
    mixedHost,
    async (t, { host, fixed, movable }) => {
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
  ),
  defineCase(
    facts('EXIT-007', 'A VM named in offline_migrate_back_vms comes back, still off.', 'documented', PROSE),
    hostWithStandby,
    async (t, { host, standby }) => {
      await enter(t, host);
      const { offline_migrate_back_vms } = exitLists(await exitCheck(t, host));
      succeeded(await t.settle((await startExit(t, host, { offline_migrate_back_vms })).task_id));
      const vm = await readVm(t, standby);
      expect({ status: vm.status, host: vm.host?.id }, 'the VM').toEqual({
        status: 'STOPPED',
        host: host.id,
      });
    },
  ),
  defineCase(
    facts(
      'EXIT-008',
      'The counters and the memory of the host are as before.',
      'assumed',
      'They follow from the VMs.',
    ),
    mixedHost,
    async (t, { host }) => {
      await enter(t, host);
      await exit(t, host);
      expect(countersOf(await readHost(t, host)), 'counters').toEqual(countersOf(host));
    },
  ),
  defineCase(
    facts(
      'EXIT-009',
      'Exiting answers one object: the task, and the host by its id.',
      'specified',
      'WithTask_Host_: an object, not a list.',
    ),
    hostWithRunningVm,
    async (t, { host }) => {
      await enter(t, host);
      const { task_id, data } = await startExit(t, host, {});
      expect(data.id, 'data.id').toBe(host.id);
      await t.settle(task_id);
    },
  ),
  defineCase(
    facts('EXIT-010', 'A host that has left can enter again.', 'documented', PROSE),
    hostWithRunningVm,
    async (t, { host }) => {
      for (let round = 0; round < 2; round += 1) {
        await enter(t, host);
        await exit(t, host);
      }
      expectNormal(await readHost(t, host));
    },
  ),
  defineCase(
    facts(
      'EXIT-011',
      'Once a host has left, another one of the cluster can enter.',
      'documented',
      'The manual: one host of a cluster at a time.',
    ),
    neighbours,
    async (t, { host, second }) => {
      await enter(t, host);
      await exit(t, host);
      await enter(t, second);
      expectState(await readHost(t, second), 'MAINTENANCE_MODE');
    },
  ),
  defineCase(
    facts(
      'EXIT-012',
      'Exiting is in the audit log of its user.',
      'assumed',
      'The web UI knows the action of the audit log.',
    ),
    hostWithRunningVm,
    async (t, { host }) => {
      await enter(t, host);
      await exit(t, host);
      const entries = ok(
        await t.api.POST('/get-user-audit-logs', { body: { where: { resource_id: host.id } } }),
      );
      expect(entries.map(({ action }) => action).join(' '), 'actions').toEqual(
        expect.stringMatching(/EXIT_MAINT/),
      );
    },
  ),
];

function stateOf({ host_state }: Host): string {
  return host_state?.state ?? 'IN_USE';
}

function countersOf({ vm_num, running_vm_num, stopped_vm_num, allocatable_memory_bytes }: Host) {
  return { vm_num, running_vm_num, stopped_vm_num, allocatable_memory_bytes };
}

/**
 * Leaving maintenance: the exit check, and the law that everything is as it was.
 * @module
 */
import { type Case, type CaseFacts, defineCase } from '../harness/case.ts';
import { ok } from '../harness/client.ts';
import { expect } from '../harness/expect.ts';
import type { Tools } from '../harness/tools.ts';
import type { Host, Vm } from '../harness/wire.ts';
import { placementOf } from './facts.ts';
import { emptyHost, hostWithRunningVm, hostWithStandby, mixedHost, neighbours } from './needs.ts';
import {
  backLists,
  type ExitCheck,
  enter,
  exit,
  exitCheck,
  expectNormal,
  expectState,
  readHost,
  readVm,
  readVms,
  startExit,
  succeeded,
} from './steps.ts';

const PROSE = "The vendor's page on maintenance mode.";
const UI = "The texts of the vendor's web UI.";

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
      const { task_id } = await startExit(t, host, backLists(await exitCheck(t, host)));
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
      const { poweron_vms } = backLists(await exitCheck(t, host));
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
      const { live_migrate_back_vms } = backLists(await exitCheck(t, host));
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
      const { offline_migrate_back_vms } = backLists(await exitCheck(t, host));
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
      expect(entries.map(({ action }) => action).join(' '), 'actions').toMatch(/EXIT_MAINT/);
    },
  ),
];

export const exitCheckCases: readonly Case[] = [
  defineCase(
    facts(
      'EXIT-CHECK-001',
      'The exit check lists exactly the VMs that entering moved or shut down, each in the list of what was done to it.',
      'documented',
      `${PROSE} shutDownVms to poweron_vms, and so on.`,
    ),
    mixedHost,
    async (t, { host, vms }) => {
      await enter(t, host);
      const after = await readVms(t);
      expect(sorted(backLists(await exitCheck(t, host))), 'the three lists').toEqual(
        sorted(listsOf(host, vms, after)),
      );
    },
  ),
  defineCase(
    facts(
      'EXIT-CHECK-002',
      'Each VM is described: name, UUID, HA, power state, and what was done.',
      'documented',
      `${PROSE} The published sample item.`,
    ),
    mixedHost,
    async (t, { host, fixed }) => {
      await enter(t, host);
      const { shutDownVms } = await exitCheck(t, host);
      const item = shutDownVms.find(({ vm_uuid }) => vm_uuid === fixed.local_id);
      expect(item, `the item of ${fixed.name}`).toMatchObject({ vm_name: fixed.name, vm_ha: fixed.ha });
    },
  ),
  defineCase(
    facts(
      'EXIT-CHECK-003',
      'Right after entering, verify of no VM has changed.',
      'documented',
      `${PROSE} The published sample: {changed: false, reason: ""}.`,
    ),
    mixedHost,
    async (t, { host }) => {
      await enter(t, host);
      for (const { vm_name, verify } of itemsOf(await exitCheck(t, host))) {
        expect(verify, `verify of ${vm_name}`).toEqual({ changed: false, reason: '' });
      }
    },
  ),
  defineCase(
    facts(
      'EXIT-CHECK-004',
      'verify tells that a VM that was shut down runs again.',
      'documented',
      `${UI} Power on only VMs that are off.`,
    ),
    neighbours,
    async (t, { host, movable, secondVm }) => {
      await enter(t, host);
      const moved = await readVm(t, movable);
      await settleAll(t, ok(await t.api.POST('/poweroff-vm', { body: { where: { id: moved.id } } })));
      const item = itemOf(await exitCheck(t, host), movable);
      expect(item?.verify?.changed, `verify.changed of ${movable.name}, which was powered off`).toBe(true);
      expect(itemOf(await exitCheck(t, host), secondVm), 'a VM that entering did not touch').toBeUndefined();
    },
  ),
  defineCase(
    facts(
      'EXIT-CHECK-005',
      'verify tells, with a reason, that a VM was put into the recycle bin.',
      'documented',
      UI,
    ),
    neighbours,
    async (t, { host, fixed }) => {
      await enter(t, host);
      await settleAll(t, ok(await t.api.POST('/move-vm-to-recycle', { body: { where: { id: fixed.id } } })));
      const verify = itemOf(await exitCheck(t, host), fixed)?.verify;
      expect(verify?.changed, 'verify.changed').toBe(true);
      expect(verify?.reason, 'verify.reason').toMatch(/\S/);
    },
  ),
  defineCase(
    facts('EXIT-CHECK-006', 'verify tells, with a reason, that a VM was deleted.', 'documented', UI),
    neighbours,
    async (t, { host, fixed }) => {
      await enter(t, host);
      await settleAll(t, ok(await t.api.POST('/delete-vm', { body: { where: { id: fixed.id } } })));
      const verify = itemOf(await exitCheck(t, host), fixed)?.verify;
      expect(verify?.changed, 'verify.changed').toBe(true);
      expect(verify?.reason, 'verify.reason').toMatch(/\S/);
    },
  ),
  defineCase(
    facts(
      'EXIT-CHECK-007',
      'A host that was empty has three empty lists, none of them null.',
      'specified',
      'The three lists are required and not nullable.',
    ),
    emptyHost,
    async (t, { host }) => {
      await enter(t, host);
      expect(await exitCheck(t, host), 'the exit check').toEqual({
        offlineMigrateVms: [],
        liveMigrateVms: [],
        shutDownVms: [],
      });
    },
  ),
  defineCase(
    facts(
      'EXIT-CHECK-008',
      'target_host_name of a moved VM is the host it is on.',
      'assumed',
      `${PROSE} In the published sample it differs from VM to VM.`,
    ),
    hostWithRunningVm,
    async (t, { host, vm }) => {
      await enter(t, host);
      const item = itemOf(await exitCheck(t, host), vm);
      expect(item?.target_host_name, 'target_host_name').toBe((await readVm(t, vm)).host?.name);
    },
  ),
  defineCase(
    facts(
      'EXIT-CHECK-009',
      'The exit check changes nothing.',
      'specified',
      'It is a result: there is no call that starts it.',
    ),
    mixedHost,
    async (t, { host }) => {
      await enter(t, host);
      const before = placementOf(await readVms(t));
      await exitCheck(t, host);
      expect(placementOf(await readVms(t)), 'VMs').toEqual(before);
      expectState(await readHost(t, host), 'MAINTENANCE_MODE');
    },
  ),
  defineCase(
    facts(
      'EXIT-CHECK-010',
      'The exit check of a host that is not in maintenance names no VM.',
      'assumed',
      'The web UI knows EC_MAINTENANCE_MODE_JOB_NOT_EXIST.',
    ),
    mixedHost,
    async (t, { host }) => {
      const { data } = await t.api.POST('/exit-maintance-mode-precheck-result', {
        body: { where: { id: host.id } },
      });
      expect(data === undefined ? [] : itemsOf(data), 'VMs').toEqual([]);
    },
  ),
];

type Lists = ReturnType<typeof backLists>;

/** What the lists must be, from where each VM was and is. */
function listsOf({ id }: Host, before: readonly Vm[], after: readonly Vm[]): Lists {
  const now = new Map(after.map((vm) => [vm.id, vm]));
  const uuids = (fit: (was: Vm, is: Vm) => boolean) =>
    before.filter((was) => fit(was, now.get(was.id) ?? was)).map(({ local_id }) => local_id);
  return {
    poweron_vms: uuids((was, is) => was.status === 'RUNNING' && is.status === 'STOPPED'),
    live_migrate_back_vms: uuids((_was, is) => is.status === 'RUNNING' && is.host?.id !== id),
    offline_migrate_back_vms: uuids((was, is) => was.status === 'STOPPED' && is.host?.id !== id),
  };
}

function stateOf({ host_state }: Host): string {
  return host_state?.state ?? 'IN_USE';
}

function sorted(lists: Lists): Record<string, string[]> {
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.toSorted()]));
}

function itemsOf({ shutDownVms, liveMigrateVms, offlineMigrateVms }: ExitCheck) {
  return [...shutDownVms, ...liveMigrateVms, ...offlineMigrateVms];
}

function itemOf(check: ExitCheck, { local_id }: Vm) {
  return itemsOf(check).find(({ vm_uuid }) => vm_uuid === local_id);
}

function countersOf({ vm_num, running_vm_num, stopped_vm_num, allocatable_memory_bytes }: Host) {
  return { vm_num, running_vm_num, stopped_vm_num, allocatable_memory_bytes };
}

async function settleAll(t: Tools, tasks: readonly { readonly task_id?: string | null }[]): Promise<void> {
  for (const { task_id } of tasks) succeeded(await t.settle(task_id));
}

function facts(id: string, promise: string, evidence: CaseFacts['evidence'], source: string): CaseFacts {
  return { id, promise, tier: 'lifecycle', evidence, source };
}

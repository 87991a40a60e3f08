/**
 * The exit check: what entering did to each VM, and whether the VM has changed since.
 * @module
 */
import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { Tools } from '../kit/case/tools.ts';
import { ok } from '../kit/session/client.ts';
import {
  type ExitCheck,
  enter,
  exitCheck,
  exitCheckRequest,
  exitLists,
  succeeded,
} from '../kit/session/maintenance.ts';
import type { Host, Vm } from '../kit/session/wire.ts';
import { emptyHost, hostWithRunningVm, mixedHost, neighbours } from './needs.ts';
import { expectState, placementOf, readHost, readVm, readVms } from './reads.ts';

const PROSE = "The vendor's page on maintenance mode.";
const UI = "The texts of the vendor's web UI.";

export const exitCheckCases: readonly Case[] = [
  defineCase({
    id: 'EXIT-CHECK-001',
    promise:
      'The exit check lists exactly the VMs that entering moved or shut down, each in the list of what was done to it.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: `${PROSE} shutDownVms to poweron_vms, and so on.`,
    rests: { 'vm-lists.id-kind': ['local-id'], 'exit-check.shut-down-vms': ['were-shut-down'] },
    needs: mixedHost,
    async run(t, { host, vms }) {
      await enter(t, host);
      const after = await readVms(t);
      expect(sorted(exitLists(await exitCheck(t, host))), 'the three lists').toEqual(
        sorted(listsOf(host, vms, after)),
      );
    },
  }),
  defineCase({
    id: 'EXIT-CHECK-002',
    promise: 'Each VM is described: name, UUID, HA, power state, and what was done.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: `${PROSE} The published sample item.`,
    rests: { 'vm-lists.id-kind': ['local-id'], 'exit-check.shut-down-vms': ['were-shut-down'] },
    needs: mixedHost,
    async run(t, { host, fixed }) {
      await enter(t, host);
      const { shutDownVms } = await exitCheck(t, host);
      const item = shutDownVms.find(({ vm_uuid }) => vm_uuid === fixed.local_id);
      expect(item, `the item of ${fixed.name}`).toMatchObject({ vm_name: fixed.name, vm_ha: fixed.ha });
    },
  }),
  defineCase({
    id: 'EXIT-CHECK-003',
    promise: 'Right after entering, verify of no VM has changed.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: `${PROSE} The published sample: {changed: false, reason: ""}.`,
    needs: mixedHost,
    async run(t, { host }) {
      await enter(t, host);
      for (const { vm_name, verify } of itemsOf(await exitCheck(t, host))) {
        expect(verify, `verify of ${vm_name}`).toEqual({ changed: false, reason: '' });
      }
    },
  }),
  defineCase({
    id: 'EXIT-CHECK-004',
    promise: 'verify tells that a VM that was shut down runs again.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: `${UI} Power on only VMs that are off.`,
    rests: { 'vm-lists.id-kind': ['local-id'] },
    needs: neighbours,
    async run(t, { host, movable, secondVm }) {
      await enter(t, host);
      const moved = await readVm(t, movable);
      await settleAll(t, ok(await t.api.POST('/poweroff-vm', { body: { where: { id: moved.id } } })));
      const item = itemOf(await exitCheck(t, host), movable);
      expect(item?.verify?.changed, `verify.changed of ${movable.name}, which was powered off`).toBe(true);
      expect(itemOf(await exitCheck(t, host), secondVm), 'a VM that entering did not touch').toBeUndefined();
    },
  }),
  defineCase({
    id: 'EXIT-CHECK-005',
    promise: 'verify tells, with a reason, that a VM was put into the recycle bin.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: UI,
    rests: { 'vm-lists.id-kind': ['local-id'], 'exit-check.shut-down-vms': ['were-shut-down'] },
    needs: neighbours,
    async run(t, { host, fixed }) {
      await enter(t, host);
      await settleAll(t, ok(await t.api.POST('/move-vm-to-recycle', { body: { where: { id: fixed.id } } })));
      const verify = itemOf(await exitCheck(t, host), fixed)?.verify;
      expect(verify?.changed, 'verify.changed').toBe(true);
      expect(verify?.reason, 'verify.reason').toEqual(expect.stringMatching(/\S/));
    },
  }),
  defineCase({
    id: 'EXIT-CHECK-006',
    promise: 'verify tells, with a reason, that a VM was deleted.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: UI,
    rests: { 'vm-lists.id-kind': ['local-id'], 'exit-check.shut-down-vms': ['were-shut-down'] },
    needs: neighbours,
    async run(t, { host, fixed }) {
      await enter(t, host);
      await settleAll(t, ok(await t.api.POST('/delete-vm', { body: { where: { id: fixed.id } } })));
      const verify = itemOf(await exitCheck(t, host), fixed)?.verify;
      expect(verify?.changed, 'verify.changed').toBe(true);
      expect(verify?.reason, 'verify.reason').toEqual(expect.stringMatching(/\S/));
    },
  }),
  defineCase({
    id: 'EXIT-CHECK-007',
    promise: 'A host that was empty has three empty lists, none of them null.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'The three lists are required and not nullable.',
    needs: emptyHost,
    async run(t, { host }) {
      await enter(t, host);
      expect(await exitCheck(t, host), 'the exit check').toEqual({
        offlineMigrateVms: [],
        liveMigrateVms: [],
        shutDownVms: [],
      });
    },
  }),
  defineCase({
    id: 'EXIT-CHECK-008',
    promise: 'target_host_name of a moved VM is the host it is on.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: `${PROSE} In the published sample it differs from VM to VM.`,
    rests: { 'vm-lists.id-kind': ['local-id'] },
    needs: hostWithRunningVm,
    async run(t, { host, vm }) {
      await enter(t, host);
      const item = itemOf(await exitCheck(t, host), vm);
      expect(item?.target_host_name, 'target_host_name').toBe((await readVm(t, vm)).host?.name);
    },
  }),
  defineCase({
    id: 'EXIT-CHECK-009',
    promise: 'The exit check changes nothing.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'It is a result: there is no call that starts it.',
    needs: mixedHost,
    async run(t, { host }) {
      await enter(t, host);
      const before = placementOf(await readVms(t));
      await exitCheck(t, host);
      expect(placementOf(await readVms(t)), 'VMs').toEqual(before);
      expectState(await readHost(t, host), 'MAINTENANCE_MODE');
    },
  }),
  defineCase({
    id: 'EXIT-CHECK-010',
    promise: 'The exit check of a host that is not in maintenance names no VM.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'The web UI knows EC_MAINTENANCE_MODE_JOB_NOT_EXIST.',
    needs: mixedHost,
    async run(t, { host }) {
      const { data } = await t.api.POST(...exitCheckRequest({ id: host.id }));
      expect(data === undefined ? [] : itemsOf(data), 'VMs').toEqual([]);
    },
  }),
];

type Lists = ReturnType<typeof exitLists>;

/** Returns what the lists must be, from where each VM was before entering and is after it. */
function listsOf({ id }: Host, before: readonly Vm[], after: readonly Vm[]): Lists {
  const afterById = new Map(after.map((vm) => [vm.id, vm]));
  const uuids = (fits: (vm: Vm, then: Vm) => boolean) =>
    before.filter((vm) => fits(vm, afterById.get(vm.id) ?? vm)).map(({ local_id }) => local_id);
  return {
    poweron_vms: uuids((vm, then) => vm.status === 'RUNNING' && then.status === 'STOPPED'),
    live_migrate_back_vms: uuids((_vm, then) => then.status === 'RUNNING' && then.host?.id !== id),
    offline_migrate_back_vms: uuids((vm, then) => vm.status === 'STOPPED' && then.host?.id !== id),
  };
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

async function settleAll(t: Tools, tasks: readonly { readonly task_id?: string | null }[]): Promise<void> {
  for (const { task_id } of tasks) succeeded(await t.settle(task_id));
}

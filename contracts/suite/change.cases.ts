/**
 * What others do to VMs while a host enters or leaves, and what becomes of these VMs.
 * @module
 */
import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import { ok } from '../kit/session/client.ts';
import {
  enter,
  exitCheck,
  exitLists,
  startEnterAfterPrecheck,
  startExit,
  succeeded,
  uuidsOf,
} from '../kit/session/maintenance.ts';
import { isNormal } from '../kit/session/traits.ts';
import { byName, neighbours, vmsApart } from './needs.ts';
import { readHost, readVm } from './reads.ts';

const MANUAL = "The product's operation guide.";

export const changeCases: readonly Case[] = [
  defineCase({
    id: 'CHANGE-001',
    promise: 'A VM with HA that is powered off while its host empties is moved off all the same.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: `${MANUAL} VMs with HA that are off are migrated cold.`,
    rests: { 'vm-lists.id-kind': ['local-id'] },
    needs: neighbours,
    async run(t, { host, vms }) {
      const last = byName(vms, 'web-02');
      const { task_id } = await startEnterAfterPrecheck(t, host);
      await t.settle(ok(await t.api.POST('/poweroff-vm', { body: { where: { id: last.id } } }))[0]?.task_id);
      succeeded(await t.settle(task_id));
      const after = await readVm(t, last);
      expect(after.status, 'status of the VM').toBe('STOPPED');
      expect(after.host?.id, 'host of the VM').not.toBe(host.id);
      const { offlineMigrateVms } = await exitCheck(t, host);
      expect(uuidsOf(offlineMigrateVms), 'offlineMigrateVms').toContain(last.local_id);
    },
  }),
  defineCase({
    id: 'CHANGE-002',
    promise: 'A VM is not brought back to a host where a Must rule forbids it meanwhile.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: `${MANUAL} A Must rule holds on the target; the policy at exit is that of entering.`,
    rests: { 'placement.must-rules': ['followed'], 'vm-lists.id-kind': ['local-id'] },
    needs: vmsApart,
    async run(t, { host, vm, other }) {
      await enter(t, host);
      const { live_migrate_back_vms } = exitLists(await exitCheck(t, host));
      // The VM comes last, so that the other one is there first.
      const list = live_migrate_back_vms.toSorted((a, b) => +(a === vm.local_id) - +(b === vm.local_id));
      const { task_id } = await startExit(t, host, { live_migrate_back_vms: list });
      const body = { where: { id: other.id }, data: { host_id: host.id } };
      let moved: string | null | undefined;
      await t.watch(task_id, async () => {
        if (moved !== undefined || !isNormal(await readHost(t, host))) return;
        moved = ok(await t.api.POST('/migrate-vm', { body }))[0]?.task_id ?? null;
      });
      await t.settle(moved);
      const [one, two] = [await readVm(t, vm), await readVm(t, other)];
      expect(one.host?.id, 'host of the VM').not.toBe(two.host?.id);
    },
  }),
];

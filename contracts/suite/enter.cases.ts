/**
 * Entering maintenance: what happens to the host and to each VM.
 * @module
 */
import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import { ok } from '../kit/session/client.ts';
import { enter, startEnter, startEnterAfterPrecheck, succeeded } from '../kit/session/maintenance.ts';
import type { Host } from '../kit/session/wire.ts';
import {
  anyHost,
  emptyHost,
  hostWithBin,
  hostWithPlainOff,
  hostWithRunningVm,
  hostWithStandby,
  mixedHost,
} from './needs.ts';
import { expectState, placementOf, readHost, readVm, readVms } from './reads.ts';

const MANUAL = "The product's operation guide.";
const UI = "The texts of the vendor's web UI.";

export const enterCases: readonly Case[] = [
  defineCase({
    id: 'ENTER-001',
    promise: 'Entering ends with the host in MAINTENANCE_MODE and the task SUCCESSED.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'MaintenanceModeEnum; Task.status.',
    needs: mixedHost,
    async run(t, { host }) {
      succeeded(await enter(t, host));
      expectState(await readHost(t, host), 'MAINTENANCE_MODE');
    },
  }),
  defineCase({
    id: 'ENTER-002',
    promise: 'While it enters, the host is ENTERING_MAINTENANCE_MODE.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'MaintenanceModeEnum.',
    needs: mixedHost,
    async run(t, { host }) {
      const { task_id } = await startEnterAfterPrecheck(t, host);
      expectState(await readHost(t, host), 'ENTERING_MAINTENANCE_MODE');
      await t.settle(task_id);
    },
  }),
  defineCase({
    id: 'ENTER-003',
    promise: 'In maintenance, host_state says since when and by which job.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'The three members of host_state are required and not null.',
    needs: hostWithRunningVm,
    async run(t, { host }) {
      await enter(t, host);
      const { host_state } = await readHost(t, host);
      expect(host_state?.enter_maintenance_time, 'enter_maintenance_time').toEqual(
        expect.stringMatching(/\S/),
      );
      expect(host_state?.maintenance_job_id, 'maintenance_job_id').toEqual(expect.stringMatching(/\S/));
    },
  }),
  defineCase({
    id: 'ENTER-004',
    promise: 'Maintenance shows in host_state only: state stays IN_USE and status CONNECTED_HEALTHY.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'state is usage, by its enum; a known consumer tests status and host_state apart.',
    needs: hostWithRunningVm,
    async run(t, { host }) {
      await enter(t, host);
      const { state, status } = await readHost(t, host);
      expect({ state, status }, 'state and status').toEqual({ state: host.state, status: host.status });
    },
  }),
  defineCase({
    id: 'ENTER-005',
    promise: 'A running VM that can be moved runs on another host of the cluster afterwards.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: UI,
    needs: mixedHost,
    async run(t, { host, movable }) {
      await enter(t, host);
      const vm = await readVm(t, movable);
      expect(vm.status, 'status').toBe('RUNNING');
      expect(vm.host?.id, 'host').not.toBe(host.id);
      const [target] = ok(await t.api.POST('/get-hosts', { body: { where: { id: vm.host?.id ?? '' } } }));
      expect(target?.cluster.id, 'cluster of the new host').toBe(host.cluster.id);
    },
  }),
  defineCase({
    id: 'ENTER-006',
    promise: 'A moved VM names its new host in host and node_ip alike.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: "node_ip is the management_ip of the VM's host.",
    needs: mixedHost,
    async run(t, { host, movable }) {
      await enter(t, host);
      const vm = await readVm(t, movable);
      expect(vm.node_ip, 'node_ip').toBe(vm.host?.management_ip);
    },
  }),
  defineCase({
    id: 'ENTER-007',
    promise: 'A VM that cannot be moved is shut down and stays on its host.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: UI,
    needs: mixedHost,
    async run(t, { host, fixed }) {
      await enter(t, host);
      const vm = await readVm(t, fixed);
      expect({ status: vm.status, host: vm.host?.id }, 'the VM').toEqual({
        status: 'STOPPED',
        host: host.id,
      });
    },
  }),
  defineCase({
    id: 'ENTER-008',
    promise: 'A VM that was shut down says when.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'last_shutdown_time: last stop.',
    needs: mixedHost,
    async run(t, { host, fixed }) {
      await enter(t, host);
      const { last_shutdown_time } = await readVm(t, fixed);
      expect(last_shutdown_time, 'last_shutdown_time').toEqual(expect.stringMatching(/^\d{4}-\d\d-\d\dT/));
      expect(last_shutdown_time, 'last_shutdown_time').not.toBe(fixed.last_shutdown_time);
    },
  }),
  defineCase({
    id: 'ENTER-009',
    promise: 'A VM with HA that is off moves to another host, still off.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: MANUAL,
    needs: hostWithStandby,
    async run(t, { host, standby }) {
      await enter(t, host);
      const vm = await readVm(t, standby);
      expect(vm.status, 'status').toBe('STOPPED');
      expect(vm.host?.id, 'host').not.toBe(host.id);
    },
  }),
  defineCase({
    id: 'ENTER-010',
    promise: 'A VM without HA that is off stays where it is.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'The manual moves those with HA only.',
    rests: { 'evacuation.off-vm-without-ha': ['stays'] },
    needs: hostWithPlainOff,
    async run(t, { host, off }) {
      await enter(t, host);
      const vm = await readVm(t, off);
      expect({ status: vm.status, host: vm.host?.id }, 'the VM').toEqual({
        status: 'STOPPED',
        host: host.id,
      });
    },
  }),
  defineCase({
    id: 'ENTER-011',
    promise: 'A VM with HA in the recycle bin moves too, and stays in the bin.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: "One of the two VMs of the vendor's published exit check is named in-recycle-bin-...",
    needs: hostWithBin,
    async run(t, { host, binned }) {
      await enter(t, host);
      const vm = await readVm(t, binned);
      expect(vm.in_recycle_bin, 'in_recycle_bin').toBe(true);
      expect(vm.host?.id, 'host').not.toBe(host.id);
    },
  }),
  defineCase({
    id: 'ENTER-012',
    promise: 'No VM runs on a host in maintenance.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: MANUAL,
    needs: mixedHost,
    async run(t, { host }) {
      await enter(t, host);
      const running = (await readVms(t)).filter((vm) => vm.host?.id === host.id && vm.status === 'RUNNING');
      expect(
        running.map(({ name }) => name),
        'VMs running on the host',
      ).toEqual([]);
    },
  }),
  defineCase({
    id: 'ENTER-013',
    promise: 'No VM is lost or doubled: all are there afterwards, each on one host.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'Vm.host is a relation to one.',
    needs: mixedHost,
    async run(t, { host, vms }) {
      const before = (await readVms(t)).map(({ id }) => id).toSorted();
      await enter(t, host);
      expect((await readVms(t)).map(({ id }) => id).toSorted(), 'ids of the VMs').toEqual(before);
      const hosts = ok(await t.api.POST('/get-hosts', { body: {} }));
      for (const { id, name } of vms) {
        const on = hosts.filter((one) => (one.vms ?? []).some((vm) => vm.id === id));
        expect(on.length, `hosts that say they have ${name}`).toBe(1);
      }
    },
  }),
  defineCase({
    id: 'ENTER-014',
    promise: 'A host and its VMs agree on who is where.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'Host.vms and Vm.host are the two ends of one relation.',
    needs: mixedHost,
    async run(t, { host }) {
      await enter(t, host);
      const vms = await readVms(t);
      for (const one of ok(await t.api.POST('/get-hosts', { body: {} }))) {
        const there = vms.filter((vm) => vm.host?.id === one.id).map(({ id }) => id);
        expect((one.vms ?? []).map(({ id }) => id).toSorted(), `VMs of ${one.name}`).toEqual(
          there.toSorted(),
        );
      }
    },
  }),
  defineCase({
    id: 'ENTER-015',
    promise: 'The counters of hosts move with the VMs.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'running_vm_num, stopped_vm_num and vm_num count the VMs of a host.',
    needs: mixedHost,
    async run(t, { host }) {
      await enter(t, host);
      const vms = await readVms(t);
      for (const one of ok(await t.api.POST('/get-hosts', { body: {} }))) {
        expect(countersOf(one), `counters of ${one.name}`).toEqual(countedOn(one, vms));
      }
    },
  }),
  defineCase({
    id: 'ENTER-016',
    promise:
      'Memory moves with the VMs: what they take is free on the host they left, and taken on the one they went to.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'The web UI: total less system less powered-on VMs.',
    needs: hostWithRunningVm,
    async run(t, { host, vm }) {
      await enter(t, host);
      const after = await readHost(t, host);
      expect(after.allocatable_memory_bytes, 'allocatable memory of the host').toBeGreaterThan(
        host.allocatable_memory_bytes,
      );
      const moved = await readVm(t, vm);
      const target = await readHost(t, { id: moved.host?.id ?? '' });
      const free = target.total_memory_bytes - target.os_memory_bytes - target.running_pause_vm_memory_bytes;
      expect(target.allocatable_memory_bytes, 'allocatable memory of the target').toBe(free);
    },
  }),
  defineCase({
    id: 'ENTER-017',
    promise: 'VMs of other hosts are not touched.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: UI,
    needs: mixedHost,
    async run(t, { host }) {
      const others = (await readVms(t)).filter((vm) => vm.host?.id !== host.id);
      await enter(t, host);
      const after = (await readVms(t)).filter(({ id }) => others.some((vm) => vm.id === id));
      expect(placementOf(after), 'VMs of other hosts').toEqual(placementOf(others));
    },
  }),
  defineCase({
    id: 'ENTER-018',
    promise: 'Other hosts stay in normal use.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: MANUAL,
    needs: mixedHost,
    async run(t, { host }) {
      await enter(t, host);
      const others = ok(await t.api.POST('/get-hosts', { body: { where: { id_not: host.id } } }));
      for (const one of others)
        expect(one.host_state?.state ?? 'IN_USE', `state of ${one.name}`).toBe('IN_USE');
    },
  }),
  defineCase({
    id: 'ENTER-019',
    promise: 'Entering answers one object: the task, and the host by its id.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'WithTask_Host_: an object, not a list.',
    needs: hostWithRunningVm,
    async run(t, { host }) {
      const { task_id, data } = await startEnterAfterPrecheck(t, host);
      expect(data.id, 'data.id').toBe(host.id);
      await t.settle(task_id);
    },
  }),
  defineCase({
    id: 'ENTER-020',
    promise: 'data may be empty: no precheck is needed, and no list.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'Every member of data is optional; a known consumer sends data: {}.',
    needs: emptyHost,
    async run(t, { host }) {
      const { task_id } = await startEnter(t, host, {});
      succeeded(await t.settle(task_id));
      expectState(await readHost(t, host), 'MAINTENANCE_MODE');
    },
  }),
  defineCase({
    id: 'ENTER-021',
    promise: 'The host is busy while it enters, and free again afterwards.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'entityAsyncStatus is not null while an operation works on the object.',
    needs: hostWithRunningVm,
    async run(t, { host }) {
      const { task_id } = await startEnterAfterPrecheck(t, host);
      expect((await readHost(t, host)).entityAsyncStatus, 'while it enters').toBe('UPDATING');
      await t.settle(task_id);
      expect((await readHost(t, host)).entityAsyncStatus, 'afterwards').toBeNull();
    },
  }),
  defineCase({
    id: 'ENTER-022',
    promise: 'Entering is in the audit log of its user.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'The web UI knows the action of the audit log.',
    needs: hostWithRunningVm,
    async run(t, { host }) {
      await enter(t, host);
      const entries = ok(
        await t.api.POST('/get-user-audit-logs', { body: { where: { resource_id: host.id } } }),
      );
      expect(entries.map(({ action }) => action).join(' '), 'actions').toEqual(
        expect.stringMatching(/ENTER_MAINT/),
      );
    },
  }),
  defineCase({
    id: 'ENTER-023',
    promise: 'The enter task is about the host.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'resource_id is the cuid of the object.',
    needs: anyHost,
    async run(t, { host }) {
      const task = await enter(t, host);
      expect(task.resource_id, 'resource_id').toBe(host.id);
    },
  }),
  defineCase({
    id: 'ENTER-024',
    promise: 'A host in maintenance is still found by every read, connected and with its VMs.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: UI,
    needs: mixedHost,
    async run(t, { host, fixed }) {
      await enter(t, host);
      const found = ok(await t.api.POST('/get-hosts', { body: { where: { vms_some: { id: fixed.id } } } }));
      expect(
        found.map(({ id }) => id),
        'hosts with the VM that stayed',
      ).toEqual([host.id]);
    },
  }),
];

interface Counters {
  readonly vm_num: number | null | undefined;
  readonly running_vm_num: number | null | undefined;
  readonly stopped_vm_num: number | null | undefined;
}

function countersOf({ vm_num, running_vm_num, stopped_vm_num }: Host): Counters {
  return { vm_num, running_vm_num, stopped_vm_num };
}

function countedOn({ id }: Host, vms: Awaited<ReturnType<typeof readVms>>): Counters {
  const there = vms.filter((vm) => vm.host?.id === id);
  const count = (status: string) => there.filter((vm) => vm.status === status).length;
  return { vm_num: there.length, running_vm_num: count('RUNNING'), stopped_vm_num: count('STOPPED') };
}

/**
 * Entering maintenance: what becomes of the host and of each VM.
 * @module
 */
import { type Case, defineCase, inTier } from '../kit/case/case.ts';
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

const facts = inTier('lifecycle');

export const enterCases: readonly Case[] = [
  defineCase(
    facts(
      'ENTER-001',
      'Entering ends with the host in MAINTENANCE_MODE and the task SUCCESSED.',
      'specified',
      'MaintenanceModeEnum; Task.status.',
    ),
    mixedHost,
    async (t, { host }) => {
      succeeded(await enter(t, host));
      expectState(await readHost(t, host), 'MAINTENANCE_MODE');
    },
  ),
  defineCase(
    facts(
      'ENTER-002',
      'While it enters, the host is ENTERING_MAINTENANCE_MODE.',
      'specified',
      'MaintenanceModeEnum.',
    ),
    mixedHost,
    async (t, { host }) => {
      const { task_id } = await startEnterAfterPrecheck(t, host);
      expectState(await readHost(t, host), 'ENTERING_MAINTENANCE_MODE');
      await t.settle(task_id);
    },
  ),
  defineCase(
    facts(
      'ENTER-003',
      'In maintenance, host_state says since when and by which job.',
      'specified',
      'The three members of host_state are required and not null.',
    ),
    hostWithRunningVm,
    async (t, { host }) => {
      await enter(t, host);
      const { host_state } = await readHost(t, host);
      expect(host_state?.enter_maintenance_time, 'enter_maintenance_time').toEqual(
        expect.stringMatching(/\S/),
      );
      expect(host_state?.maintenance_job_id, 'maintenance_job_id').toEqual(expect.stringMatching(/\S/));
    },
  ),
  defineCase(
    facts(
      'ENTER-004',
      'Maintenance shows in host_state only: state stays IN_USE and status CONNECTED_HEALTHY.',
      'assumed',
      'state is usage, by its enum; a known consumer tests status and host_state apart.',
    ),
    hostWithRunningVm,
    async (t, { host }) => {
      await enter(t, host);
      const { state, status } = await readHost(t, host);
      expect({ state, status }, 'state and status').toEqual({ state: host.state, status: host.status });
    },
  ),
  defineCase(
    facts(
      'ENTER-005',
      'A running VM that can be moved runs on another host of the cluster afterwards.',
      'documented',
      UI,
    ),
    mixedHost,
    async (t, { host, movable }) => {
      await enter(t, host);
      const vm = await readVm(t, movable);
      expect(vm.status, 'status').toBe('RUNNING');
      expect(vm.host?.id, 'host').not.toBe(host.id);
      const [target] = ok(await t.api.POST('/get-hosts', { body: { where: { id: vm.host?.id ?? '' } } }));
      expect(target?.cluster.id, 'cluster of the new host').toBe(host.cluster.id);
    },
  ),
  defineCase(
    facts(
      'ENTER-006',
      'A moved VM names its new host in host and node_ip alike.',
      'specified',
      "node_ip is the management_ip of the VM's host.",
    ),
    mixedHost,
    async (t, { host, movable }) => {
      await enter(t, host);
      const vm = await readVm(t, movable);
      expect(vm.node_ip, 'node_ip').toBe(vm.host?.management_ip);
    },
  ),
  defineCase(
    facts('ENTER-007', 'A VM that cannot be moved is shut down and stays on its host.', 'documented', UI),
    mixedHost,
    async (t, { host, fixed }) => {
      await enter(t, host);
      const vm = await readVm(t, fixed);
      expect({ status: vm.status, host: vm.host?.id }, 'the VM').toEqual({
        status: 'STOPPED',
        host: host.id,
      });
    },
  ),
  defineCase(
    facts('ENTER-008', 'A VM that was shut down says when.', 'assumed', 'last_shutdown_time: last stop.'),
    mixedHost,
    async (t, { host, fixed }) => {
      await enter(t, host);
      const { last_shutdown_time } = await readVm(t, fixed);
      expect(last_shutdown_time, 'last_shutdown_time').toEqual(expect.stringMatching(/^\d{4}-\d\d-\d\dT/));
      expect(last_shutdown_time, 'last_shutdown_time').not.toBe(fixed.last_shutdown_time);
    },
  ),
  defineCase(
    facts('ENTER-009', 'A VM with HA that is off moves to another host, still off.', 'documented', MANUAL),
    hostWithStandby,
    async (t, { host, standby }) => {
      await enter(t, host);
      const vm = await readVm(t, standby);
      expect(vm.status, 'status').toBe('STOPPED');
      expect(vm.host?.id, 'host').not.toBe(host.id);
    },
  ),
  defineCase(
    facts(
      'ENTER-010',
      'A VM without HA that is off stays where it is.',
      'assumed',
      'The manual moves those with HA only.',
    ),
    hostWithPlainOff,
    async (t, { host, off }) => {
      await enter(t, host);
      const vm = await readVm(t, off);
      expect({ status: vm.status, host: vm.host?.id }, 'the VM').toEqual({
        status: 'STOPPED',
        host: host.id,
      });
    },
  ),
  defineCase(
    facts(
      'ENTER-011',
      'A VM with HA in the recycle bin moves too, and stays in the bin.',
      'documented',
      "One of the two VMs of the vendor's published exit check is named in-recycle-bin-...",
    ),
    hostWithBin,
    async (t, { host, binned }) => {
      await enter(t, host);
      const vm = await readVm(t, binned);
      expect(vm.in_recycle_bin, 'in_recycle_bin').toBe(true);
      expect(vm.host?.id, 'host').not.toBe(host.id);
    },
  ),
  defineCase(
    facts('ENTER-012', 'No VM runs on a host in maintenance.', 'documented', MANUAL),
    mixedHost,
    async (t, { host }) => {
      await enter(t, host);
      const running = (await readVms(t)).filter((vm) => vm.host?.id === host.id && vm.status === 'RUNNING');
      expect(
        running.map(({ name }) => name),
        'VMs running on the host',
      ).toEqual([]);
    },
  ),
  defineCase(
    facts(
      'ENTER-013',
      'No VM is lost or doubled: all are there afterwards, each on one host.',
      'specified',
      'Vm.host is a relation to one.',
    ),
    mixedHost,
    async (t, { host, vms }) => {
      const before = (await readVms(t)).map(({ id }) => id).toSorted();
      await enter(t, host);
      expect((await readVms(t)).map(({ id }) => id).toSorted(), 'ids of the VMs').toEqual(before);
      const hosts = ok(await t.api.POST('/get-hosts', { body: {} }));
      for (const { id, name } of vms) {
        const on = hosts.filter((one) => (one.vms ?? []).some((vm) => vm.id === id));
        expect(on.length, `hosts that say they have ${name}`).toBe(1);
      }
    },
  ),
  defineCase(
    facts(
      'ENTER-014',
      'A host and its VMs agree on who is where.',
      'specified',
      'Host.vms and Vm.host are the two ends of one relation.',
    ),
    mixedHost,
    async (t, { host }) => {
      await enter(t, host);
      const vms = await readVms(t);
      for (const one of ok(await t.api.POST('/get-hosts', { body: {} }))) {
        const there = vms.filter((vm) => vm.host?.id === one.id).map(({ id }) => id);
        expect((one.vms ?? []).map(({ id }) => id).toSorted(), `VMs of ${one.name}`).toEqual(
          there.toSorted(),
        );
      }
    },
  ),
  defineCase(
    facts(
      'ENTER-015',
      'The counters of hosts move with the VMs.',
      'assumed',
      'running_vm_num, stopped_vm_num and vm_num count the VMs of a host.',
    ),
    mixedHost,
    async (t, { host }) => {
      await enter(t, host);
      const vms = await readVms(t);
      for (const one of ok(await t.api.POST('/get-hosts', { body: {} }))) {
        expect(countersOf(one), `counters of ${one.name}`).toEqual(countedOn(one, vms));
      }
    },
  ),
  defineCase(
    facts(
      'ENTER-016',
      'Memory moves with the VMs: what they take is free on the host they left, and taken on the one they went to.',
      'assumed',
      'The web UI: total less system less powered-on VMs.',
    ),
    hostWithRunningVm,
    async (t, { host, vm }) => {
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
  ),
  defineCase(
    facts('ENTER-017', 'VMs of other hosts are not touched.', 'documented', UI),
    mixedHost,
    async (t, { host }) => {
      const others = (await readVms(t)).filter((vm) => vm.host?.id !== host.id);
      await enter(t, host);
      const after = (await readVms(t)).filter(({ id }) => others.some((vm) => vm.id === id));
      expect(placementOf(after), 'VMs of other hosts').toEqual(placementOf(others));
    },
  ),
  defineCase(
    facts('ENTER-018', 'Other hosts stay in normal use.', 'documented', MANUAL),
    mixedHost,
    async (t, { host }) => {
      await enter(t, host);
      const others = ok(await t.api.POST('/get-hosts', { body: { where: { id_not: host.id } } }));
      for (const one of others)
        expect(one.host_state?.state ?? 'IN_USE', `state of ${one.name}`).toBe('IN_USE');
    },
  ),
  defineCase(
    facts(
      'ENTER-019',
      'Entering answers one object: the task, and the host by its id.',
      'specified',
      'WithTask_Host_: an object, not a list.',
    ),
    hostWithRunningVm,
    async (t, { host }) => {
      const { task_id, data } = await startEnterAfterPrecheck(t, host);
      expect(data.id, 'data.id').toBe(host.id);
      await t.settle(task_id);
    },
  ),
  defineCase(
    facts(
      'ENTER-020',
      'data may be empty: no precheck is needed, and no list.',
      'specified',
      'Every member of data is optional; a known consumer sends data: {}.',
    ),
    emptyHost,
    async (t, { host }) => {
      const { task_id } = await startEnter(t, host, {});
      succeeded(await t.settle(task_id));
      expectState(await readHost(t, host), 'MAINTENANCE_MODE');
    },
  ),
  defineCase(
    facts(
      'ENTER-021',
      'The host is busy while it enters, and free again afterwards.',
      'assumed',
      'entityAsyncStatus is not null while an operation works on the object.',
    ),
    hostWithRunningVm,
    async (t, { host }) => {
      const { task_id } = await startEnterAfterPrecheck(t, host);
      expect((await readHost(t, host)).entityAsyncStatus, 'while it enters').toBe('UPDATING');
      await t.settle(task_id);
      expect((await readHost(t, host)).entityAsyncStatus, 'afterwards').toBeNull();
    },
  ),
  defineCase(
    facts(
      'ENTER-022',
      'Entering is in the audit log of its user.',
      'assumed',
      'The web UI knows the action of the audit log.',
    ),
    hostWithRunningVm,
    async (t, { host }) => {
      await enter(t, host);
      const entries = ok(
        await t.api.POST('/get-user-audit-logs', { body: { where: { resource_id: host.id } } }),
      );
      expect(entries.map(({ action }) => action).join(' '), 'actions').toEqual(
        expect.stringMatching(/ENTER_MAINT/),
      );
    },
  ),
  defineCase(
    facts(
      'ENTER-023',
      'The enter task is about the host.',
      'assumed',
      'resource_id is the cuid of the object.',
    ),
    anyHost,
    async (t, { host }) => {
      const task = await enter(t, host);
      expect(task.resource_id, 'resource_id').toBe(host.id);
    },
  ),
  defineCase(
    facts(
      'ENTER-024',
      'A host in maintenance is still found by every read, connected and with its VMs.',
      'documented',
      UI,
    ),
    mixedHost,
    async (t, { host, fixed }) => {
      await enter(t, host);
      const found = ok(await t.api.POST('/get-hosts', { body: { where: { vms_some: { id: fixed.id } } } }));
      expect(
        found.map(({ id }) => id),
        'hosts with the VM that stayed',
      ).toEqual([host.id]);
    },
  ),
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

/**
 * Operations on hosts other than maintenance.
 * @module
 */
import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import { ok } from '../kit/session/client.ts';
import { enter, exit, succeeded } from '../kit/session/maintenance.ts';
import { neighbours } from './needs.ts';
import { expectNormal, expectState, readHost, readVm } from './reads.ts';

const MANUAL = "The product's operation guide.";

export const hostCases: readonly Case[] = [
  defineCase({
    id: 'HOST-001',
    promise: 'A host is renamed by update-host, which answers a list with its task.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'UpdateHost: WithTask_Host_[].',
    needs: neighbours,
    async run(t, { host }) {
      const [one] = ok(
        await t.api.POST('/update-host', { body: { where: { id: host.id }, data: { name: 'renamed-01' } } }),
      );
      succeeded(await t.settle(one?.task_id));
      expect((await readHost(t, host)).name, 'name').toBe('renamed-01');
    },
  }),
  defineCase({
    id: 'HOST-002',
    promise: 'The new name shows wherever the host is named.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'NestedHost {id, management_ip, name}.',
    needs: neighbours,
    async run(t, { host, movable }) {
      const [one] = ok(
        await t.api.POST('/update-host', { body: { where: { id: host.id }, data: { name: 'renamed-01' } } }),
      );
      await t.settle(one?.task_id);
      expect((await readVm(t, movable)).host?.name, "the name of its VM's host").toBe('renamed-01');
    },
  }),
  defineCase({
    id: 'HOST-003',
    promise: 'A host in normal use is not powered off without force.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: `${MANUAL} It wants maintenance mode first.`,
    needs: neighbours,
    async run(t, { host, movable }) {
      const body = { where: { host_id: host.id }, data: { action: 'poweroff' as const, force: false } };
      const { data } = await t.api.POST('/operate-host-power', { body });
      if (data?.task_id) await t.settle(data.task_id);
      expect((await readVm(t, movable)).status, 'status of its VM').toBe('RUNNING');
      expect((await readHost(t, host)).status, 'status').toBe(host.status);
    },
  }),
  defineCase({
    id: 'HOST-004',
    promise: 'A host in maintenance is rebooted, and is in maintenance afterwards, connected.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: MANUAL,
    needs: neighbours,
    async run(t, { host }) {
      await enter(t, host);
      const body = { where: { host_id: host.id }, data: { action: 'reboot' as const, force: false } };
      const { task_id, data } = ok(await t.api.POST('/operate-host-power', { body }));
      expect(data.id, 'data.id').toBe(host.id);
      succeeded(await t.settle(task_id));
      const after = await readHost(t, host);
      expectState(after, 'MAINTENANCE_MODE');
      expect(after.status, 'status').toBe('CONNECTED_HEALTHY');
    },
  }),
  defineCase({
    id: 'HOST-005',
    promise: 'A host that was rebooted in maintenance can leave it, and gets its VMs back.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: MANUAL,
    needs: neighbours,
    async run(t, { host, movable }) {
      await enter(t, host);
      const body = { where: { host_id: host.id }, data: { action: 'reboot' as const, force: false } };
      await t.settle(ok(await t.api.POST('/operate-host-power', { body })).task_id);
      await exit(t, host);
      expectNormal(await readHost(t, host));
      expect((await readVm(t, movable)).host?.id, 'host of a VM that was moved').toBe(host.id);
    },
  }),
  defineCase({
    id: 'HOST-006',
    promise: 'A host that is powered off is not connected and healthy.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'Known consumers ask for CONNECTED_HEALTHY before they use a host.',
    needs: neighbours,
    async run(t, { host }) {
      await enter(t, host);
      const body = { where: { host_id: host.id }, data: { action: 'poweroff' as const, force: false } };
      succeeded(await t.settle(ok(await t.api.POST('/operate-host-power', { body })).task_id));
      expect((await readHost(t, host)).status, 'status').not.toBe('CONNECTED_HEALTHY');
    },
  }),
  defineCase({
    id: 'HOST-007',
    promise: 'One power task at a time in a cluster.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: MANUAL,
    needs: neighbours,
    async run(t, { host, second }) {
      await enter(t, host);
      const powerOff = ({ id }: { readonly id: string }) =>
        t.api.POST('/operate-host-power', {
          body: { where: { host_id: id }, data: { action: 'poweroff', force: true } },
        });
      const { task_id } = ok(await powerOff(host));
      const { data } = await powerOff(second);
      if (data?.task_id)
        expect((await t.settle(data.task_id)).status, 'status of the second task').toBe('FAILED');
      await t.settle(task_id);
      expect((await readHost(t, second)).status, 'status of the second host').toBe('CONNECTED_HEALTHY');
    },
  }),
  defineCase({
    id: 'HOST-008',
    promise: 'A cluster counts its hosts and VMs as its reads list them.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'Cluster.host_num and vm_num.',
    needs: neighbours,
    async run(t, { host }) {
      const [cluster] = ok(await t.api.POST('/get-clusters', { body: { where: { id: host.cluster.id } } }));
      const where = { cluster: { id: host.cluster.id } };
      const hosts = ok(await t.api.POST('/get-hosts-connection', { body: { where } })).aggregate.count;
      const vms = ok(await t.api.POST('/get-vms-connection', { body: { where } })).aggregate.count;
      expect([cluster?.host_num, cluster?.vm_num], 'host_num and vm_num').toEqual([hosts, vms]);
    },
  }),
  defineCase({
    id: 'HOST-009',
    promise: 'A reboot by force cuts off a VM without HA, which is off afterwards, on the same host.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: `${MANUAL} Only VMs with HA are restarted elsewhere.`,
    needs: neighbours,
    async run(t, { host, fixed }) {
      const body = { where: { host_id: host.id }, data: { action: 'reboot' as const, force: true } };
      succeeded(await t.settle(ok(await t.api.POST('/operate-host-power', { body })).task_id));
      const after = await readVm(t, fixed);
      expect(after.status, 'status of the VM').toBe('STOPPED');
      expect(after.host?.id, 'host of the VM').toBe(host.id);
    },
  }),
  defineCase({
    id: 'HOST-021',
    promise: 'Both names of a host are changed in one request.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'HostUpdationParams: name and scvm_name, both optional.',
    needs: neighbours,
    async run(t, { host }) {
      const body = { where: { id: host.id }, data: { name: 'renamed-01', scvm_name: 'scvm-01' } };
      const [answer] = ok(await t.api.POST('/update-host', { body }));
      succeeded(await t.settle(answer?.task_id));
      const { name, scvm_name } = await readHost(t, host);
      expect([name, scvm_name], 'name and scvm_name').toEqual(['renamed-01', 'scvm-01']);
    },
  }),
  defineCase({
    id: 'HOST-022',
    promise: 'A power operation on a host takes a reason.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'data.reason of operate-host-power.',
    needs: neighbours,
    async run(t, { host }) {
      await enter(t, host);
      const data = { action: 'reboot' as const, force: false, reason: 'new memory' };
      const body = { where: { host_id: host.id }, data };
      succeeded(await t.settle(ok(await t.api.POST('/operate-host-power', { body })).task_id));
      expect((await readHost(t, host)).status, 'status').toBe('CONNECTED_HEALTHY');
    },
  }),
];

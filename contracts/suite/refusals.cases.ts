/**
 * What enter and exit reject, and that nothing is half done, whether the request is rejected or its task fails.
 * @module
 */
import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { Tools } from '../kit/case/tools.ts';
import { type Answer, ok, refused } from '../kit/session/client.ts';
import {
  enter,
  enterRequest,
  exitRequest,
  type HostMutation,
  startEnter,
  startEnterAfterPrecheck,
  startExit,
  succeeded,
} from '../kit/session/maintenance.ts';
import type { Task } from '../kit/session/wire.ts';
import { hostWithRunningVm, mixedHost, neighbours, requireDisposable } from './needs.ts';
import { expectNormal, expectState, placementOf, readHost, readVm, readVms } from './reads.ts';

const UI = "The texts of the vendor's web UI.";
const MANUAL = "The product's operation guide.";

export const refusalCases: readonly Case[] = [
  defineCase({
    id: 'REFUSAL-001',
    promise: 'A host in maintenance does not enter again.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: 'The web UI: EC_MAINTENANCE_MODE_HOST_STATE_INVALID.',
    rests: { 'enter.already': ['refused', 'task-fails'] },
    needs: hostWithRunningVm,
    async run(t, { host }) {
      await enter(t, host);
      const before = await readHost(t, host);
      await expectFailure(t, await t.api.POST(...enterRequest(host)));
      expect((await readHost(t, host)).host_state, 'host_state').toEqual(before.host_state);
    },
  }),
  defineCase({
    id: 'REFUSAL-002',
    promise: 'A host that is entering does not enter a second time.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: 'The web UI: EC_MAINTENANCE_MODE_HOST_STATE_INVALID.',
    needs: hostWithRunningVm,
    async run(t, { host }) {
      const { task_id } = await startEnterAfterPrecheck(t, host);
      await expectFailure(t, await t.api.POST(...enterRequest(host)));
      succeeded(await t.settle(task_id));
      expectState(await readHost(t, host), 'MAINTENANCE_MODE');
    },
  }),
  defineCase({
    id: 'REFUSAL-003',
    promise: 'While a host of the cluster is in maintenance, no second one enters.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: 'The manual; the web UI: EC_MAINTENANCE_MODE_EXIST_HOST_IN_MT_MODE.',
    needs: neighbours,
    async run(t, { host, second, secondVm }) {
      await enter(t, host);
      await expectFailure(t, await t.api.POST(...enterRequest(second)));
      expectNormal(await readHost(t, second));
      expect((await readVm(t, secondVm)).host?.id, 'host of a VM of the second host').toBe(second.id);
    },
  }),
  defineCase({
    id: 'REFUSAL-004',
    promise: 'While a host of the cluster is entering, no second one enters.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: 'The web UI: another host entering or in maintenance.',
    rests: { 'enter.missing-vm': ['task-fails'] },
    needs: neighbours,
    async run(t, { host, second }) {
      const { task_id } = await startEnter(t, host, { shutdown_vms: [] });
      await expectFailure(t, await t.api.POST(...enterRequest(second)));
      await t.settle(task_id);
      expectNormal(await readHost(t, second));
    },
  }),
  defineCase({
    id: 'REFUSAL-005',
    promise: 'A host of another cluster enters while one is in maintenance.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: `${MANUAL} One host of a cluster.`,
    needs: neighbours,
    async run(t, { host, foreign }) {
      await enter(t, host);
      await enter(t, foreign);
      expectState(await readHost(t, foreign), 'MAINTENANCE_MODE');
      expectState(await readHost(t, host), 'MAINTENANCE_MODE');
    },
  }),
  defineCase({
    id: 'REFUSAL-006',
    promise: 'Two enters of one cluster at the same moment: at most one of the hosts enters.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: MANUAL,
    needs: neighbours,
    async run(t, { host, second }) {
      const answers = await Promise.all([host, second].map((one) => t.api.POST(...enterRequest(one))));
      for (const { data } of answers) if (data?.task_id) await t.settle(data.task_id);
      const states = [await readHost(t, host), await readHost(t, second)].map(
        ({ host_state }) => host_state?.state ?? 'IN_USE',
      );
      expect(
        states.filter((state) => state !== 'IN_USE').length,
        `hosts that are not IN_USE of ${states.join(', ')}`,
      ).toBeLessThan(2);
    },
  }),
  defineCase({
    id: 'REFUSAL-007',
    promise: 'A VM that must be shut down and is not named is not shut down: the host does not enter.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'The web UI wants the consent first.',
    rests: { 'enter.missing-vm': ['task-fails', 'refused'] },
    needs: mixedHost,
    async run(t, { host, fixed }) {
      await expectFailure(t, await t.api.POST(...enterRequest(host)));
      expect((await readVm(t, fixed)).status, 'status of the VM').toBe('RUNNING');
      expectNormal(await readHost(t, host));
    },
  }),
  defineCase({
    id: 'REFUSAL-008',
    promise: 'A failed enter leaves the host in normal use.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: UI,
    rests: { 'enter.missing-vm': ['task-fails', 'refused'] },
    needs: mixedHost,
    async run(t, { host }) {
      const { data } = await t.api.POST(...enterRequest(host));
      if (data?.task_id) await t.settle(data.task_id);
      const after = await readHost(t, host);
      expectNormal(after);
      expect(after.entityAsyncStatus, 'entityAsyncStatus').toBeNull();
    },
  }),
  defineCase({
    id: 'REFUSAL-009',
    promise: 'Entering with a VM of another host in the list shuts that VM not down.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'The list is about the VMs of the host.',
    needs: neighbours,
    async run(t, { host, fixed, secondVm }) {
      const data = { shutdown_vms: [fixed.local_id, secondVm.local_id] };
      const answer = await t.api.POST(...enterRequest(host, data));
      if (answer.data?.task_id) await t.settle(answer.data.task_id);
      expect((await readVm(t, secondVm)).status, 'status of the VM of the other host').toBe('RUNNING');
    },
  }),
  defineCase({
    id: 'REFUSAL-010',
    promise: 'A failed task says why: error_message and error_code are there.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'The official Go SDK panics on a failed task without error_message.',
    rests: { 'enter.missing-vm': ['task-fails', 'refused'] },
    needs: mixedHost,
    async run(t, { host }) {
      const task = await expectFailure(t, await t.api.POST(...enterRequest(host)));
      if (task === undefined) return;
      expect(task.error_message, 'error_message').toEqual(expect.stringMatching(/\S/));
      expect(task.finished_at, 'finished_at').toEqual(expect.stringMatching(/^\d{4}-/));
    },
  }),
  defineCase({
    id: 'REFUSAL-011',
    promise: 'A host that is not in maintenance does not exit: nothing moves.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: 'The web UI: EC_MAINTENANCE_MODE_HOST_STATE_INVALID.',
    needs: mixedHost,
    async run(t, { host }) {
      const before = placementOf(await readVms(t));
      const answer = await t.api.POST(...exitRequest(host));
      if (answer.data?.task_id) await t.settle(answer.data.task_id);
      expect(placementOf(await readVms(t)), 'VMs').toEqual(before);
      expectNormal(await readHost(t, host));
    },
  }),
  defineCase({
    id: 'REFUSAL-012',
    promise: 'A second exit while the first runs does nothing of its own.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: 'A known code: EC_MAINTENANCE_MODE_HOST_STATE_INVALID.',
    needs: hostWithRunningVm,
    async run(t, { host }) {
      await enter(t, host);
      const { task_id } = await startExit(t, host);
      const second = await t.api.POST(...exitRequest(host));
      succeeded(await t.settle(task_id));
      if (second.data?.task_id) await t.settle(second.data.task_id);
      expectNormal(await readHost(t, host));
    },
  }),
  defineCase({
    id: 'REFUSAL-013',
    promise: 'Entering a host that something blocks fails, and the host stays in use.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: UI,
    needs: {
      ...hostWithRunningVm,
      name: 'a world of its own with a host that a suspended VM keeps out of maintenance',
      find: async (inventory) => {
        requireDisposable(inventory);
        return hostWithRunningVm.find(inventory);
      },
      seed: {
        scenario: 1,
        clusters: [
          {
            name: 'case-cls',
            hosts: [
              { name: 'case-01', vms: [{ name: 'web-01' }, { name: 'asleep-01', status: 'SUSPENDED' }] },
              { name: 'case-02' },
            ],
          },
        ],
      },
    },
    async run(t, { host }) {
      await expectFailure(t, await t.api.POST(...enterRequest(host)));
      expectNormal(await readHost(t, host));
    },
  }),
  defineCase({
    id: 'REFUSAL-014',
    promise: 'A VM that is off does not start on a host in maintenance.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: MANUAL,
    needs: neighbours,
    async run(t, { host, fixed }) {
      await enter(t, host);
      const { data } = await t.api.POST('/start-vm', { body: { where: { id: fixed.id } } });
      for (const { task_id } of data ?? []) await t.settle(task_id);
      const vm = await readVm(t, fixed);
      expect(`${vm.status} on ${vm.host?.name}`, 'the VM').not.toBe(`RUNNING on ${host.name}`);
    },
  }),
  defineCase({
    id: 'REFUSAL-015',
    promise: 'No VM moves to a host in maintenance.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: `${MANUAL} The web UI marks it unusable as a target.`,
    needs: neighbours,
    async run(t, { host, secondVm }) {
      await enter(t, host);
      const body = { where: { id: secondVm.id }, data: { host_id: host.id } };
      const { data } = await t.api.POST('/migrate-vm', { body });
      for (const { task_id } of data ?? []) await t.settle(task_id);
      expect((await readVm(t, secondVm)).host?.id, 'host of the VM').not.toBe(host.id);
    },
  }),
  defineCase({
    id: 'REFUSAL-016',
    promise: 'Entering an unknown host is 404 or 400, with an error body.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'The operation declares 400 and 404.',
    needs: hostWithRunningVm,
    async run(t) {
      refused(await t.api.POST(...enterRequest({ id: 'nobody' })), 400, 404);
    },
  }),
  defineCase({
    id: 'REFUSAL-017',
    promise: 'A host that is off does not leave maintenance.',
    tier: 'lifecycle',
    evidence: 'documented',
    source: `${MANUAL} The exit check wants the services of the host running.`,
    needs: neighbours,
    async run(t, { host }) {
      await enter(t, host);
      const body = { where: { host_id: host.id }, data: { action: 'poweroff' as const, force: false } };
      succeeded(await t.settle(ok(await t.api.POST('/operate-host-power', { body })).task_id));
      await expectFailure(t, await t.api.POST(...exitRequest(host)));
      expectState(await readHost(t, host), 'MAINTENANCE_MODE');
    },
  }),
  defineCase({
    id: 'REFUSAL-018',
    promise: 'The error_message of a failed task names its error_code.',
    tier: 'lifecycle',
    evidence: 'assumed',
    source: "The vendor's Kubernetes provider recognises failures by codes in error_message alone.",
    rests: { 'enter.missing-vm': ['task-fails', 'refused'] },
    needs: mixedHost,
    async run(t, { host }) {
      const task = await expectFailure(t, await t.api.POST(...enterRequest(host)));
      if (task === undefined || task.error_code === null) return;
      expect(task.error_message, 'error_message').toContain(task.error_code);
    },
  }),
];

/**
 * Fails unless the request is rejected or its task fails: no document says which. Returns the task, if there is
 * one.
 */
async function expectFailure(t: Tools, answer: Answer<HostMutation>): Promise<Task | undefined> {
  if (answer.data === undefined) {
    refused(answer);
    return undefined;
  }
  const task = await t.settle(answer.data.task_id);
  expect(task.status, 'status of the task').toBe('FAILED');
  return task;
}

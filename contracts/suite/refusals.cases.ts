/**
 * What maintenance refuses, and that nothing is half done: whether the request is refused or its task fails,
 * the world is as it should be.
 * @module
 */
import { type Case, defineCase, inTier } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { Tools } from '../kit/case/tools.ts';
import { type Answer, refused } from '../kit/session/client.ts';
import {
  enter,
  type HostMutation,
  startEnter,
  startEnterAfterPrecheck,
  startExit,
  succeeded,
} from '../kit/session/maintenance.ts';
import type { Task } from '../kit/session/wire.ts';
import { disposable, hostWithRunningVm, mixedHost, neighbours } from './needs.ts';
import { expectNormal, expectState, placementOf, readHost, readVm, readVms } from './reads.ts';

const UI = "The texts of the vendor's web UI.";
const MANUAL = "The product's operation guide.";

const facts = inTier('lifecycle');

export const refusalCases: readonly Case[] = [
  defineCase(
    facts(
      'REFUSAL-001',
      'A host in maintenance does not enter again.',
      'documented',
      'The web UI: EC_MAINTENANCE_MODE_HOST_STATE_INVALID.',
    ),
    hostWithRunningVm,
    async (t, { host }) => {
      await enter(t, host);
      const before = await readHost(t, host);
      await fails(
        t,
        await t.api.POST('/enter-maintance-mode', { body: { where: { host_id: host.id }, data: {} } }),
      );
      expect((await readHost(t, host)).host_state, 'host_state').toEqual(before.host_state);
    },
  ),
  defineCase(
    facts(
      'REFUSAL-002',
      'A host that is entering does not enter a second time.',
      'documented',
      'The web UI: EC_MAINTENANCE_MODE_HOST_STATE_INVALID.',
    ),
    hostWithRunningVm,
    async (t, { host }) => {
      const { task_id } = await startEnterAfterPrecheck(t, host);
      await fails(
        t,
        await t.api.POST('/enter-maintance-mode', { body: { where: { host_id: host.id }, data: {} } }),
      );
      succeeded(await t.settle(task_id));
      expectState(await readHost(t, host), 'MAINTENANCE_MODE');
    },
  ),
  defineCase(
    facts(
      'REFUSAL-003',
      'While a host of the cluster is in maintenance, no second one enters.',
      'documented',
      'The manual; the web UI: EC_MAINTENANCE_MODE_EXIST_HOST_IN_MT_MODE.',
    ),
    neighbours,
    async (t, { host, second, secondVm }) => {
      await enter(t, host);
      await fails(
        t,
        await t.api.POST('/enter-maintance-mode', { body: { where: { host_id: second.id }, data: {} } }),
      );
      expectNormal(await readHost(t, second));
      expect((await readVm(t, secondVm)).host?.id, 'host of a VM of the second host').toBe(second.id);
    },
  ),
  defineCase(
    facts(
      'REFUSAL-004',
      'While a host of the cluster is entering, no second one enters.',
      'documented',
      'The web UI: another host entering or in maintenance.',
    ),
    neighbours,
    async (t, { host, second }) => {
      const { task_id } = await startEnter(t, host, { shutdown_vms: [] });
      await fails(
        t,
        await t.api.POST('/enter-maintance-mode', { body: { where: { host_id: second.id }, data: {} } }),
      );
      await t.settle(task_id);
      expectNormal(await readHost(t, second));
    },
  ),
  defineCase(
    facts(
      'REFUSAL-005',
      'A host of another cluster enters while one is in maintenance.',
      'documented',
      `${MANUAL} One host of a cluster.`,
    ),
    neighbours,
    async (t, { host, foreign }) => {
      await enter(t, host);
      await enter(t, foreign);
      expectState(await readHost(t, foreign), 'MAINTENANCE_MODE');
      expectState(await readHost(t, host), 'MAINTENANCE_MODE');
    },
  ),
  defineCase(
    facts(
      'REFUSAL-006',
      'Two enters of one cluster at the same moment: at most one of the hosts enters.',
      'documented',
      MANUAL,
    ),
    neighbours,
    async (t, { host, second }) => {
      const answers = await Promise.all(
        [host, second].map(({ id }) =>
          t.api.POST('/enter-maintance-mode', { body: { where: { host_id: id }, data: {} } }),
        ),
      );
      for (const { data } of answers) if (data?.task_id) await t.settle(data.task_id);
      const states = [await readHost(t, host), await readHost(t, second)].map(
        ({ host_state }) => host_state?.state ?? 'IN_USE',
      );
      expect(
        states.filter((state) => state !== 'IN_USE').length,
        `hosts that are not IN_USE of ${states.join(', ')}`,
      ).toBeLessThan(2);
    },
  ),
  defineCase(
    facts(
      'REFUSAL-007',
      'A VM that must be shut down and is not named is not shut down: the host does not enter.',
      'assumed',
      'The web UI wants the consent first.',
    ),
    mixedHost,
    async (t, { host, fixed }) => {
      await fails(
        t,
        await t.api.POST('/enter-maintance-mode', { body: { where: { host_id: host.id }, data: {} } }),
      );
      expect((await readVm(t, fixed)).status, 'status of the VM').toBe('RUNNING');
      expectNormal(await readHost(t, host));
    },
  ),
  defineCase(
    facts('REFUSAL-008', 'A failed enter leaves the host in normal use.', 'documented', UI),
    mixedHost,
    async (t, { host }) => {
      const { data } = await t.api.POST('/enter-maintance-mode', {
        body: { where: { host_id: host.id }, data: {} },
      });
      if (data?.task_id) await t.settle(data.task_id);
      const after = await readHost(t, host);
      expectNormal(after);
      expect(after.entityAsyncStatus, 'entityAsyncStatus').toBeNull();
    },
  ),
  defineCase(
    facts(
      'REFUSAL-009',
      'Entering with a VM of another host in the list shuts that VM not down.',
      'assumed',
      'The list is about the VMs of the host.',
    ),
    neighbours,
    async (t, { host, fixed, secondVm }) => {
      const data = { shutdown_vms: [fixed.local_id, secondVm.local_id] };
      const answer = await t.api.POST('/enter-maintance-mode', {
        body: { where: { host_id: host.id }, data },
      });
      if (answer.data?.task_id) await t.settle(answer.data.task_id);
      expect((await readVm(t, secondVm)).status, 'status of the VM of the other host').toBe('RUNNING');
    },
  ),
  defineCase(
    facts(
      'REFUSAL-010',
      'A failed task says why: error_message and error_code are there.',
      'specified',
      'The official Go SDK panics on a failed task without error_message.',
    ),
    mixedHost,
    async (t, { host }) => {
      const task = await fails(
        t,
        await t.api.POST('/enter-maintance-mode', { body: { where: { host_id: host.id }, data: {} } }),
      );
      if (task === undefined) return;
      expect(task.error_message, 'error_message').toEqual(expect.stringMatching(/\S/));
      expect(task.finished_at, 'finished_at').toEqual(expect.stringMatching(/^\d{4}-/));
    },
  ),
  defineCase(
    facts(
      'REFUSAL-011',
      'A host that is not in maintenance does not exit: nothing moves.',
      'documented',
      'The web UI: EC_MAINTENANCE_MODE_HOST_STATE_INVALID.',
    ),
    mixedHost,
    async (t, { host }) => {
      const before = placementOf(await readVms(t));
      const answer = await t.api.POST('/exit-maintance-mode', {
        body: { where: { host_id: host.id }, data: {} },
      });
      if (answer.data?.task_id) await t.settle(answer.data.task_id);
      expect(placementOf(await readVms(t)), 'VMs').toEqual(before);
      expectNormal(await readHost(t, host));
    },
  ),
  defineCase(
    facts(
      'REFUSAL-012',
      'A second exit while the first runs does nothing of its own.',
      'assumed',
      'A known code: EC_MAINTENANCE_MODE_HOST_STATE_INVALID.',
    ),
    hostWithRunningVm,
    async (t, { host }) => {
      await enter(t, host);
      const { task_id } = await startExit(t, host);
      const second = await t.api.POST('/exit-maintance-mode', {
        body: { where: { host_id: host.id }, data: {} },
      });
      succeeded(await t.settle(task_id));
      if (second.data?.task_id) await t.settle(second.data.task_id);
      expectNormal(await readHost(t, host));
    },
  ),
  defineCase(
    facts(
      'REFUSAL-013',
      'Entering a host that something blocks fails, and the host stays in use.',
      'documented',
      UI,
    ),
    {
      ...hostWithRunningVm,
      name: 'a world of its own with a host that a suspended VM keeps out of maintenance',
      find: async (inventory) => {
        disposable(inventory);
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
    async (t, { host }) => {
      await fails(
        t,
        await t.api.POST('/enter-maintance-mode', { body: { where: { host_id: host.id }, data: {} } }),
      );
      expectNormal(await readHost(t, host));
    },
  ),
  defineCase(
    facts('REFUSAL-014', 'A VM that is off does not start on a host in maintenance.', 'documented', MANUAL),
    neighbours,
    async (t, { host, fixed }) => {
      await enter(t, host);
      const { data } = await t.api.POST('/start-vm', { body: { where: { id: fixed.id } } });
      for (const { task_id } of data ?? []) await t.settle(task_id);
      const vm = await readVm(t, fixed);
      expect(`${vm.status} on ${vm.host?.name}`, 'the VM').not.toBe(`RUNNING on ${host.name}`);
    },
  ),
  defineCase(
    facts(
      'REFUSAL-015',
      'No VM moves to a host in maintenance.',
      'documented',
      `${MANUAL} The web UI marks it unusable as a target.`,
    ),
    neighbours,
    async (t, { host, secondVm }) => {
      await enter(t, host);
      const body = { where: { id: secondVm.id }, data: { host_id: host.id } };
      const { data } = await t.api.POST('/migrate-vm', { body });
      for (const { task_id } of data ?? []) await t.settle(task_id);
      expect((await readVm(t, secondVm)).host?.id, 'host of the VM').not.toBe(host.id);
    },
  ),
  defineCase(
    facts(
      'REFUSAL-016',
      'Entering an unknown host is 404 or 400, with an error body.',
      'specified',
      'The operation declares 400 and 404.',
    ),
    hostWithRunningVm,
    async (t) => {
      refused(
        await t.api.POST('/enter-maintance-mode', { body: { where: { host_id: 'nobody' }, data: {} } }),
        400,
        404,
      );
    },
  ),
];

/** Refused at once, or as a task that fails: which one nobody knows. Answers the task, if there was one. */
async function fails(t: Tools, answer: Answer<HostMutation>): Promise<Task | undefined> {
  if (answer.data === undefined) {
    refused(answer);
    return undefined;
  }
  const task = await t.settle(answer.data.task_id);
  expect(task.status, 'status of the task').toBe('FAILED');
  return task;
}

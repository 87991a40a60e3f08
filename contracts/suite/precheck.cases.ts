/**
 * The precheck: which VMs must be shut down, and whether the host may enter.
 * @module
 */
import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import { ok, refused } from '../kit/session/client.ts';
import {
  enter,
  precheck,
  precheckRequest,
  precheckResult,
  precheckResultRequest,
  startPrecheck,
  uuidsOf,
} from '../kit/session/maintenance.ts';
import { isEnded } from '../kit/session/settle.ts';
import { anyHost, emptyHost, hostWithRunningVm, mixedHost, neighbours } from './needs.ts';
import { placementOf, readHost, readVms } from './reads.ts';

const PROSE = "The vendor's page on maintenance mode.";

export const precheckCases: readonly Case[] = [
  defineCase({
    id: 'PRECHECK-001',
    promise: 'A precheck answers the id of a task that get-tasks finds.',
    tier: 'precheck',
    evidence: 'specified',
    source: 'EnterMaintenanceModeCheckResult {task_id}.',
    needs: anyHost,
    async run(t, { host }) {
      const task_id = await startPrecheck(t, host);
      const [task] = await t.watch(task_id);
      expect(task.id, 'id of the task').toBe(task_id);
      await t.settle(task_id);
    },
  }),
  defineCase({
    id: 'PRECHECK-002',
    promise: 'The result lists each VM that must be shut down as an object with its UUID, and no other.',
    tier: 'precheck',
    evidence: 'specified',
    source:
      'ShutdownVmID {vm_uuid}; with strings the official Go SDK fails, and the Python SDK loses the ids.',
    rests: { 'vm-lists.id-kind': ['local-id'] },
    needs: mixedHost,
    async run(t, { host, movable, fixed }) {
      const { shutdownVms } = await precheck(t, host);
      expect(uuidsOf(shutdownVms), 'VMs to shut down').toContain(fixed.local_id);
      expect(uuidsOf(shutdownVms), 'VMs to shut down').not.toContain(movable.local_id);
    },
  }),
  defineCase({
    id: 'PRECHECK-003',
    promise: 'The result names VMs of this host only.',
    tier: 'precheck',
    evidence: 'documented',
    source: PROSE,
    rests: { 'vm-lists.id-kind': ['local-id'] },
    needs: mixedHost,
    async run(t, { host, vms }) {
      const { shutdownVms } = await precheck(t, host);
      const elsewhere = uuidsOf(shutdownVms).filter((uuid) => !vms.some(({ local_id }) => local_id === uuid));
      expect(elsewhere, 'VMs of other hosts').toEqual([]);
    },
  }),
  defineCase({
    id: 'PRECHECK-004',
    promise: 'done is true once the check of a host that can enter has ended.',
    tier: 'precheck',
    evidence: 'documented',
    source: `${PROSE} true under both readings: the check has finished, and the host may enter.`,
    needs: hostWithRunningVm,
    async run(t, { host }) {
      const { task, done } = await precheck(t, host);
      expect(task.status, 'status of the task').toBe('SUCCESSED');
      expect(done, 'done').toBe(true);
    },
  }),
  defineCase({
    id: 'PRECHECK-005',
    promise: 'A precheck of a host without VMs ends with an empty list.',
    tier: 'precheck',
    evidence: 'specified',
    source: 'shutdownVms is required and not nullable: [], never null.',
    needs: emptyHost,
    async run(t, { host }) {
      const { shutdownVms, done } = await precheck(t, host);
      expect({ shutdownVms, done }, 'the result').toEqual({ shutdownVms: [], done: true });
    },
  }),
  defineCase({
    id: 'PRECHECK-006',
    promise: 'done is true only when the task of the check has ended.',
    tier: 'precheck',
    evidence: 'documented',
    source: `${PROSE} Clients poll until done.`,
    rests: { 'precheck-result.early': ['empty'] },
    needs: anyHost,
    async run(t, { host }) {
      const task_id = await startPrecheck(t, host);
      const { done } = await precheckResult(t, task_id);
      const tasks = ok(await t.api.POST('/get-tasks', { body: { where: { id: task_id } } }));
      expect(done && !tasks.every(isEnded), 'done while the task still runs').toBe(false);
      await t.settle(task_id);
    },
  }),
  defineCase({
    id: 'PRECHECK-007',
    promise: 'A precheck touches nothing: host and VMs are as before, during and after it.',
    tier: 'precheck',
    evidence: 'documented',
    source: PROSE,
    needs: mixedHost,
    async run(t, { host }) {
      const before = { vms: placementOf(await readVms(t)), state: (await readHost(t, host)).host_state };
      const task_id = await startPrecheck(t, host);
      expect(
        { vms: placementOf(await readVms(t)), state: (await readHost(t, host)).host_state },
        'during',
      ).toEqual(before);
      await t.settle(task_id);
      expect(
        { vms: placementOf(await readVms(t)), state: (await readHost(t, host)).host_state },
        'after',
      ).toEqual(before);
    },
  }),
  defineCase({
    id: 'PRECHECK-008',
    promise: 'A precheck finds its host by any filter, such as its name.',
    tier: 'precheck',
    evidence: 'specified',
    source: 'where is a HostWhereInput.',
    rests: { 'vm-lists.id-kind': ['local-id'] },
    needs: mixedHost,
    async run(t, { host, fixed }) {
      const where = { name: host.name, cluster: { id: host.cluster.id } };
      const { task_id } = ok(await t.api.POST(...precheckRequest(where)));
      await t.settle(task_id);
      expect(uuidsOf((await precheckResult(t, task_id)).shutdownVms), 'VMs to shut down').toContain(
        fixed.local_id,
      );
    },
  }),
  defineCase({
    id: 'PRECHECK-009',
    promise: 'A precheck whose filter matches no host is refused.',
    tier: 'precheck',
    evidence: 'assumed',
    source: 'The web UI knows LOAD_HOST_FAILED: no single host matches.',
    rests: { 'host-filter.none': ['404', '400'] },
    needs: anyHost,
    async run(t) {
      refused(await t.api.POST(...precheckRequest({ id: 'nobody' })));
    },
  }),
  defineCase({
    id: 'PRECHECK-010',
    promise: 'The result of the same check can be asked again and stays the same.',
    tier: 'precheck',
    evidence: 'assumed',
    source: 'Clients poll it.',
    needs: mixedHost,
    async run(t, { host }) {
      const { task, shutdownVms, done } = await precheck(t, host);
      expect(await precheckResult(t, task.id), 'the second answer').toEqual({ shutdownVms, done });
    },
  }),
  defineCase({
    id: 'PRECHECK-011',
    promise: 'The result for a task that does not exist tells no result.',
    tier: 'precheck',
    evidence: 'specified',
    source: 'The operation declares 404.',
    needs: anyHost,
    async run(t) {
      const { data } = await t.api.POST(...precheckResultRequest('nobody'));
      expect(data?.done ?? false, 'done').toBe(false);
    },
  }),
  defineCase({
    id: 'PRECHECK-012',
    promise: 'The check task is about the host.',
    tier: 'precheck',
    evidence: 'assumed',
    source: 'resource_id is the cuid of the object.',
    needs: anyHost,
    async run(t, { host }) {
      const { task } = await precheck(t, host);
      expect(task.resource_id, 'resource_id').toBe(host.id);
    },
  }),
  defineCase({
    id: 'PRECHECK-013',
    promise: 'A host that is entering is not prechecked as if it were not.',
    tier: 'precheck',
    evidence: 'documented',
    source: 'The web UI: the check fails if a host of the cluster is entering or in maintenance.',
    rests: { 'precheck-result.done': ['may-enter'], 'precheck-result.failed': ['found', 'empty'] },
    needs: neighbours,
    async run(t, { host, second }) {
      await enter(t, host);
      const { data, response } = await t.api.POST(...precheckRequest({ id: second.id }));
      if (response.status !== 200 || data === undefined) return;
      await t.settle(data.task_id);
      expect((await precheckResult(t, data.task_id)).done, 'done of the second host').toBe(false);
    },
  }),
  defineCase({
    id: 'PRECHECK-014',
    promise: 'A host of another cluster can be checked while one is in maintenance.',
    tier: 'precheck',
    evidence: 'documented',
    source: 'The manual: one host of a cluster.',
    needs: neighbours,
    async run(t, { host, foreign }) {
      await enter(t, host);
      expect((await precheck(t, foreign)).done, 'done').toBe(true);
    },
  }),
  defineCase({
    id: 'PRECHECK-015',
    promise: 'The precheck is spelt right (maintenance): the misspelt path is none.',
    tier: 'precheck',
    evidence: 'specified',
    source: 'All versions of the official documents, and all official SDKs.',
    needs: anyHost,
    async run(t, { host }) {
      const [, request] = precheckRequest({ id: host.id });
      const { status } = await t.send('/enter-maintance-mode-precheck', request);
      expect(status, 'status').toBeGreaterThanOrEqual(400);
    },
  }),
  defineCase({
    id: 'PRECHECK-016',
    promise: 'Its result is misspelt (maintance), as are the three others: spelt right it is no path.',
    tier: 'precheck',
    evidence: 'specified',
    source: 'All versions of the official documents, and all official SDKs.',
    needs: anyHost,
    async run(t, { host }) {
      const { task } = await precheck(t, host);
      const [, request] = precheckResultRequest(task.id);
      const { status } = await t.send('/enter-maintenance-mode-precheck-result', request);
      expect(status, 'status').toBeGreaterThanOrEqual(400);
    },
  }),
];

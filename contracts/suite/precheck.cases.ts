/**
 * The precheck: which VMs must be shut down, and may the host enter.
 * @module
 */
import { type Case, defineCase, inTier } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import { ok, refused } from '../kit/session/client.ts';
import { enter, precheck, precheckResult, startPrecheck, uuidsOf } from '../kit/session/maintenance.ts';
import { isEnded } from '../kit/session/settle.ts';
import { anyHost, emptyHost, hostWithRunningVm, mixedHost, neighbours } from './needs.ts';
import { placementOf, readHost, readVms } from './reads.ts';

const PROSE = "The vendor's page on maintenance mode.";

const facts = inTier('precheck');

export const precheckCases: readonly Case[] = [
  defineCase(
    facts(
      'PRECHECK-001',
      'A precheck answers the id of a task that get-tasks finds.',
      'specified',
      'EnterMaintenanceModeCheckResult {task_id}.',
    ),
    anyHost,
    async (t, { host }) => {
      const task_id = await startPrecheck(t, host);
      const [task] = await t.watch(task_id);
      expect(task.id, 'id of the task').toBe(task_id);
      await t.settle(task_id);
    },
  ),
  defineCase(
    facts(
      'PRECHECK-002',
      'The result lists each VM that must be shut down as an object with its UUID, and no other.',
      'specified',
      'ShutdownVmID {vm_uuid}; with strings the official Go SDK fails, and the Python SDK loses the ids.',
    ),
    mixedHost,
    async (t, { host, movable, fixed }) => {
      const { shutdownVms } = await precheck(t, host);
      expect(uuidsOf(shutdownVms), 'VMs to shut down').toContain(fixed.local_id);
      expect(uuidsOf(shutdownVms), 'VMs to shut down').not.toContain(movable.local_id);
    },
  ),
  defineCase(
    facts('PRECHECK-003', 'The result names VMs of this host only.', 'documented', PROSE),
    mixedHost,
    async (t, { host, vms }) => {
      const { shutdownVms } = await precheck(t, host);
      const elsewhere = uuidsOf(shutdownVms).filter((uuid) => !vms.some(({ local_id }) => local_id === uuid));
      expect(elsewhere, 'VMs of other hosts').toEqual([]);
    },
  ),
  defineCase(
    facts(
      'PRECHECK-004',
      'done is true once the check of a host that can enter has ended.',
      'documented',
      `${PROSE} true under both readings: the check has finished, and the host may enter.`,
    ),
    hostWithRunningVm,
    async (t, { host }) => {
      const { task, done } = await precheck(t, host);
      expect(task.status, 'status of the task').toBe('SUCCESSED');
      expect(done, 'done').toBe(true);
    },
  ),
  defineCase(
    facts(
      'PRECHECK-005',
      'A precheck of a host without VMs ends with an empty list.',
      'specified',
      'shutdownVms is required and not nullable: [], never null.',
    ),
    emptyHost,
    async (t, { host }) => {
      const { shutdownVms, done } = await precheck(t, host);
      expect({ shutdownVms, done }, 'the result').toEqual({ shutdownVms: [], done: true });
    },
  ),
  defineCase(
    facts(
      'PRECHECK-006',
      'done is true only when the task of the check has ended.',
      'documented',
      `${PROSE} Clients poll until done.`,
    ),
    anyHost,
    async (t, { host }) => {
      const task_id = await startPrecheck(t, host);
      const { done } = await precheckResult(t, task_id);
      const tasks = ok(await t.api.POST('/get-tasks', { body: { where: { id: task_id } } }));
      expect(done && !tasks.every(isEnded), 'done while the task still runs').toBe(false);
      await t.settle(task_id);
    },
  ),
  defineCase(
    facts(
      'PRECHECK-007',
      'A precheck touches nothing: host and VMs are as before, during and after it.',
      'documented',
      PROSE,
    ),
    mixedHost,
    async (t, { host }) => {
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
  ),
  defineCase(
    facts(
      'PRECHECK-008',
      'A precheck finds its host by any filter, such as its name.',
      'specified',
      'where is a HostWhereInput.',
    ),
    mixedHost,
    async (t, { host, fixed }) => {
      const where = { name: host.name, cluster: { id: host.cluster.id } };
      const { task_id } = ok(await t.api.POST('/enter-maintenance-mode-precheck', { body: { where } }));
      await t.settle(task_id);
      expect(uuidsOf((await precheckResult(t, task_id)).shutdownVms), 'VMs to shut down').toContain(
        fixed.local_id,
      );
    },
  ),
  defineCase(
    facts(
      'PRECHECK-009',
      'A precheck whose filter matches no host is refused.',
      'assumed',
      'The web UI knows LOAD_HOST_FAILED: no single host matches.',
    ),
    anyHost,
    async (t) => {
      refused(await t.api.POST('/enter-maintenance-mode-precheck', { body: { where: { id: 'nobody' } } }));
    },
  ),
  defineCase(
    facts(
      'PRECHECK-010',
      'The result of the same check can be asked again and stays the same.',
      'assumed',
      'Clients poll it.',
    ),
    mixedHost,
    async (t, { host }) => {
      const { task, shutdownVms, done } = await precheck(t, host);
      expect(await precheckResult(t, task.id), 'the second answer').toEqual({ shutdownVms, done });
    },
  ),
  defineCase(
    facts(
      'PRECHECK-011',
      'The result for a task that does not exist tells no result.',
      'specified',
      'The operation declares 404.',
    ),
    anyHost,
    async (t) => {
      const { data } = await t.api.POST('/enter-maintance-mode-precheck-result', {
        body: { where: { task_id: 'nobody' } },
      });
      expect(data?.done ?? false, 'done').toBe(false);
    },
  ),
  defineCase(
    facts(
      'PRECHECK-012',
      'The check task is about the host.',
      'assumed',
      'resource_id is the cuid of the object.',
    ),
    anyHost,
    async (t, { host }) => {
      const { task } = await precheck(t, host);
      expect(task.resource_id, 'resource_id').toBe(host.id);
    },
  ),
  defineCase(
    facts(
      'PRECHECK-013',
      'A host that is entering is not prechecked as if it were not.',
      'documented',
      'The web UI: the check fails if a host of the cluster is entering or in maintenance.',
    ),
    neighbours,
    async (t, { host, second }) => {
      await enter(t, host);
      const { data, response } = await t.api.POST('/enter-maintenance-mode-precheck', {
        body: { where: { id: second.id } },
      });
      if (response.status !== 200 || data === undefined) return;
      await t.settle(data.task_id);
      expect((await precheckResult(t, data.task_id)).done, 'done of the second host').toBe(false);
    },
  ),
  defineCase(
    facts(
      'PRECHECK-014',
      'A host of another cluster can be checked while one is in maintenance.',
      'documented',
      'The manual: one host of a cluster.',
    ),
    neighbours,
    async (t, { host, foreign }) => {
      await enter(t, host);
      expect((await precheck(t, foreign)).done, 'done').toBe(true);
    },
  ),
  defineCase(
    facts(
      'PRECHECK-015',
      'The precheck is spelt right (maintenance): the misspelt path is none.',
      'specified',
      'All versions of the official documents, and all official SDKs.',
    ),
    anyHost,
    async (t, { host }) => {
      const { status } = await t.send('/enter-maintance-mode-precheck', { body: { where: { id: host.id } } });
      expect(status, 'status').toBeGreaterThanOrEqual(400);
    },
  ),
  defineCase(
    facts(
      'PRECHECK-016',
      'Its result is misspelt (maintance), as are the three others: spelt right it is no path.',
      'specified',
      'All versions of the official documents, and all official SDKs.',
    ),
    anyHost,
    async (t, { host }) => {
      const { task } = await precheck(t, host);
      const body = { where: { task_id: task.id } };
      const { status } = await t.send('/enter-maintenance-mode-precheck-result', { body });
      expect(status, 'status').toBeGreaterThanOrEqual(400);
    },
  ),
];

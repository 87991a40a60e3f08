/**
 * Tasks: how they live, and how clients find them.
 * @module
 */
import { type Case, defineCase, inTier } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import { ok } from '../kit/session/client.ts';
import { enter, precheck, startEnter, startPrecheck } from '../kit/session/maintenance.ts';
import type { Task } from '../kit/session/wire.ts';
import { anyHost, hostWithRunningVm, mixedHost } from './needs.ts';

const TASK_PAGE = "The vendor's page on tasks: PENDING, EXECUTING, then SUCCESSED or FAILED.";
const ORDER: readonly Task['status'][] = ['PENDING', 'EXECUTING', 'PAUSED', 'SUCCESSED', 'FAILED'];

const inPrecheck = inTier('precheck');
const inLifecycle = inTier('lifecycle');

export const taskCases: readonly Case[] = [
  defineCase(
    inPrecheck('TASK-001', 'A task ends, SUCCESSED or FAILED, and stays so.', 'documented', TASK_PAGE),
    anyHost,
    async (t, { host }) => {
      const { task } = await precheck(t, host);
      expect(['SUCCESSED', 'FAILED'], 'ends').toContain(task.status);
      expect(await t.settle(task.id), 'the task, read again').toEqual(task);
    },
  ),
  defineCase(
    inPrecheck(
      'TASK-002',
      'A task never goes back: from PENDING over EXECUTING to its end.',
      'documented',
      TASK_PAGE,
    ),
    anyHost,
    async (t, { host }) => {
      const seen = (await t.watch(await startPrecheck(t, host))).map(({ status }) => ORDER.indexOf(status));
      expect(seen, 'statuses in the order of a life').toEqual(seen.toSorted((a, b) => a - b));
    },
  ),
  defineCase(
    inLifecycle(
      'TASK-003',
      'progress is from 0 to 1, and never falls.',
      'observed',
      'In published traffic progress was 0 or 1.',
    ),
    mixedHost,
    async (t, { host }) => {
      const { task_id } = await startEnter(t, host, { shutdown_vms: [] });
      const seen = (await t.watch(task_id)).map(({ progress }) => progress);
      expect(Math.min(...seen), 'least progress').toBeGreaterThanOrEqual(0);
      expect(Math.max(...seen), 'most progress').toBeLessThanOrEqual(1);
      expect(seen, 'progress in the order it was seen').toEqual(seen.toSorted((a, b) => a - b));
    },
  ),
  defineCase(
    inPrecheck(
      'TASK-004',
      'A task that has ended says when, and one that has not does not.',
      'specified',
      'finished_at is nullable.',
    ),
    anyHost,
    async (t, { host }) => {
      for (const task of await t.watch(await startPrecheck(t, host))) {
        const isEnded = task.status === 'SUCCESSED' || task.status === 'FAILED';
        expect(task.finished_at !== null, `finished_at is there while it is ${task.status}`).toBe(isEnded);
      }
    },
  ),
  defineCase(
    inPrecheck(
      'TASK-005',
      'A task that succeeded has neither error_code nor error_message.',
      'specified',
      'Both are nullable: code or null, text or null.',
    ),
    anyHost,
    async (t, { host }) => {
      const { task } = await precheck(t, host);
      expect([task.error_code, task.error_message], 'error_code and error_message').toEqual([null, null]);
    },
  ),
  defineCase(
    inPrecheck(
      'TASK-006',
      'get-tasks with id_in finds exactly those tasks.',
      'specified',
      'wait_tasks of the official Python SDK: an extra finished task breaks it.',
    ),
    anyHost,
    async (t, { host }) => {
      const first = await precheck(t, host);
      const second = await precheck(t, host);
      const ids = [first.task.id, second.task.id].toSorted();
      await precheck(t, host);
      const found = ok(await t.api.POST('/get-tasks', { body: { where: { id_in: ids } } }));
      expect(found.map(({ id }) => id).toSorted(), 'ids').toEqual(ids);
    },
  ),
  defineCase(
    inPrecheck(
      'TASK-007',
      'args, steps and snapshot of a task are never null.',
      'specified',
      'Required in Task; official SDKs break on null.',
    ),
    anyHost,
    async (t, { host }) => {
      for (const { args, steps, snapshot } of await t.watch(await startPrecheck(t, host))) {
        expect([typeof args, Array.isArray(steps), typeof snapshot], 'args, steps and snapshot').toEqual([
          'object',
          true,
          'string',
        ]);
      }
    },
  ),
  defineCase(
    inPrecheck(
      'TASK-008',
      'A task names its cluster and who asked for it.',
      'assumed',
      'cluster and user are shown in published tasks.',
    ),
    anyHost,
    async (t, { host }) => {
      const { task } = await precheck(t, host);
      const me = ok(await t.api.POST('/get-my-info', {}));
      expect(task.cluster?.id, 'cluster').toBe(host.cluster.id);
      expect(task.user?.id, 'user').toBe(me.id);
    },
  ),
  defineCase(
    inLifecycle(
      'TASK-009',
      'The newest task of a host is found by resource_id, newest first.',
      'observed',
      "The vendor's Terraform provider finds tasks so.",
    ),
    hostWithRunningVm,
    async (t, { host }) => {
      const { id } = await enter(t, host);
      const body = { where: { resource_id: host.id }, orderBy: 'local_created_at_DESC', first: 1 } as const;
      const found = ok(await t.api.POST('/get-tasks', { body }));
      expect(
        found.map((task) => task.id),
        'ids',
      ).toEqual([id]);
    },
  ),
  defineCase(
    inPrecheck(
      'TASK-010',
      'Instants are ISO 8601 in UTC with milliseconds, and in the order they happened.',
      'observed',
      'In published traffic: 2026-01-18T08:42:44.000Z.',
    ),
    anyHost,
    async (t, { host }) => {
      const { task } = await precheck(t, host);
      const instants = [task.local_created_at, task.started_at, task.finished_at].map(String);
      for (const instant of instants)
        expect(instant, 'instant').toEqual(expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/));
      expect(instants, 'created, started, finished').toEqual(instants.toSorted());
    },
  ),
  defineCase(
    inPrecheck(
      'TASK-011',
      'Ids of tasks, hosts and VMs are cuids; local_id of hosts and VMs are lower-case UUIDs.',
      'observed',
      'Published traffic and samples.',
    ),
    mixedHost,
    async (t, { host, movable }) => {
      const { task } = await precheck(t, host);
      for (const id of [task.id, host.id, movable.id])
        expect(id, 'id').toEqual(expect.stringMatching(/^c[0-9a-z]{24}$/));
      for (const id of [host.local_id, movable.local_id])
        expect(id, 'local_id').toEqual(expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/));
    },
  ),
];

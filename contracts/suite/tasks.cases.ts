/**
 * Tasks: their life, and how clients find them.
 * @module
 */
import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import { ok } from '../kit/session/client.ts';
import { enter, precheck, startEnter, startPrecheck } from '../kit/session/maintenance.ts';
import type { Task } from '../kit/session/wire.ts';
import { anyHost, hostWithRunningVm, mixedHost } from './needs.ts';

const TASK_PAGE = "The vendor's page on tasks: PENDING, EXECUTING, then SUCCESSED or FAILED.";
const ORDER: readonly Task['status'][] = ['PENDING', 'EXECUTING', 'PAUSED', 'SUCCESSED', 'FAILED'];

export const taskCases: readonly Case[] = [
  defineCase({
    id: 'TASK-001',
    promise: 'A task ends, SUCCESSED or FAILED, and stays so.',
    tier: 'precheck',
    evidence: 'documented',
    source: TASK_PAGE,
    needs: anyHost,
    async run(t, { host }) {
      const { task } = await precheck(t, host);
      expect(['SUCCESSED', 'FAILED'], 'ends').toContain(task.status);
      expect(await t.settle(task.id), 'the task, read again').toEqual(task);
    },
  }),
  defineCase({
    id: 'TASK-002',
    promise: 'A task never goes back: from PENDING over EXECUTING to its end.',
    tier: 'precheck',
    evidence: 'documented',
    source: TASK_PAGE,
    needs: anyHost,
    async run(t, { host }) {
      const states = await t.watch(await startPrecheck(t, host));
      const order = states.map(({ status }) => ORDER.indexOf(status));
      expect(order, 'statuses in the order of a life').toEqual(order.toSorted((a, b) => a - b));
    },
  }),
  defineCase({
    id: 'TASK-003',
    promise: 'progress is from 0 to 1, and never falls.',
    tier: 'lifecycle',
    evidence: 'observed',
    source: 'In published traffic progress was 0 or 1.',
    rests: { 'enter.missing-vm': ['task-fails', 'shut-down'] },
    needs: mixedHost,
    async run(t, { host }) {
      const { task_id } = await startEnter(t, host, { shutdown_vms: [] });
      const progress = (await t.watch(task_id)).map((task) => task.progress);
      expect(Math.min(...progress), 'least progress').toBeGreaterThanOrEqual(0);
      expect(Math.max(...progress), 'most progress').toBeLessThanOrEqual(1);
      expect(progress, 'progress in the order it was seen').toEqual(progress.toSorted((a, b) => a - b));
    },
  }),
  defineCase({
    id: 'TASK-004',
    promise: 'A task that has ended says when, and one that has not does not.',
    tier: 'precheck',
    evidence: 'specified',
    source: 'finished_at is nullable.',
    needs: anyHost,
    async run(t, { host }) {
      for (const task of await t.watch(await startPrecheck(t, host))) {
        const isEnded = task.status === 'SUCCESSED' || task.status === 'FAILED';
        expect(task.finished_at !== null, `finished_at is there while it is ${task.status}`).toBe(isEnded);
      }
    },
  }),
  defineCase({
    id: 'TASK-005',
    promise: 'A task that succeeded has neither error_code nor error_message.',
    tier: 'precheck',
    evidence: 'specified',
    source: 'Both are nullable: code or null, text or null.',
    needs: anyHost,
    async run(t, { host }) {
      const { task } = await precheck(t, host);
      expect([task.error_code, task.error_message], 'error_code and error_message').toEqual([null, null]);
    },
  }),
  defineCase({
    id: 'TASK-006',
    promise: 'get-tasks with id_in finds exactly those tasks.',
    tier: 'precheck',
    evidence: 'specified',
    source: 'wait_tasks of the official Python SDK: an extra finished task breaks it.',
    needs: anyHost,
    async run(t, { host }) {
      const first = await precheck(t, host);
      const second = await precheck(t, host);
      const ids = [first.task.id, second.task.id].toSorted();
      await precheck(t, host);
      const found = ok(await t.api.POST('/get-tasks', { body: { where: { id_in: ids } } }));
      expect(found.map(({ id }) => id).toSorted(), 'ids').toEqual(ids);
    },
  }),
  defineCase({
    id: 'TASK-007',
    promise: 'args, steps and snapshot of a task are never null.',
    tier: 'precheck',
    evidence: 'specified',
    source: 'Required in Task; official SDKs break on null.',
    needs: anyHost,
    async run(t, { host }) {
      for (const { args, steps, snapshot } of await t.watch(await startPrecheck(t, host))) {
        expect([typeof args, Array.isArray(steps), typeof snapshot], 'args, steps and snapshot').toEqual([
          'object',
          true,
          'string',
        ]);
      }
    },
  }),
  defineCase({
    id: 'TASK-008',
    promise: 'A task names its cluster and who asked for it.',
    tier: 'precheck',
    evidence: 'assumed',
    source: 'cluster and user are shown in published tasks.',
    needs: anyHost,
    async run(t, { host }) {
      const { task } = await precheck(t, host);
      const me = ok(await t.api.POST('/get-my-info', {}));
      expect(task.cluster?.id, 'cluster').toBe(host.cluster.id);
      expect(task.user?.id, 'user').toBe(me.id);
    },
  }),
  defineCase({
    id: 'TASK-009',
    promise: 'The newest task of a host is found by resource_id, newest first.',
    tier: 'lifecycle',
    evidence: 'observed',
    source: "The vendor's Terraform provider finds tasks so.",
    needs: hostWithRunningVm,
    async run(t, { host }) {
      const { id } = await enter(t, host);
      const body = { where: { resource_id: host.id }, orderBy: 'local_created_at_DESC', first: 1 } as const;
      const found = ok(await t.api.POST('/get-tasks', { body }));
      expect(
        found.map((task) => task.id),
        'ids',
      ).toEqual([id]);
    },
  }),
  defineCase({
    id: 'TASK-010',
    promise: 'Instants are ISO 8601 in UTC with milliseconds, and in the order they happened.',
    tier: 'precheck',
    evidence: 'observed',
    source: 'In published traffic: 2026-01-18T08:42:44.000Z.',
    needs: anyHost,
    async run(t, { host }) {
      const { task } = await precheck(t, host);
      const instants = [task.local_created_at, task.started_at, task.finished_at].map(String);
      for (const instant of instants)
        expect(instant, 'instant').toEqual(expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/));
      expect(instants, 'created, started, finished').toEqual(instants.toSorted());
    },
  }),
  defineCase({
    id: 'TASK-011',
    promise: 'Ids of tasks, hosts and VMs are cuids; local_id of hosts and VMs are lower-case UUIDs.',
    tier: 'precheck',
    evidence: 'observed',
    source: 'Published traffic and samples.',
    needs: mixedHost,
    async run(t, { host, movable }) {
      const { task } = await precheck(t, host);
      for (const id of [task.id, host.id, movable.id])
        expect(id, 'id').toEqual(expect.stringMatching(/^c[0-9a-z]{24}$/));
      for (const id of [host.local_id, movable.local_id])
        expect(id, 'local_id').toEqual(expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/));
    },
  }),
];

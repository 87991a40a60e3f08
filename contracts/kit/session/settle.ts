/**
 * Waiting for a task. A fake may move a task with each poll, so that there is nothing to wait for; elsewhere a
 * task is polled at an interval, up to a limit.
 * @module
 */
import { setTimeout } from 'node:timers/promises';
import { Broken } from '../case/verdict.ts';
import { type Api, ok } from './client.ts';
import type { Task } from './wire.ts';

export interface Patience {
  /** Wall time between two polls, in ms; 0 for a fake that moves with each poll. */
  readonly pollMs: number;
  /** Wall time in ms. */
  readonly limitMs: number;
  /** Called with the task that each poll reads, before the next poll. */
  readonly onPoll?: ((task: Task) => void | Promise<void>) | undefined;
}

/** A task id as it is in answers. */
type TaskId = string | null | undefined;

/** A task that takes more polls than this is taken to have no end. */
const MOST_POLLS_WITHOUT_WAITING = 500;

/** Polls a task to its end, and returns every state that was read. Throws Broken if it has no end or no id. */
export async function watch(api: Api, id: TaskId, patience: Patience): Promise<readonly [...Task[], Task]> {
  if (typeof id !== 'string') throw new Broken('No task_id: there is nothing to poll.', { actual: id });
  const states: Task[] = [];
  const begun = performance.now();
  for (;;) {
    const task = await readTask(api, id);
    await patience.onPoll?.(task);
    if (isEnded(task)) return [...states, task];
    states.push(task);
    const isOver =
      patience.pollMs === 0
        ? states.length > MOST_POLLS_WITHOUT_WAITING
        : performance.now() - begun > patience.limitMs;
    if (isOver) throw neverEnds(task);
    if (patience.pollMs > 0) await setTimeout(patience.pollMs);
  }
}

/** Polls a task to its end, and returns how it ended. Throws Broken if it has no end or no id. */
export async function settle(api: Api, id: TaskId, patience: Patience): Promise<Task> {
  const end = (await watch(api, id, patience)).at(-1);
  if (end === undefined) throw new Error('A list that is never empty is empty.');
  return end;
}

/** Whether a task is over: clients know no other end than these two. */
export function isEnded({ status }: Task): boolean {
  return status === 'SUCCESSED' || status === 'FAILED';
}

/** Reads a task. Throws Broken if get-tasks finds none by its id, or another one. */
async function readTask(api: Api, id: string): Promise<Task> {
  const tasks = ok(await api.POST('/get-tasks', { body: { where: { id } } }));
  const [task] = tasks;
  if (task?.id === id && tasks.length === 1) return task;
  throw new Broken('get-tasks by id finds that task and nothing else.', {
    expected: [id],
    actual: tasks.map((one) => one.id),
  });
}

function neverEnds(task: Task): Broken {
  return new Broken(`The task does not end: ${task.description}`, {
    expected: 'SUCCESSED or FAILED',
    actual: { status: task.status, progress: task.progress },
    missing: 'task-end',
  });
}

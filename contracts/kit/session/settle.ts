/**
 * Waiting for a task. On a fake that moves with each poll there is nothing to wait for; elsewhere a poll each
 * second, up to a limit.
 * @module
 */
import { setTimeout } from 'node:timers/promises';
import { Broken } from '../case/verdict.ts';
import { type Api, ok } from './client.ts';
import type { Task } from './wire.ts';

export interface Patience {
  /** Between two polls, in ms of wall time; 0 for a fake that moves with each poll. */
  readonly pollMs: number;
  readonly limitMs: number;
  /** Called with what each poll saw, before the next one. */
  readonly onPoll?: (task: Task) => void | Promise<void>;
}

/** A task that takes more steps than this has no end. */
const MOST_POLLS_WITHOUT_WAITING = 500;

/** Polls a task until it has ended; answers every state it was seen in, the last one ended. Fails the case if it never ends. */
export async function watch(api: Api, id: string, patience: Patience): Promise<readonly [...Task[], Task]> {
  const seen: Task[] = [];
  const begun = performance.now();
  for (;;) {
    const task = await readTask(api, id);
    await patience.onPoll?.(task);
    if (isEnded(task)) return [...seen, task];
    seen.push(task);
    const isOver =
      patience.pollMs === 0
        ? seen.length > MOST_POLLS_WITHOUT_WAITING
        : performance.now() - begun > patience.limitMs;
    if (isOver) throw neverEnds(task);
    if (patience.pollMs > 0) await setTimeout(patience.pollMs);
  }
}

/** Whether a task is over: these two statuses are the only ends that clients know. */
export function isEnded({ status }: Task): boolean {
  return status === 'SUCCESSED' || status === 'FAILED';
}

/** The only task of that id; fails the case if get-tasks finds another or none. */
export async function readTask(api: Api, id: string): Promise<Task> {
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
  });
}

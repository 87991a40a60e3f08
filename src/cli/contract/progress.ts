/**
 * Reports the progress of a run.
 * @module
 */
import type { Case } from '../../../contracts/kit/case/case.ts';
import type { Task } from '../../../contracts/kit/session/wire.ts';

export interface Progress {
  readonly onBegin: (one: Case) => void;
  readonly onPoll: (task: Task) => void;
}

/** The shortest time between two lines about a task, in ms of wall time. */
const LINE_MS = 5_000;

/** Returns listeners that write a line when a case starts and, from time to time, the progress of its task. */
export function createProgress(write: (line: string) => void): Progress {
  let current = '';
  let startedAt = performance.now();
  let writtenAt = startedAt;
  return {
    onBegin: ({ id, promise }) => {
      current = id;
      startedAt = performance.now();
      write(`${id}  ${promise}`);
    },
    onPoll: (task) => {
      if (performance.now() - writtenAt < LINE_MS) return;
      writtenAt = performance.now();
      write(`${current}  ${Math.round((writtenAt - startedAt) / 1000)} s  ${describe(task)}`);
    },
  };
}

function describe({ description, status, progress, steps }: Task): string {
  const done = steps.filter(({ finished }) => finished === true).length;
  const step = steps.find(({ finished }) => finished !== true);
  const where =
    steps.length === 0
      ? ''
      : `, step ${Math.min(done + 1, steps.length)} of ${steps.length}${step?.key ? ` (${step.key})` : ''}`;
  return `${description}: ${status}, ${Math.round(progress * 100)} %${where}`;
}

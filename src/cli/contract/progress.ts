/**
 * Telling who waits what is being waited for.
 * @module
 */
import type { Case } from '../../../contracts/kit/case/case.ts';
import type { Task } from '../../../contracts/kit/session/wire.ts';

export interface Progress {
  readonly onBegin: (one: Case) => void;
  readonly onPoll: (task: Task) => void;
}

/** A line at most this often while a task runs, in ms of wall time. */
const EVERY_MS = 5_000;

/** Says when a case begins, and from time to time how far its task is. */
export function createProgress(say: (line: string) => void): Progress {
  let current = '';
  let begun = performance.now();
  let said = begun;
  return {
    onBegin: ({ id, promise }) => {
      current = id;
      begun = performance.now();
      say(`${id}  ${promise}`);
    },
    onPoll: (task) => {
      if (performance.now() - said < EVERY_MS) return;
      said = performance.now();
      say(`${current}  ${Math.round((said - begun) / 1000)} s  ${describe(task)}`);
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

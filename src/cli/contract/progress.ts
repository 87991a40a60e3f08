/**
 * Reports the progress of a run.
 * @module
 */
import type { Case } from '../../../contracts/kit/case/case.ts';
import type { CaseResult } from '../../../contracts/kit/case/run-case.ts';
import type { Task } from '../../../contracts/kit/session/wire.ts';

export interface Progress {
  readonly onBegin: (one: Case) => void;
  readonly onEnd: (result: CaseResult) => void;
  readonly onPoll: (task: Task) => void;
}

export interface ProgressOptions {
  /** How many cases there are. */
  readonly cases: number;
  /** Whether each case gets a line when it begins. */
  readonly isEachTold: boolean;
  /** Wall time in ms. */
  readonly now?: () => number;
}

/** The shortest time between two lines about a task or about the run, in ms of wall time. */
const LINE_MS = 5_000;

/** Returns listeners that write, from time to time, how far the run and the task of its case are. */
export function createProgress(
  write: (line: string) => void,
  { cases, isEachTold, now = () => performance.now() }: ProgressOptions,
): Progress {
  const begun = now();
  let current = '';
  let startedAt = begun;
  let [taskToldAt, runToldAt] = [begun, begun];
  let [ended, failed] = [0, 0];
  return {
    onBegin: ({ id, promise }) => {
      current = id;
      startedAt = now();
      if (isEachTold) write(`${id}  ${promise}`);
    },
    onEnd: ({ status }) => {
      ended += 1;
      if (status === 'fail' || status === 'error') failed += 1;
      if (ended === cases || now() - runToldAt < LINE_MS) return;
      runToldAt = now();
      const left = ((runToldAt - begun) / ended) * (cases - ended);
      write(`${ended} of ${cases} cases, ${failed} failed or in error, about ${duration(left)} left`);
    },
    onPoll: (task) => {
      if (now() - taskToldAt < LINE_MS) return;
      taskToldAt = now();
      write(`${current}  ${duration(taskToldAt - startedAt)}  ${describe(task)}`);
    },
  };
}

/** Returns a time in ms as "40 s" or "12 min". */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
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

/**
 * How far a job is, as its task shows it. Assumed: no maintenance task is published.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import type { Job, Step } from '../world/job.ts';
import type { TaskRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';

/** The `key` under which steps of a kind show in the task. */
interface Phases {
  phaseOf(job: Job, step: Step): string;
}

/** Writes how far a job is into its task. */
export function showProgress(world: World, phases: Phases, job: Job): void {
  const isPlain = job.kind === 'operate';
  const showsShare = isPlain || isChosen(world.behaviours, 'task.progress', 'share');
  const showsSteps = isPlain || isChosen(world.behaviours, 'task.steps', 'phases');
  world.update('Task', job.id, {
    progress: showsShare ? shareDone(job) : 0,
    steps: showsSteps ? stepsShown(phases, job) : [],
  });
}

/** The progress of a task whose job is done. */
export function fullProgress(world: World, { kind }: Job): number {
  return kind !== 'operate' && isChosen(world.behaviours, 'task.progress', 'never') ? 0 : 1;
}

function shareDone({ steps, at }: Job): number {
  return steps.length === 0 ? 0 : Math.min(at, steps.length) / steps.length;
}

/** One wire step for each phase, counted. */
function stepsShown(shown: Phases, job: Job): TaskRecord['steps'] {
  const { steps, at } = job;
  const phases = new Map<string, { done: number; total: number }>();
  for (const [index, step] of steps.entries()) {
    const key = shown.phaseOf(job, step);
    const phase = phases.get(key) ?? { done: 0, total: 0 };
    phases.set(key, { done: phase.done + (index < at ? 1 : 0), total: phase.total + 1 });
  }
  return [...phases].map(([key, { done, total }]) => ({
    current: done,
    finished: done === total,
    key,
    per_second: 0,
    total,
    unit: 'COUNT',
  }));
}

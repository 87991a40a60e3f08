/**
 * The progress of a job, as its task shows it. Assumed: no sample of a maintenance task is published.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import type { Job, Step } from '../world/job.ts';
import type { TaskRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import type { StepTraits } from './step.ts';

interface JobKinds {
  isOperation(job: Job): boolean;
  traitsOf(job: Job, step: Step): StepTraits;
}

/** Updates the progress and the steps of a job's task, unless the task has ended. */
export function updateProgress(world: World, kinds: JobKinds, job: Job): void {
  if (job.detached) return;
  const isOperation = kinds.isOperation(job);
  const showsShare = isOperation || isChosen(world.behaviours, 'task.progress', 'share');
  const showsSteps = isOperation || isChosen(world.behaviours, 'task.steps', 'phases');
  world.update('Task', job.id, {
    progress: showsShare ? shareOf(job) : 0,
    steps: showsSteps ? phasesOf(kinds, job) : [],
  });
}

/** Returns the progress of a task whose job has succeeded. */
export function fullProgress(world: World, kinds: JobKinds, job: Job): number {
  return !kinds.isOperation(job) && isChosen(world.behaviours, 'task.progress', 'never') ? 0 : 1;
}

function shareOf({ steps, at }: Job): number {
  return steps.length === 0 ? 0 : Math.min(at, steps.length) / steps.length;
}

/** Returns one wire step for each phase, with the number of finished steps. */
function phasesOf(kinds: JobKinds, job: Job): TaskRecord['steps'] {
  const { steps, at } = job;
  const phases = new Map<string, { done: number; total: number }>();
  for (const [index, step] of steps.entries()) {
    const { phase: key } = kinds.traitsOf(job, step);
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

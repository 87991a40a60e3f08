/**
 * The kinds of jobs, and the lookup of the handler for a job and its step.
 * @module
 */
import { isChosen } from '../../../contracts/behaviours/index.ts';
import { HOST_OPERATION_STEPS } from './host/operate.ts';
import { connect } from './host/power.ts';
import { ENTER } from './maintenance/enter.ts';
import { EXIT } from './maintenance/exit.ts';
import { PRECHECK } from './maintenance/precheck.ts';
import type { Work } from './task/job.ts';
import { DONE, FAIL, type JobHandler, type StepHandler, type StepHandlers, WAIT } from './task/step.ts';
import { resourceOf } from './task/task.ts';
import { restartElsewhere } from './vm/high-availability.ts';
import { VM_OPERATION_STEPS } from './vm/operate.ts';
import type { Job, JobKind, Step, StepKind } from './world/job.ts';
import type { Id } from './world/records.ts';
import type { World } from './world/world.ts';

const OPERATE: JobHandler<'operate'> = {
  steps: { ...VM_OPERATION_STEPS, ...HOST_OPERATION_STEPS, fail: FAIL },
  isOperation: true,
  needs: ({ steps }) => [{ table: 'Vm', ids: steps.flatMap((step) => ('vm' in step ? [step.vm] : [])) }],
  onEnd(world, { host }) {
    if (host !== null) world.update('Host', host, { entityAsyncStatus: null });
  },
};

/** Every kind of job. A missing handler for one of its steps is a compile error. */
const JOBS: { readonly [K in JobKind]: JobHandler<K> } = {
  precheck: PRECHECK,
  enter: ENTER,
  exit: EXIT,
  operate: OPERATE,
};

function jobOf({ kind }: Job): Omit<JobHandler<JobKind>, 'steps'> {
  return JOBS[kind];
}

function stepOf({ id, kind }: Job, step: Step): StepHandler<Step> {
  const steps: Partial<StepHandlers<StepKind>> = JOBS[kind].steps;
  const handler: StepHandler<Step> | undefined = steps[step.kind];
  if (handler === undefined) throw new Error(`Job ${id} of kind ${kind} has no step ${step.kind}.`);
  return handler;
}

export const WORK: Work = {
  traitsOf: stepOf,
  isOperation: (job) => jobOf(job).isOperation === true,
  needsOf: (job) => jobOf(job).needs?.(job) ?? [],
  durationOf: (world, job, step) => stepOf(job, step).duration(world, step),

  begin(world, job, step) {
    const handler = stepOf(job, step);
    if (handler.begin === undefined) return DONE;
    return 'vm' in step && isBusy(world, step.vm) ? WAIT : handler.begin(world, step, job);
  },

  finish: (world, job, step) => stepOf(job, step).finish?.(world, step, job) ?? DONE,

  continuesAfterFailure: (world, job) => jobOf(job).continuesAfterFailure?.(world, job) ?? false,
  release,

  vmTaskFor(world, job, step) {
    if (jobOf(job).isOperation === true || isChosen(world.behaviours, 'task.of-each-vm', 'no'))
      return undefined;
    const { vmTask } = stepOf(job, step);
    const vm = 'vm' in step ? world.get('Vm', step.vm) : undefined;
    if (vm === undefined || vmTask === undefined) return undefined;
    return {
      description: vmTask.describe(world, vm, step),
      mutation: vmTask.mutation,
      resource: resourceOf(vm),
    };
  },

  onEnd(world, job, failure) {
    // A task that only reports a failure has started nothing.
    if (job.steps[0]?.kind === 'fail') return;
    if (failure !== undefined) release(world, job);
    jobOf(job).onEnd?.(world, job, failure);
  },

  occur(world, what) {
    switch (what.kind) {
      case 'start-host':
        return connect(world, what.host);
      case 'restart-vm':
        return restartElsewhere(world, what.vm, what.host);
    }
  },
};

/**
 * Whether another task is busy with a VM. An operation marks its VM when it is requested, maintenance when the step of
 * the VM starts.
 */
function isBusy(world: World, vm: Id): boolean {
  const status = world.get('Vm', vm)?.entityAsyncStatus;
  return status !== undefined && status !== null;
}

function release(world: World, job: Job): void {
  const step = runningStep(job);
  if (step === undefined) return;
  stepOf(job, step).abort?.(world, job);
  if ('vm' in step && isBusy(world, step.vm)) world.update('Vm', step.vm, { entityAsyncStatus: null });
}

/**
 * Returns the step whose VM the job holds. An operation holds it from the request on, maintenance while the step runs.
 */
function runningStep(job: Job): Step | undefined {
  const { steps, at, waits } = job;
  if (jobOf(job).isOperation === true) return steps[Math.max(at, 0)];
  return waits ? undefined : steps[at];
}

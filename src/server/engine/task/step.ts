/**
 * What steps and jobs are made of: one row for each kind of step, one for each kind of job.
 * @module
 */
import type { Text } from '../language/text.ts';
import type { ErrorCode } from '../world/error-codes.ts';
import type { Failure, Job, JobKind, JobSteps, Step, StepKind, StepOf } from '../world/job.ts';
import type { Id, TableName, VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';

/** What beginning or finishing a step led to. */
export type Outcome =
  | { readonly kind: 'done' }
  /** There is nothing left to do in this step. Only a step that begins can say so. */
  | { readonly kind: 'skip' }
  /** This step runs in its place. Only a step that begins can say so. */
  | { readonly kind: 'instead'; readonly step: Step }
  /** Not yet: another task is busy with the VM of a step that begins, or one that runs does not end. Asked again a little later. */
  | { readonly kind: 'wait' }
  /** Done, and these steps follow before the rest. */
  | { readonly kind: 'then'; readonly steps: readonly Step[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

export const DONE: Outcome = { kind: 'done' };
export const SKIP: Outcome = { kind: 'skip' };
export const WAIT: Outcome = { kind: 'wait' };

/** The outcome of a step that went wrong. */
export function failed(code: ErrorCode, message: Text): Outcome {
  return { kind: 'failed', failure: { code, message } };
}

/** Everything about one kind of step. All durations are assumed: long enough to be watched, short enough for a desk. */
export interface StepHandler<S extends Step> {
  /** The `key` under which it shows in the task. Assumed: no sample of a maintenance task is published. */
  readonly phase: string;
  /** How long it takes, in ms of virtual time. */
  duration(world: World, step: S): number;
  begin?(world: World, step: S, job: Job): Outcome;
  finish?(world: World, step: S, job: Job): Outcome;
  /** Undoes what the step was doing when its job failed. Its VM is freed by the runner. */
  abort?(world: World, job: Job): void;
  /** The task of its own that a VM may have for this step: what it says, and which operation does the same alone. */
  readonly vmTask?: VmTask<S>;
}

interface VmTask<S extends Step> {
  readonly mutation: string;
  describe(world: World, vm: VmRecord, step: S): Text;
}

export interface VmStepHandler<S extends Step> extends StepHandler<S> {
  readonly vmTask: VmTask<S>;
}

export type StepHandlers<K extends StepKind> = { readonly [S in K]: StepHandler<StepOf<S>> };

/** The only step of a task that reports why it cannot begin. */
export const FAIL: StepHandler<StepOf<'fail'>> = {
  phase: 'CHECK_ENVIRONMENT',
  duration: () => 0,
  begin: (_world, { failure }) => ({ kind: 'failed', failure }),
};

/** Records that a job needs to go on. */
export interface Need {
  readonly table: TableName;
  readonly ids: readonly Id[];
}

/** Everything about one kind of job but its steps' order, which the request decides. */
export interface JobHandler<K extends JobKind> {
  readonly steps: StepHandlers<JobSteps[K]>;
  /**
   * An operation on one VM or host: its VM is busy from the request on, not from its step on, has no task of
   * its own, and progress is always shown.
   */
  readonly isOperation?: boolean;
  /** What must be there for the job to go on, beside its host and the targets of its steps. */
  needs?(job: Job): readonly Need[];
  /** Whether the rest of the steps are done when one has failed. */
  continuesAfterFailure?(world: World): boolean;
  /** Lets go of what the job still holds. `failure` is absent on success. */
  onEnd?(world: World, job: Job, failure?: Failure): void;
}

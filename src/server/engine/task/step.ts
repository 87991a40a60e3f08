/**
 * The handlers of steps and jobs: one for each kind of step, one for each kind of job.
 * @module
 */
import type { Text } from '../language/text.ts';
import type { ErrorCode } from '../world/error-codes.ts';
import type { Failure, Job, JobKind, JobSteps, Step, StepKind, StepOf } from '../world/job.ts';
import type { Id, TableName, VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';

/** The outcome of `begin` or `finish` of a step. */
export type Outcome =
  | { readonly kind: 'done' }
  /** There is nothing to do in this step. Only `begin` returns it. */
  | { readonly kind: 'skip' }
  /** Another step replaces this one. Only `begin` returns it. */
  | { readonly kind: 'instead'; readonly step: Step }
  /**
   * The step cannot start because another task is busy with its VM, or it cannot finish. The runner tries again later.
   */
  | { readonly kind: 'wait' }
  /** These steps come before this one, which begins again after them. Only `begin` returns it. */
  | { readonly kind: 'first'; readonly steps: readonly Step[] }
  /** Done. These steps follow before the others. */
  | { readonly kind: 'then'; readonly steps: readonly Step[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

export const DONE: Outcome = { kind: 'done' };
export const SKIP: Outcome = { kind: 'skip' };
export const WAIT: Outcome = { kind: 'wait' };

/** Returns the outcome of a failed step. */
export function failed(code: ErrorCode, message: Text): Outcome {
  return { kind: 'failed', failure: { code, message } };
}

/** What others than the runner need to know of a kind of step. */
export interface StepTraits<S extends Step = Step> {
  /** The `key` of the step in the task. Assumed: no sample of a maintenance task is published. */
  readonly phase: string;
  /** What the journal says that the step did to its VM, such as "live migrated". */
  readonly verb?: string;
  /** Whether the step works although its host is out of reach. */
  readonly worksOffline?: true;
  /** The error code of a step whose host is out of reach, if it is not EC_CLUSTER_API_TIMEOUT. */
  readonly offlineCode?: ErrorCode;
  /** Whether the step waits until the guest has shut down. */
  waitsForGuest?(step: S): boolean;
}

/** Everything about one kind of step. All durations are assumed: long enough to watch, short enough for a rehearsal. */
export interface StepHandler<S extends Step> extends StepTraits<S> {
  /** Returns how long the step takes, in ms of virtual time. */
  duration(world: World, step: S): number;
  begin?(world: World, step: S, job: Job): Outcome;
  finish?(world: World, step: S, job: Job): Outcome;
  /** Undoes what the step was doing when its job failed. The runner frees its VM. */
  abort?(world: World, job: Job): void;
  /** The separate task that the VM may have during this step. */
  readonly vmTask?: VmTask<S>;
}

interface VmTask<S extends Step> {
  /** The operation that does the same for one VM. */
  readonly mutation: string;
  describe(world: World, vm: VmRecord, step: S): Text;
}

export interface VmStepHandler<S extends Step> extends StepHandler<S> {
  readonly vmTask: VmTask<S>;
}

export type StepHandlers<K extends StepKind> = { readonly [S in K]: StepHandler<StepOf<S>> };

/** The only step of a task that reports why it cannot start. */
export const FAIL: StepHandler<StepOf<'fail'>> = {
  phase: 'CHECK_ENVIRONMENT',
  duration: () => 0,
  begin: (_world, { failure }) => ({ kind: 'failed', failure }),
};

/** Records without which a job cannot continue. */
export interface Need {
  readonly table: TableName;
  readonly ids: readonly Id[];
}

/** Everything about one kind of job, except the order of its steps, which the request decides. */
export interface JobHandler<K extends JobKind> {
  readonly steps: StepHandlers<JobSteps[K]>;
  /**
   * An operation on one VM or host. Its VM is busy from the request on, not only during its step, and has no separate
   * task. The task always shows progress.
   */
  readonly isOperation?: boolean;
  /** Returns the records without which the job cannot continue, besides its host and the targets of its steps. */
  needs?(job: Job): readonly Need[];
  /** Whether the job continues with its other steps after one has failed. */
  continuesAfterFailure?(world: World, job: Job): boolean;
  /** Releases what the ended job still holds. `failure` is absent on success. */
  onEnd?(world: World, job: Job, failure?: Failure): void;
}

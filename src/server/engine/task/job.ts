/**
 * Running the work behind tasks: one step after another, each taking its time on the agenda.
 * @module
 */
import { settle } from '../time/agenda.ts';
import type { Instant } from '../time/iso.ts';
import type { Due, Failure, Job, JobKind, JobStep, Step } from '../world/job.ts';
import type { HostRecord, Id, TaskRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { closeAudit, openAudit } from './audit.ts';
import { fullProgress, updateProgress } from './progress.ts';
import { DONE, type Need, type Outcome } from './step.ts';
import { type Caller, createTask, failTask, type NewTask, startTask, succeedTask } from './task.ts';

/** How long a new task is PENDING, in ms of virtual time. Assumed. */
const PENDING_MS = 200;

/** How long a step waits before it looks again whether its VM is free, in ms of virtual time. Assumed. */
const WAIT_MS = 500;

/** How long a step that does not end goes on before it is asked again, in ms of virtual time. */
const RETRY_MS = 5_000;

/** What the steps do. The runner knows only their order. */
export interface Work {
  /** The `key` under which a step shows in the task. */
  phaseOf(job: Job, step: Step): string;
  /** Whether a job is an operation on one VM or host. */
  isOperation(job: Job): boolean;
  /** What must be there for a job to go on. */
  needsOf(job: Job): readonly Need[];
  /** How long a step takes, in ms of virtual time. */
  durationOf(world: World, job: Job, step: Step): number;
  begin(world: World, job: Job, step: Step): Outcome;
  finish(world: World, job: Job, step: Step): Outcome;
  /** Whether the job does the rest of its steps when one has failed; what that step held is let go. The task fails at the end. */
  continuesAfterFailure(world: World, job: Job): boolean;
  /** The task of its own that a VM has while this step works on it, if any. */
  vmTaskFor(world: World, job: Job, step: Step): NewTask | undefined;
  /** Called when the job has ended, before its task does: what it still holds is let go. `failure` is absent on success. */
  onEnd(world: World, job: Job, failure?: Failure): void;
}

/** What a request has decided that a job is to do. */
export interface JobPlan<K extends JobKind> {
  readonly kind: K;
  /** VMs that may be shut down. */
  readonly shutDown: readonly Id[];
  readonly steps: readonly JobStep<K>[];
}

/** Makes a task and the job behind it; the first step begins when the task has been PENDING for a while. */
export function startJob<K extends JobKind>(
  world: World,
  task: NewTask,
  { kind, shutDown, steps }: JobPlan<K>,
  caller: Caller,
): TaskRecord {
  const record = createTask(world, task, caller);
  const host = task.resource.type === 'Host' ? task.resource.id : null;
  const audit = openAudit(world, record, task);
  const { language } = caller;
  world.insert('Job', {
    id: record.id,
    kind,
    shutDown,
    steps,
    host,
    language,
    audit,
    at: -1,
    waits: false,
    failure: null,
    vmTask: null,
  });
  world.agenda.schedule(world.now + PENDING_MS, { task: record.id });
  return record;
}

/** The host a job is about; throws for a job about a VM, which is a defect. */
export function hostOf(world: World, { id, host }: Job): HostRecord {
  if (host === null) throw new Error(`Job ${id} is not about a host.`);
  return world.must('Host', host);
}

/**
 * Runs what is due until `until`, then sets the world's now to `until`. Time never goes back. When `isStopped`
 * says so after a move of a task, the world stays at that moment, and the rest is left.
 */
export function settleWorld(
  world: World,
  until: Instant,
  work: Work,
  isStopped: () => boolean = () => false,
): void {
  const run = ({ at, what }: { at: Instant; what: Due }) => {
    world.now = at;
    runJob(world, work, what.task);
  };
  settle(world.agenda, until, run, isStopped);
  if (!isStopped()) world.now = Math.max(world.now, until);
}

/** The next move of a job that is due: begin a step that had to wait, or finish the one that runs and begin the next. */
function runJob(world: World, work: Work, id: Id): void {
  const job = world.get('Job', id);
  if (job === undefined) return;
  const step = job.steps[job.at];
  if (step === undefined) {
    startTask(world, id);
    return proceed(world, work, id, DONE);
  }
  if (job.waits) return beginStep(world, work, job, step);
  const outcome = work.finish(world, job, step);
  if (outcome.kind === 'wait') return world.agenda.schedule(world.now + RETRY_MS, { task: id });
  proceed(world, work, id, outcome);
}

/** Ends a job that has not ended, as failed. */
export function failJob(world: World, work: Work, job: Job, failure: Failure): void {
  world.agenda.drop(({ task }) => task === job.id);
  end(world, work, job, failure);
}

/** Goes to the next step, or ends the job. */
function proceed(world: World, work: Work, id: Id, outcome: Outcome): void {
  const before = world.must('Job', id);
  if (outcome.kind === 'failed' && !work.continuesAfterFailure(world, before))
    return end(world, work, before, outcome.failure);
  closeVmTask(world, before, outcome.kind === 'failed' ? outcome.failure : undefined);
  const job = advance(world, id, outcome);
  updateProgress(world, work, job);
  const step = job.steps[job.at];
  if (step === undefined) return end(world, work, job, job.failure ?? undefined);
  beginStep(world, work, job, step);
}

function beginStep(world: World, work: Work, job: Job, step: Step): void {
  const outcome = work.begin(world, job, step);
  const waits = outcome.kind === 'wait';
  if (waits !== job.waits) world.update('Job', job.id, { waits });
  switch (outcome.kind) {
    case 'wait':
      return world.agenda.schedule(world.now + WAIT_MS, { task: job.id });
    case 'instead':
      replaceStep(world, job, outcome.step);
      openVmTask(world, job, work.vmTaskFor(world, job, outcome.step));
      return world.agenda.schedule(world.now + work.durationOf(world, job, outcome.step), { task: job.id });
    case 'done':
      openVmTask(world, job, work.vmTaskFor(world, job, step));
      return world.agenda.schedule(world.now + work.durationOf(world, job, step), { task: job.id });
    case 'skip':
    case 'then':
    case 'failed':
      return proceed(world, work, job.id, outcome);
  }
}

/** Moves the job to its next step, with the steps that the last one asked for put in between. */
function advance(world: World, id: Id, outcome: Outcome): Job {
  const { at, steps, failure } = world.must('Job', id);
  const inserted = outcome.kind === 'then' ? outcome.steps : [];
  const next = at + 1;
  world.update('Job', id, {
    at: next,
    steps: [...steps.slice(0, next), ...inserted, ...steps.slice(next)],
    failure: failure ?? (outcome.kind === 'failed' ? outcome.failure : null),
  });
  return world.must('Job', id);
}

function replaceStep(world: World, { id, steps, at }: Job, step: Step): void {
  world.update('Job', id, { steps: steps.with(at, step) });
}

function end(world: World, work: Work, job: Job, failure?: Failure): void {
  closeVmTask(world, job, failure);
  if (failure === undefined) {
    work.onEnd(world, job);
    succeedTask(world, job.id, fullProgress(world, work, job));
    closeAudit(world, job.audit, 'SUCCESSED');
  } else {
    work.onEnd(world, job, failure);
    failTask(world, job.id, failure, job.language);
    closeAudit(world, job.audit, 'FAILED');
  }
  world.remove('Job', job.id);
}

/** Opens the task of the VM that a step begins to work on, if it is to have one. */
function openVmTask(world: World, { id, language }: Job, task: NewTask | undefined): void {
  if (task === undefined) return;
  const { user } = world.must('Task', id);
  const { id: vmTask } = createTask(world, task, { user, language });
  startTask(world, vmTask);
  world.update('Job', id, { vmTask });
}

/** Closes it with the step. */
function closeVmTask(world: World, { id, vmTask, language }: Job, failure?: Failure): void {
  if (vmTask === null) return;
  if (failure === undefined) succeedTask(world, vmTask);
  else failTask(world, vmTask, failure, language);
  world.update('Job', id, { vmTask: null });
}

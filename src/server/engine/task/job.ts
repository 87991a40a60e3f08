/**
 * Runs the jobs behind tasks: one step after another, each with a duration on the agenda.
 * @module
 */
import { settle } from '../time/agenda.ts';
import type { Instant } from '../time/iso.ts';
import type { Due, Failure, Job, JobKind, JobStep, Occurrence, Step } from '../world/job.ts';
import type { HostRecord, Id, TaskRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { closeAudit, openAudit } from './audit.ts';
import { fullProgress, updateProgress } from './progress.ts';
import { DONE, type Need, type Outcome, type StepTraits } from './step.ts';
import { type Caller, createTask, failTask, type NewTask, startTask, succeedTask } from './task.ts';

/** How long a new task is PENDING, in ms of virtual time. Assumed. */
const PENDING_MS = 200;

/** How long a step waits before it checks again whether its VM is free, in ms of virtual time. Assumed. */
const WAIT_MS = 500;

/** How long a step that cannot finish waits before it tries again, in ms of virtual time. */
const RETRY_MS = 5_000;

/** What jobs and their steps do. The runner itself knows only their order. */
export interface Work {
  traitsOf(job: Job, step: Step): StepTraits;
  /** Whether a job is an operation on one VM or host. */
  isOperation(job: Job): boolean;
  /** Returns the records without which a job cannot continue. */
  needsOf(job: Job): readonly Need[];
  /** Returns how long a step takes, in ms of virtual time. */
  durationOf(world: World, job: Job, step: Step): number;
  begin(world: World, job: Job, step: Step): Outcome;
  finish(world: World, job: Job, step: Step): Outcome;
  /** Whether the job continues with its other steps after one has failed. The task still fails at the end. */
  continuesAfterFailure(world: World, job: Job): boolean;
  /** Undoes what the running step of a job was doing, and frees its VM. */
  release(world: World, job: Job): void;
  /** Returns the separate task that a VM has during this step, if any. */
  vmTaskFor(world: World, job: Job, step: Step): NewTask | undefined;
  /** Releases what an ended job still holds. Called before its task ends. `failure` is absent on success. */
  onEnd(world: World, job: Job, failure?: Failure): void;
  /** Carries out something that happens without a task. */
  occur(world: World, what: Occurrence): void;
}

/** The job that a request starts. */
export interface JobPlan<K extends JobKind> {
  readonly kind: K;
  /** VMs that may be shut down. */
  readonly shutDown: readonly Id[];
  readonly steps: readonly JobStep<K>[];
}

/** Creates a task and the job behind it. The first step starts after the task has been PENDING for a moment. */
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
    detached: false,
    vmTask: null,
  });
  world.agenda.schedule(world.now + PENDING_MS, { task: record.id });
  return record;
}

/** Returns the host that a job is about. Throws for a job about a VM, which is a defect. */
export function hostOf(world: World, { id, host }: Job): HostRecord {
  if (host === null) throw new Error(`Job ${id} is not about a host.`);
  return world.must('Host', host);
}

/**
 * Runs the jobs that are due at or before `until`, then sets the world's time to `until`. Time never goes back. Once
 * `isStopped` returns true after a job has run, the world stays at that time, and later jobs stay scheduled.
 */
export function settleWorld(
  world: World,
  until: Instant,
  work: Work,
  isStopped: () => boolean = () => false,
): void {
  const run = ({ at, what }: { at: Instant; what: Due }) => {
    world.now = at;
    if ('task' in what) runJob(world, work, what.task);
    else work.occur(world, what);
  };
  settle(world.agenda, until, run, isStopped);
  if (!isStopped()) world.now = Math.max(world.now, until);
}

/** Runs a due job: starts a step that was waiting, or finishes the running step and starts the next. */
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

/** Fails the task of a job that goes on: CloudTower has lost sight of what the cluster does. */
export function detachTask(world: World, { id, audit, language, detached }: Job, failure: Failure): void {
  if (detached) return;
  failTask(world, id, failure, language);
  closeAudit(world, audit, 'FAILED');
  world.update('Job', id, { detached: true });
}

/** Fails an unfinished job. */
export function failJob(world: World, work: Work, job: Job, failure: Failure): void {
  world.agenda.drop((what) => 'task' in what && what.task === job.id);
  end(world, work, job, failure);
}

/** Starts the next step, or ends the job. */
function proceed(world: World, work: Work, id: Id, outcome: Outcome): void {
  const before = world.must('Job', id);
  if (outcome.kind === 'failed') {
    if (!work.continuesAfterFailure(world, before)) return end(world, work, before, outcome.failure);
    work.release(world, before);
  }
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
    case 'first':
      return beginFirst(world, work, job, outcome.steps);
    case 'skip':
    case 'then':
    case 'failed':
      return proceed(world, work, job.id, outcome);
  }
}

/** Moves the job to its next step, and inserts the steps that the last one added. */
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

/** Puts steps before the one that is about to begin, and begins with the first of them. */
function beginFirst(world: World, work: Work, { id, at }: Job, first: readonly Step[]): void {
  const { steps } = world.must('Job', id);
  world.update('Job', id, { steps: [...steps.slice(0, at), ...first, ...steps.slice(at)] });
  const job = world.must('Job', id);
  updateProgress(world, work, job);
  const [step] = first;
  if (step !== undefined) beginStep(world, work, job, step);
}

function replaceStep(world: World, { id, steps, at }: Job, step: Step): void {
  world.update('Job', id, { steps: steps.with(at, step) });
}

function end(world: World, work: Work, job: Job, failure?: Failure): void {
  closeVmTask(world, job, failure);
  work.onEnd(world, job, failure);
  if (!job.detached) endTask(world, work, job, failure);
  world.remove('Job', job.id);
}

function endTask(world: World, work: Work, job: Job, failure?: Failure): void {
  const { id, language, audit } = job;
  if (failure === undefined) succeedTask(world, id, fullProgress(world, work, job));
  else failTask(world, id, failure, language);
  closeAudit(world, audit, failure === undefined ? 'SUCCESSED' : 'FAILED');
}

/** Opens the separate task of a step's VM, if it has one. */
function openVmTask(world: World, { id, language }: Job, task: NewTask | undefined): void {
  if (task === undefined) return;
  const { user } = world.must('Task', id);
  const { id: vmTask } = createTask(world, task, { user, language });
  startTask(world, vmTask);
  world.update('Job', id, { vmTask });
}

/** Closes the separate task of the step's VM, if it is open. */
function closeVmTask(world: World, { id, vmTask, language }: Job, failure?: Failure): void {
  if (vmTask === null) return;
  if (failure === undefined) succeedTask(world, vmTask);
  else failTask(world, vmTask, failure, language);
  world.update('Job', id, { vmTask: null });
}

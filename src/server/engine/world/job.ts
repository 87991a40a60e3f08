/**
 * The work behind a task, as plain data: its steps, and which of them is running.
 * @module
 */
import type { Language, Text } from '../language/text.ts';
import type { ErrorCode } from './error-codes.ts';
import type { Id } from './wire.ts';

/** Why a task failed. Official SDKs require the message. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: Text;
}

/** Why a step is part of a job: the reason, and the rule of the plan that decided, if any. */
export interface Why {
  readonly rule?: string;
  readonly reason: Text;
}

/** The `name` of a step is that of its VM when the step was planned: the VM may be deleted meanwhile. */
export type Step =
  | { readonly kind: 'precheck' }
  | { readonly kind: 'check-environment' }
  | {
      readonly kind: 'live-migrate';
      readonly vm: Id;
      readonly name: string;
      readonly to: Id;
      readonly why: Why;
    }
  | {
      readonly kind: 'offline-migrate';
      readonly vm: Id;
      readonly name: string;
      readonly to: Id;
      readonly why: Why;
    }
  | { readonly kind: 'shut-down'; readonly vm: Id; readonly name: string; readonly why: Why }
  | { readonly kind: 'refuse-shut-down'; readonly vm: Id; readonly why: Why }
  | { readonly kind: 'storage-maintenance' }
  /** Reports that the request cannot be carried out. */
  | { readonly kind: 'fail'; readonly failure: Failure }
  | { readonly kind: 'leave-maintenance' }
  | { readonly kind: 'power-on'; readonly vm: Id; readonly name: string }
  | { readonly kind: 'start'; readonly vm: Id; readonly to: Id }
  | { readonly kind: 'change-vm'; readonly vm: Id; readonly change: VmChange }
  | { readonly kind: 'rename-host'; readonly name?: string; readonly scvm_name?: string }
  | { readonly kind: 'power-off-host' }
  | { readonly kind: 'power-on-host' };

/** A change of a VM that takes one step and leaves it on its host. */
export type VmChange =
  | 'power-off'
  | 'restart'
  | 'force-restart'
  | 'suspend'
  | 'resume'
  | 'recycle'
  | 'recover'
  | 'delete';

export type StepKind = Step['kind'];

export type StepOf<K extends StepKind> = Extract<Step, { readonly kind: K }>;

/** The steps that each kind of job may have. A task that cannot start has `fail` as its only step. */
export interface JobSteps {
  readonly precheck: 'precheck' | 'fail';
  readonly enter:
    | 'check-environment'
    | 'live-migrate'
    | 'shut-down'
    | 'refuse-shut-down'
    | 'offline-migrate'
    | 'storage-maintenance'
    | 'fail';
  readonly exit: 'leave-maintenance' | 'power-on' | 'live-migrate' | 'offline-migrate' | 'fail';
  /** Operations on VMs, and operations on hosts other than maintenance. */
  readonly operate:
    | 'live-migrate'
    | 'offline-migrate'
    | 'shut-down'
    | 'start'
    | 'change-vm'
    | 'rename-host'
    | 'power-off-host'
    | 'power-on-host'
    | 'fail';
}

export type JobKind = keyof JobSteps;

/** A step that a kind of job may have. */
export type JobStep<K extends JobKind> = StepOf<JobSteps[K]>;

export type Job = {
  /** The id of its task. */
  readonly id: Id;
  readonly kind: JobKind;
  /** The host that the job is about; null if it is about a VM. */
  readonly host: Id | null;
  /** The VMs that the client allowed to be shut down. */
  readonly shutDown: readonly Id[];
  readonly steps: readonly Step[];
  /** The index of the running step; -1 before the first. */
  readonly at: number;
  /** The language of the task's description and error message. */
  readonly language: Language;
  /** Its entry in the audit log, if any. */
  readonly audit: Id | null;
  /** Whether the current step is waiting for a VM that another task is busy with. */
  readonly waits: boolean;
  /** The failure of an earlier step. The job continues, and its task fails at the end. */
  readonly failure: Failure | null;
  /** Whether its task has failed already, although the job goes on. */
  readonly detached: boolean;
  /** The task of the VM that the running step works on; null if the VM has no task of its own. */
  readonly vmTask: Id | null;
};

/** Something that happens without a task: a host has started, or HA looks for a host for a VM of a host that is down. */
export type Occurrence =
  | { readonly kind: 'start-host'; readonly host: Id }
  | { readonly kind: 'restart-vm'; readonly vm: Id; readonly host: Id };

/** An entry of the agenda: the job of this task is due, or something else happens. */
export type Due = { readonly task: Id } | Occurrence;

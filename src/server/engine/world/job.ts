/**
 * The work behind a task, as plain data: which steps, and how far it is.
 * @module
 */
import type { Language, Text } from '../language/text.ts';
import type { ErrorCode } from './error-codes.ts';
import type { Id } from './wire.ts';

/** Why a task failed. Official SDKs need the message. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: Text;
}

/** Why a step is done: the rule of the plan that decided, where one did, and the reason. */
export interface Why {
  readonly rule?: string;
  readonly reason: Text;
}

export type Step =
  | { readonly kind: 'precheck' }
  | { readonly kind: 'check-environment' }
  | { readonly kind: 'live-migrate'; readonly vm: Id; readonly to: Id; readonly why: Why }
  | { readonly kind: 'offline-migrate'; readonly vm: Id; readonly to: Id; readonly why: Why }
  | { readonly kind: 'shut-down'; readonly vm: Id; readonly why: Why }
  | { readonly kind: 'refuse-shut-down'; readonly vm: Id; readonly why: Why }
  | { readonly kind: 'storage-maintenance' }
  /** The request cannot be carried out, and its task says so. */
  | { readonly kind: 'fail'; readonly failure: Failure }
  | { readonly kind: 'leave-maintenance' }
  | { readonly kind: 'power-on'; readonly vm: Id }
  | { readonly kind: 'start'; readonly vm: Id; readonly to: Id }
  | { readonly kind: 'change-vm'; readonly vm: Id; readonly change: VmChange }
  | { readonly kind: 'rename-host'; readonly name?: string; readonly scvm_name?: string }
  | { readonly kind: 'power-off-host' }
  | { readonly kind: 'power-on-host' };

/** What an operation does to a VM in one step, where it is. */
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

/** The steps that each kind of job may have. `fail` is the only step of a task that reports why it cannot begin. */
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
  /** Every operation on a VM, and those on a host that are not maintenance. */
  readonly operate:
    | 'live-migrate'
    | 'offline-migrate'
    | 'shut-down'
    | 'start'
    | 'change-vm'
    | 'rename-host'
    | 'power-off-host'
    | 'power-on-host';
}

export type JobKind = keyof JobSteps;

/** A step that a kind of job may have. */
export type JobStep<K extends JobKind> = StepOf<JobSteps[K]>;

export type Job = {
  /** The id of its task. */
  readonly id: Id;
  readonly kind: JobKind;
  /** The host it is about; null when it is about a VM. */
  readonly host: Id | null;
  /** VMs that may be shut down, by the client's order or consent. */
  readonly shutDown: readonly Id[];
  readonly steps: readonly Step[];
  /** The index of the step that is running; -1 before the first. */
  readonly at: number;
  /** In which its failure is told, as its task is described. */
  readonly language: Language;
  /** Its entry in the audit log; null when it has none. */
  readonly audit: Id | null;
  /** Whether that step waits for its VM, which another task is busy with. */
  readonly waits: boolean;
  /** Why its task will fail although it goes on; null while there is no reason. */
  readonly failure: Failure | null;
  /** The task of the VM that the running step works on; null when VMs have none of their own. */
  readonly vmTask: Id | null;
};

/** What the agenda holds: the job of this task is due for its next move. */
export type Due = { readonly task: Id };

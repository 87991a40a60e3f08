/**
 * The work behind a task, as plain data: which steps, and how far it is.
 * @module
 */
import type { Id } from './records.ts';

export type Step =
  | { readonly kind: 'precheck' }
  | { readonly kind: 'check-environment' }
  | { readonly kind: 'live-migrate'; readonly vm: Id; readonly to: Id }
  | { readonly kind: 'offline-migrate'; readonly vm: Id; readonly to: Id }
  | { readonly kind: 'shut-down'; readonly vm: Id; readonly why: string }
  | { readonly kind: 'refuse-shut-down'; readonly vm: Id; readonly why: string }
  | { readonly kind: 'storage-maintenance' }
  | { readonly kind: 'leave-maintenance' }
  | { readonly kind: 'power-on'; readonly vm: Id };

export type StepKind = Step['kind'];

export type JobKind = 'precheck' | 'enter' | 'exit';

export type Job = {
  /** The id of its task. */
  readonly id: Id;
  readonly kind: JobKind;
  readonly host: Id;
  /** VMs that may be shut down, by the client's order or consent. */
  readonly shutDown: readonly Id[];
  readonly steps: readonly Step[];
  /** The index of the step that is running; -1 before the first. */
  readonly at: number;
};

/** What the agenda holds: the job of this task is due for its next move. */
export type Due = { readonly task: Id };

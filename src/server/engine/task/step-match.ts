/**
 * Matches the steps of tasks that break-points and faults wait for.
 * @module
 */

import { hasAnyId } from '../world/find.ts';
import type { Job, JobKind, Step, StepKind } from '../world/job.ts';
import type { World } from '../world/world.ts';
import type { Outcome } from './step.ts';

/** Matches steps by these fields. An absent field matches anything. */
export interface StepMatch {
  /** The task of the step, by id. */
  readonly task?: string;
  readonly job?: JobKind;
  readonly step?: StepKind;
  /** The VM of the step, by name, id or local_id. */
  readonly vm?: string;
  /** The host of the task, by name, id or local_id. */
  readonly host?: string;
}

/** Whether a step of a job matches. */
export function matchesStep(world: World, match: StepMatch, job: Job, step: Step): boolean {
  return (
    (match.task === undefined || match.task === job.id) &&
    (match.job === undefined || match.job === job.kind) &&
    (match.step === undefined || match.step === step.kind) &&
    (match.vm === undefined || ('vm' in step && hasAnyId(world.get('Vm', step.vm), match.vm))) &&
    (match.host === undefined || (job.host !== null && hasAnyId(world.get('Host', job.host), match.host)))
  );
}

/** Returns the step that has started, given the outcome of its `begin`; undefined if none has. */
export function startedStep(step: Step, outcome: Outcome): Step | undefined {
  if (outcome.kind === 'done') return step;
  return outcome.kind === 'instead' ? outcome.step : undefined;
}

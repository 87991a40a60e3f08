/**
 * Applies faults to the steps of tasks. The fault of a step is chosen when the step starts, and takes effect when it
 * ends.
 * @module
 */
import { type Text, untranslated } from '../language/text.ts';
import { detachTask, type Work } from '../task/job.ts';
import { failed, type Outcome, type StepTraits, WAIT } from '../task/step.ts';
import { matchesStep, startedStep } from '../task/step-match.ts';
import { SHUT_DOWN_LIMIT_MS } from '../vm/power.ts';
import { requireErrorCode } from '../world/error-codes.ts';
import { findHostByAnyId } from '../world/find.ts';
import type { Failure, Job, Step } from '../world/job.ts';
import type { Id } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { describeStepFailure } from './codes.ts';
import type { Ledger } from './ledger.ts';
import { isStillLost, type LostHost, loseHost, lostHostOutcome, restoreHost } from './lost-host.ts';
import {
  type FailTaskFault,
  isOutcomeFault,
  isStepFault,
  type LoseHostFault,
  type OutcomeFault,
  type StepFault,
} from './rule.ts';

/** The complete state of the step faults, as plain data. */
export interface StepFaultsState {
  /** The fault of each task's running step. The name is that of the snapshot format. */
  readonly fates: readonly (readonly [task: Id, fault: string])[];
  readonly lost: readonly LostHost[];
}

export class StepFaults {
  readonly #ledger: Ledger;
  readonly #faults = new Map<Id, string>();
  #lost: readonly LostHost[] = [];

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Continues from a saved state, or by default from that of a new world. */
  restore({ fates, lost }: StepFaultsState = { fates: [], lost: [] }): void {
    this.#faults.clear();
    for (const [task, fault] of fates) this.#faults.set(task, fault);
    this.#lost = lost;
  }

  /** Returns the same work with the active faults applied. */
  decorate(work: Work): Work {
    return {
      ...work,
      begin: (world, job, step) => {
        const outcome = work.begin(world, job, step);
        const started = startedStep(step, outcome);
        if (started !== undefined) this.#applyFaults(world, job, started, work.traitsOf(job, started));
        return outcome;
      },
      durationOf: (world, job, step) =>
        this.#faultOf(job)?.do === 'deaf-guest' ? SHUT_DOWN_LIMIT_MS : work.durationOf(world, job, step),
      finish: (world, job, step) =>
        this.#faultOutcome(world, job, step, work.traitsOf(job, step)) ?? work.finish(world, job, step),
      onEnd: (world, job, failure) => {
        this.#faults.delete(job.id);
        work.onEnd(world, job, failure);
      },
    };
  }

  /**
   * Disconnects the host that a rule names, or else the host of a job. Ignores hosts that are unknown or already lost.
   */
  loseHost(world: World, fault: string, rule: LoseHostFault, job?: Job): void {
    const name = rule.lose ?? rule.host;
    const host = name === undefined ? world.get('Host', job?.host ?? '') : findHostByAnyId(world, name);
    if (host === undefined || this.isLost(world, host.id)) return;
    const others = this.#lost.filter((lost) => lost.host !== host.id);
    this.#lost = [...others, loseHost(world, host, fault, rule)];
  }

  /** Whether a fault has disconnected a host, and it has not come back. */
  isLost(world: World, host: Id): boolean {
    return this.#lost.some((lost) => lost.host === host && isStillLost(world, lost));
  }

  /** Reconnects a lost host. Returns the faults that had disconnected it. */
  returnHost(world: World, host: Id): string[] {
    const returning = this.#lost.filter((lost) => lost.host === host);
    for (const lost of returning) restoreHost(world, lost);
    this.#lost = this.#lost.filter((lost) => lost.host !== host);
    return returning.map(({ fault }) => fault);
  }

  /** Undoes what a removed fault did: hanging steps continue, lost hosts come back. */
  release(world: World, fault: string): void {
    for (const [task, id] of this.#faults) if (id === fault) this.#faults.delete(task);
    for (const lost of this.#lost) if (lost.fault === fault) restoreHost(world, lost);
    this.#lost = this.#lost.filter((lost) => lost.fault !== fault);
  }

  state(): StepFaultsState {
    return { fates: [...this.#faults], lost: this.#lost };
  }

  /** Chooses the fault of a step that starts. Those that do not decide how it ends take effect now. */
  #applyFaults(world: World, job: Job, step: Step, traits: StepTraits): void {
    this.#faults.delete(job.id);
    for (const fault of this.#ledger.all()) {
      const { id, rule } = fault;
      if (!isStepFault(rule) || !matchesFault(world, rule, job, step, traits)) continue;
      if (isOutcomeFault(rule) && this.#faults.has(job.id)) continue;
      if (!this.#ledger.tryFire(fault)) continue;
      if (isOutcomeFault(rule)) this.#faults.set(job.id, id);
      else if (rule.do === 'lose-host') this.loseHost(world, id, rule, job);
      else detachTask(world, job, failureOf(world, job, step, rule));
    }
  }

  /** Returns the outcome that a fault gives to a step, or undefined if the step finishes normally. */
  #faultOutcome(world: World, job: Job, step: Step, traits: StepTraits): Outcome | undefined {
    const fault = this.#faultOf(job);
    switch (fault?.do) {
      case 'hang':
        return WAIT;
      case 'fail-step':
        return { kind: 'failed', failure: failureOf(world, job, step, fault) };
      case 'deaf-guest':
        return failed(TIMEOUT, describeStepFailure(world, job, step, TIMEOUT));
      case undefined:
        return lostHostOutcome(world, this.#lost, job, step, traits);
    }
  }

  #faultOf({ id }: Job): OutcomeFault | undefined {
    const rule = this.#ledger.get(this.#faults.get(id) ?? '')?.rule;
    return rule !== undefined && isOutcomeFault(rule) ? rule : undefined;
  }
}

const TIMEOUT = 'JOB_VM_SHUTDOWN_TIMEOUT';

/** Whether a step matches a fault. `deaf-guest` matches only steps that need the guest to shut down. */
function matchesFault(world: World, rule: StepFault, job: Job, step: Step, traits: StepTraits): boolean {
  if (rule.do === 'deaf-guest' && traits.waitsForGuest?.(step) !== true) return false;
  return matchesStep(world, rule, job, step);
}

/** Returns the failure that a rule describes. */
function failureOf(
  world: World,
  job: Job,
  step: Step,
  { code, message }: Pick<FailTaskFault, 'code' | 'message'>,
): Failure {
  return {
    code: requireErrorCode(code),
    message: customMessage(message) ?? describeStepFailure(world, job, step, code),
  };
}

/** Returns a user's own message, which has one language. */
function customMessage(message: string | undefined): Text | undefined {
  return message === undefined ? undefined : untranslated(message);
}

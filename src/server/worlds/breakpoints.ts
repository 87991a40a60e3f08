/**
 * Break-points stop the clock when a matching step starts, such as the second live migration of an enter.
 * @module
 */
import type { Work } from '../engine/task/job.ts';
import { matchesStep, type StepMatch, startedStep } from '../engine/task/step-match.ts';
import type { Job, Step, StepKind } from '../engine/world/job.ts';
import type { Id } from '../engine/world/records.ts';
import type { World } from '../engine/world/world.ts';
import { ControlRefusal } from './control-refusal.ts';

export interface BreakpointRule extends StepMatch {
  /** Which matching step to stop at, counted from 1 since the break-point was set; 1 by default. */
  readonly nth?: number;
}

export interface Breakpoint extends BreakpointRule {
  readonly id: string;
  /** The number of matching steps that have started. */
  readonly seen: number;
  /** The step that it has stopped at; absent before and after. */
  readonly at?: { readonly task: Id; readonly step: StepKind; readonly vm?: Id };
}

/** The break-points as plain data. `count` is the number of break-points that were ever set. */
export interface BreakpointsState {
  readonly count: number;
  readonly all: readonly Breakpoint[];
}

/** More break-points are taken for a mistake. */
export const BREAKPOINT_LIMIT = 1_000;

export class Breakpoints {
  #all: readonly Breakpoint[] = [];
  #count = 0;

  /** Sets a break-point. Throws ControlRefusal if there are too many. */
  add(rule: BreakpointRule): Breakpoint {
    if (this.#all.length >= BREAKPOINT_LIMIT)
      throw new ControlRefusal('full', `There are ${BREAKPOINT_LIMIT} break-points: remove some first.`);
    this.#count += 1;
    const breakpoint = { ...rule, id: `breakpoint-${this.#count}`, seen: 0 };
    this.#all = [...this.#all, breakpoint];
    return breakpoint;
  }

  list(): readonly Breakpoint[] {
    return this.#all;
  }

  /** Removes a break-point. Returns whether it existed. */
  remove(id: string): boolean {
    const before = this.#all.length;
    this.#all = this.#all.filter((breakpoint) => breakpoint.id !== id);
    return this.#all.length < before;
  }

  clear(): void {
    this.#all = [];
  }

  state(): BreakpointsState {
    return { count: this.#count, all: this.#all };
  }

  /** Replaces all break-points by those of a state, by default an empty one. */
  restore({ count, all }: BreakpointsState = { count: 0, all: [] }): void {
    this.#count = count;
    this.#all = all;
  }

  /** Returns the break-point that has stopped the clock. */
  current(): Breakpoint | undefined {
    return this.#all.find(({ at }) => at !== undefined);
  }

  /** Passes the break-point that has stopped the clock. */
  pass(): void {
    this.#all = this.#all.map(({ at: _at, ...breakpoint }) => breakpoint);
  }

  /** Returns the work with a check for break-points at the start of each step. */
  decorate(work: Work): Work {
    return {
      ...work,
      begin: (world, job, step) => {
        const outcome = work.begin(world, job, step);
        const started = startedStep(step, outcome);
        if (started !== undefined) this.#recordStep(world, job, started);
        return outcome;
      },
    };
  }

  #recordStep(world: World, job: Job, step: Step): void {
    this.#all = this.#all.map((breakpoint) => {
      if (!matchesStep(world, breakpoint, job, step)) return breakpoint;
      const seen = breakpoint.seen + 1;
      if (seen !== (breakpoint.nth ?? 1)) return { ...breakpoint, seen };
      return {
        ...breakpoint,
        seen,
        at: { task: job.id, step: step.kind, ...('vm' in step && { vm: step.vm }) },
      };
    });
  }
}

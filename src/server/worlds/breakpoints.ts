/**
 * Places in the work of tasks where time is made to stand still: "the second live migration of an enter".
 * @module
 */
import type { Work } from '../engine/task/job.ts';
import { matchesStep, type StepMatch, startedStep } from '../engine/task/step-match.ts';
import type { Job, Step, StepKind } from '../engine/world/job.ts';
import type { Id } from '../engine/world/records.ts';
import type { World } from '../engine/world/world.ts';
import { ControlRefusal } from './control-refusal.ts';

export interface BreakpointRule extends StepMatch {
  /** The how manieth such step is meant, counted from when the break-point was set; the first unless given. */
  readonly nth?: number;
}

export interface Breakpoint extends BreakpointRule {
  readonly id: string;
  /** How many such steps have begun. */
  readonly seen: number;
  /** Where time stands because of it; absent before and after. */
  readonly at?: { readonly task: Id; readonly step: StepKind; readonly vm?: Id };
}

/** The break-points as plain data, and how many there have ever been. */
export interface BreakpointsState {
  readonly count: number;
  readonly all: readonly Breakpoint[];
}

/** More would be a mistake. */
export const BREAKPOINT_LIMIT = 1_000;

export class Breakpoints {
  #all: readonly Breakpoint[] = [];
  #count = 0;

  /** Sets one. Throws ControlRefusal when there are too many. */
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

  /** Removes one; answers whether it was there. */
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

  /** Goes on from a state; from none unless given. */
  restore({ count, all }: BreakpointsState = { count: 0, all: [] }): void {
    this.#count = count;
    this.#all = all;
  }

  /** The one at which time stands. */
  current(): Breakpoint | undefined {
    return this.#all.find(({ at }) => at !== undefined);
  }

  /** Lets the one at which time stands be passed. */
  pass(): void {
    this.#all = this.#all.map(({ at: _at, ...breakpoint }) => breakpoint);
  }

  /** The same work; a step that begins may be a break-point. */
  decorate(work: Work): Work {
    return {
      ...work,
      begin: (world, job, step) => {
        const outcome = work.begin(world, job, step);
        const begun = startedStep(step, outcome);
        if (begun !== undefined) this.#note(world, job, begun);
        return outcome;
      },
    };
  }

  #note(world: World, job: Job, step: Step): void {
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

/**
 * What is made to go wrong in a world, on purpose: rules that strike requests, and steps of tasks.
 * @module
 */
import { describeCode } from '../engine/fault/codes.ts';
import { LaggedWorld, type PendingChanges } from '../engine/fault/lagged-world.ts';
import { Ledger, type LedgerState } from '../engine/fault/ledger.ts';
import { type ApiRequest, matchesRequest } from '../engine/fault/request-match.ts';
import {
  type EndingFault,
  type Fault,
  type FaultRule,
  firesImmediately,
  isRequestFault,
  type RequestFault,
} from '../engine/fault/rule.ts';
import { StepFaults, type StepFaultsState } from '../engine/fault/step-faults.ts';
import { WORK } from '../engine/jobs.ts';
import { message } from '../engine/language/message.ts';
import { failJob, type Work } from '../engine/task/job.ts';
import type { Failure } from '../engine/world/job.ts';
import type { World } from '../engine/world/world.ts';
import { checkFault, presetCalled } from './check-fault.ts';
import { ControlRefusal } from './control-refusal.ts';
import { type View, viewOf } from './view.ts';

/** What faults work on. */
export interface Faulty {
  readonly world: World;
  /** Brings the world up to the clock's now. */
  settle(): void;
}

/** What a request meets. */
export interface RequestFaults {
  /** How long it waits before anything is done for it, in ms of virtual time. */
  readonly delay: number;
  /** How it ends otherwise than by its answer, and the fault that is to blame. */
  readonly ending?: { readonly id: string; readonly rule: EndingFault };
  /** The fault by which it reads the world as it was. */
  readonly lag?: string;
}

/** Everything faults know, as plain data. */
export interface FaultsState {
  readonly ledger: LedgerState;
  readonly steps: StepFaultsState;
  readonly lags: readonly (readonly [fault: string, pending: PendingChanges])[];
}

interface Lag {
  readonly lagged: LaggedWorld;
  readonly view: View;
}

/** More would be a mistake; each read-lag keeps a world of its own. */
export const FAULT_LIMIT = 1_000;
export const LAG_LIMIT = 8;

const RESTARTED = 'RESET_TASK_FAILED_WHEN_SERVER_STARTED';

export class Faults {
  readonly #place: Faulty;
  readonly #lags = new Map<string, Lag>();
  readonly #ledger: Ledger;
  readonly #steps: StepFaults;

  constructor(place: Faulty) {
    this.#place = place;
    this.#ledger = new Ledger(place.world.seed);
    this.#steps = new StepFaults(this.#ledger);
  }

  get isEmpty(): boolean {
    return this.#ledger.size === 0;
  }

  list(): readonly Fault[] {
    return this.#ledger.all();
  }

  /** Puts a fault in force. Throws ControlRefusal if it names what there is not, or when there are too many. */
  add(rule: FaultRule): Fault {
    const [fault] = this.addAll([rule]);
    if (fault === undefined) throw new Error('A fault that was added is not there.');
    return fault;
  }

  /** Puts all the faults of a preset in force. Throws ControlRefusal if there is no such preset. */
  addPreset(name: string): readonly Fault[] {
    return this.addAll(presetCalled(name));
  }

  /** Puts all in force, or none. */
  addAll(rules: readonly FaultRule[]): readonly Fault[] {
    this.#place.settle();
    for (const rule of rules) checkFault(this.#place.world, rule);
    this.#assertRoom(rules);
    const ids = rules.map((rule) => this.#begin(rule));
    return this.list().filter(({ id }) => ids.includes(id));
  }

  /** Removes one; answers whether it was there. What it held goes on. */
  remove(id: string): boolean {
    this.#place.settle();
    this.#end(id);
    return this.#ledger.remove(id);
  }

  /** Removes all. */
  clear(): void {
    for (const { id } of this.list()) this.remove(id);
  }

  /** Begins anew, in a world that has just begun, with these. They have been checked. */
  start(rules: readonly FaultRule[]): void {
    this.#dropLags();
    this.#ledger.reset(this.#place.world.seed);
    this.#steps.restore();
    for (const rule of rules) this.#begin(rule);
  }

  /** Everything it knows. */
  state(): FaultsState {
    return {
      ledger: this.#ledger.state(),
      steps: this.#steps.state(),
      lags: [...this.#lags].map(([id, { lagged }]) => [id, lagged.pending()]),
    };
  }

  /** Goes on from a state, in the world that it belongs to. */
  restore({ ledger, steps, lags }: FaultsState): void {
    this.#dropLags();
    this.#ledger.restore(ledger);
    this.#steps.restore(steps);
    for (const { id, rule } of this.list())
      if (rule.do === 'read-lag') this.#lag(id, rule.ms, new Map(lags).get(id));
  }

  /** The same work, as the faults in force change it. */
  decorate(work: Work): Work {
    return this.#steps.decorate(work);
  }

  /** A request meets the faults that mean it, in the order they were added; one of those by which it ends. */
  forRequest(asked: ApiRequest): RequestFaults {
    let met: RequestFaults = { delay: 0 };
    for (const fault of this.list()) {
      const { id, rule } = fault;
      if (!isRequestFault(rule) || !matchesRequest(this.#place.world, rule, asked)) continue;
      if (met.ending !== undefined && isEnding(rule)) continue;
      if (this.#ledger.tryFire(fault)) met = this.#met(met, id, rule);
    }
    return met;
  }

  /** The world as reads see it that have met a fault's lag. */
  laggedView(fault: string): View | undefined {
    const lag = this.#lags.get(fault);
    lag?.lagged.catchUp();
    return lag?.view;
  }

  #met(met: RequestFaults, id: string, rule: RequestFault): RequestFaults {
    switch (rule.do) {
      case 'delay':
        return { ...met, delay: met.delay + rule.ms };
      case 'read-lag':
        return { lag: id, ...met };
      case 'restart':
        this.#restart();
        return met;
      default:
        return { ...met, ending: { id, rule } };
    }
  }

  #begin(rule: FaultRule): string {
    const id = this.#ledger.add(rule);
    if (rule.do === 'read-lag') this.#lag(id, rule.ms);
    const fault = this.#ledger.get(id);
    if (fault === undefined || !firesImmediately(rule) || !this.#ledger.tryFire(fault)) return id;
    if (rule.do === 'restart') this.#restart();
    if (rule.do === 'lose-host') this.#steps.loseHost(this.#place.world, id, rule);
    return id;
  }

  #end(id: string): void {
    this.#steps.release(this.#place.world, id);
    this.#lags.get(id)?.lagged.stop();
    this.#lags.delete(id);
  }

  #lag(id: string, ms: number, pending?: PendingChanges): void {
    const lagged = new LaggedWorld(this.#place.world, ms, pending);
    this.#lags.set(id, { lagged, view: viewOf(lagged.world) });
  }

  #dropLags(): void {
    for (const { lagged } of this.#lags.values()) lagged.stop();
    this.#lags.clear();
  }

  /** As after a restart of CloudTower: no task that had not ended goes on. */
  #restart(): void {
    const { world } = this.#place;
    const failure: Failure = {
      code: RESTARTED,
      message: message('code.sentence', { meaning: describeCode(RESTARTED) }),
    };
    for (const job of world.all('Job')) failJob(world, this.#steps.decorate(WORK), job, failure);
  }

  #assertRoom(rules: readonly FaultRule[]): void {
    if (this.#ledger.size + rules.length > FAULT_LIMIT)
      throw new ControlRefusal('full', `There can be ${FAULT_LIMIT} faults: remove some first.`);
    const lags = rules.filter((rule) => rule.do === 'read-lag').length;
    if (this.#lags.size + lags > LAG_LIMIT)
      throw new ControlRefusal('full', `There can be ${LAG_LIMIT} read-lags: remove some first.`);
  }
}

function isEnding(rule: RequestFault): rule is EndingFault {
  return rule.do === 'answer' || rule.do === 'reset' || rule.do === 'lose-answer';
}

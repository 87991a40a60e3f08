/**
 * The faults of a world: rules that fire on requests or on steps of tasks.
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
import { message } from '../engine/language/message.ts';
import { failJob, type Work } from '../engine/task/job.ts';
import type { Instant } from '../engine/time/iso.ts';
import type { Failure } from '../engine/world/job.ts';
import type { Id } from '../engine/world/records.ts';
import type { World } from '../engine/world/world.ts';
import { checkFault, presetRules } from './check-fault.ts';
import { ControlRefusal } from './control-refusal.ts';
import { type View, viewOf } from './view.ts';

/** The parts of a simulation that faults need. */
export interface FaultContext {
  readonly world: World;
  /** The work of steps, with journal, faults and break-points. */
  readonly work: Work;
  /** Brings the world up to the clock's now. */
  settle(): void;
}

/** The combined effect of all faults on a request. */
export interface RequestFaults {
  /** How long the request waits before it is handled, in ms of virtual time. */
  readonly delay: number;
  /** The fault that replaces the answer. */
  readonly ending?: { readonly id: string; readonly rule: EndingFault };
  /** The id of the fault that makes the request read an older state of the world. */
  readonly lag?: string;
}

/** The faults and their progress, as plain data. */
export interface FaultsState {
  readonly ledger: LedgerState;
  readonly steps: StepFaultsState;
  readonly lags: readonly (readonly [fault: string, pending: PendingChanges])[];
}

interface Lag {
  readonly lagged: LaggedWorld;
  readonly view: View;
}

/** More faults are taken for a mistake. */
export const FAULT_LIMIT = 1_000;
/** Each read-lag keeps a world of its own. */
export const LAG_LIMIT = 8;

const RESTART_CODE = 'RESET_TASK_FAILED_WHEN_SERVER_STARTED';

export class Faults {
  readonly #context: FaultContext;
  readonly #lags = new Map<string, Lag>();
  readonly #ledger: Ledger;
  readonly #steps: StepFaults;

  constructor(context: FaultContext) {
    this.#context = context;
    this.#ledger = new Ledger(context.world.seed);
    this.#steps = new StepFaults(this.#ledger);
  }

  get isEmpty(): boolean {
    return this.#ledger.size === 0;
  }

  list(): readonly Fault[] {
    return this.#ledger.all();
  }

  /** Adds a fault. Throws ControlRefusal if its rule names something unknown or if there are too many faults. */
  add(rule: FaultRule): Fault {
    const [fault] = this.addAll([rule]);
    if (fault === undefined) throw new Error('A fault that was added is not there.');
    return fault;
  }

  /** Adds all faults of a preset. Throws ControlRefusal for an unknown preset, and as `addAll` does. */
  addPreset(name: string): readonly Fault[] {
    return this.addAll(presetRules(name));
  }

  /** Adds all faults. Throws ControlRefusal as `add` does, and adds none then. */
  addAll(rules: readonly FaultRule[]): readonly Fault[] {
    this.#context.settle();
    for (const rule of rules) checkFault(this.#context.world, rule);
    this.#assertRoom(rules);
    const ids = rules.map((rule) => this.#activate(rule));
    return this.list().filter(({ id }) => ids.includes(id));
  }

  /** Removes a fault, so that everything it held continues. Returns whether it existed. */
  remove(id: string): boolean {
    this.#context.settle();
    this.#deactivate(id);
    return this.#ledger.remove(id);
  }

  /** Removes all faults. */
  clear(): void {
    for (const { id } of this.list()) this.remove(id);
  }

  /** Whether a fault has disconnected a host, and it has not come back. */
  isLost(host: Id): boolean {
    return this.#steps.isLost(this.#context.world, host);
  }

  /** Reconnects a lost host. Removes the fault that disconnected it, unless it waits for steps and may fire again. */
  returnHost(host: Id): void {
    for (const id of this.#steps.returnHost(this.#context.world, host)) {
      const rule = this.#ledger.get(id)?.rule;
      if (rule !== undefined && firesImmediately(rule)) this.remove(id);
    }
  }

  /** Starts over in a new world with these rules, which are checked already. */
  start(rules: readonly FaultRule[]): void {
    this.#dropLags();
    this.#ledger.reset(this.#context.world.seed);
    this.#steps.restore();
    for (const rule of rules) this.#activate(rule);
  }

  /** Returns all faults and their progress. */
  state(): FaultsState {
    return {
      ledger: this.#ledger.state(),
      steps: this.#steps.state(),
      lags: [...this.#lags].map(([id, { lagged }]) => [id, lagged.pending()]),
    };
  }

  /** Continues from a state in its own world. */
  restore({ ledger, steps, lags }: FaultsState): void {
    this.#dropLags();
    this.#ledger.restore(ledger);
    this.#steps.restore(steps);
    for (const { id, rule } of this.list())
      if (rule.do === 'read-lag') this.#startLag(id, rule.ms, new Map(lags).get(id));
  }

  /** Returns the work with the effects of the faults. */
  decorate(work: Work): Work {
    return this.#steps.decorate(work);
  }

  /** Returns the combined effect of all faults that fire on a request, in the order they were added. Only one ends it. */
  forRequest(request: ApiRequest): RequestFaults {
    let effect: RequestFaults = { delay: 0 };
    for (const fault of this.list()) {
      const { id, rule } = fault;
      if (!isRequestFault(rule) || !matchesRequest(this.#context.world, rule, request)) continue;
      if (effect.ending !== undefined && isEnding(rule)) continue;
      if (this.#ledger.tryFire(fault)) effect = this.#apply(effect, id, rule);
    }
    return effect;
  }

  /** Returns the older state of the world that a read-lag shows, or undefined if the fault no longer exists. */
  laggedView(fault: string): View | undefined {
    const lag = this.#lags.get(fault);
    lag?.lagged.catchUp();
    return lag?.view;
  }

  /** Returns when a read-lag shows the next change; undefined if none is to come. */
  nextLagAt(): Instant | undefined {
    const times = [...this.#lags.values()].flatMap(({ lagged }) => lagged.nextAt() ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  #apply(effect: RequestFaults, id: string, rule: RequestFault): RequestFaults {
    switch (rule.do) {
      case 'delay':
        return { ...effect, delay: effect.delay + rule.ms };
      case 'read-lag':
        return { lag: id, ...effect };
      case 'restart':
        this.#restart();
        return effect;
      default:
        return { ...effect, ending: { id, rule } };
    }
  }

  #activate(rule: FaultRule): string {
    const id = this.#ledger.add(rule);
    if (rule.do === 'read-lag') this.#startLag(id, rule.ms);
    const fault = this.#ledger.get(id);
    if (fault === undefined || !firesImmediately(rule) || !this.#ledger.tryFire(fault)) return id;
    if (rule.do === 'restart') this.#restart();
    if (rule.do === 'lose-host') this.#steps.loseHost(this.#context.world, id, rule);
    return id;
  }

  #deactivate(id: string): void {
    this.#steps.release(this.#context.world, id);
    this.#lags.get(id)?.lagged.stop();
    this.#lags.delete(id);
  }

  #startLag(id: string, ms: number, pending?: PendingChanges): void {
    const lagged = new LaggedWorld(this.#context.world, ms, pending);
    this.#lags.set(id, { lagged, view: viewOf(lagged.world) });
  }

  #dropLags(): void {
    for (const { lagged } of this.#lags.values()) lagged.stop();
    this.#lags.clear();
  }

  /** Fails all unfinished tasks, as a restart of CloudTower does. */
  #restart(): void {
    const { world, work } = this.#context;
    const failure: Failure = {
      code: RESTART_CODE,
      message: message('code.sentence', { meaning: describeCode(RESTART_CODE) }),
    };
    for (const job of world.all('Job')) failJob(world, work, job, failure);
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

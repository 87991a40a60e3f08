/**
 * The faults in force, and how often each has been seen and has struck.
 * @module
 */
import { Random, type RandomState } from '../world/random.ts';
import type { Fault, FaultRule } from './rule.ts';
import { tally } from './tally.ts';

/** Everything it knows, as plain data. */
export interface LedgerState {
  readonly count: number;
  readonly chance: RandomState;
  readonly faults: readonly Fault[];
}

export class Ledger {
  /** In the order they were added. */
  readonly #faults: Map<string, Fault>;
  readonly #chance: Random;
  #count: number;

  constructor({ count, chance, faults }: LedgerState) {
    this.#count = count;
    this.#chance = new Random(chance);
    this.#faults = new Map(faults.map((fault) => [fault.id, fault]));
  }

  /** An empty one. Its chance is its own, so that faults change no id of the world. */
  static seeded(seed: string): Ledger {
    return new Ledger({ count: 0, chance: Random.seeded(`${seed} faults`).state(), faults: [] });
  }

  get size(): number {
    return this.#faults.size;
  }

  all(): readonly Fault[] {
    return [...this.#faults.values()];
  }

  get(id: string): Fault | undefined {
    return this.#faults.get(id);
  }

  /** Puts a rule in force; answers its id. */
  add(rule: FaultRule): string {
    this.#count += 1;
    const id = `fault-${this.#count}`;
    this.#faults.set(id, { id, rule, seen: 0, struck: 0 });
    return id;
  }

  /** Takes one out of force; answers whether it was there. */
  remove(id: string): boolean {
    return this.#faults.delete(id);
  }

  /** Notes that a fault has seen what it means; answers whether it strikes. */
  strikes(fault: Fault): boolean {
    const after = tally(fault, this.#chance);
    this.#faults.set(fault.id, after);
    return after.struck > fault.struck;
  }

  state(): LedgerState {
    return { count: this.#count, chance: this.#chance.state(), faults: this.all() };
  }
}

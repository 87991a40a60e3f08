/**
 * The active faults, and how often each has matched and fired.
 * @module
 */
import { Random, type RandomState } from '../world/random.ts';
import { type Fault, type FaultRule, timesOf } from './rule.ts';

/** The complete state of a ledger, as plain data. */
export interface LedgerState {
  readonly count: number;
  readonly chance: RandomState;
  readonly faults: readonly Fault[];
}

export class Ledger {
  /** In the order they were added. */
  readonly #faults = new Map<string, Fault>();
  #random: Random;
  #count = 0;

  /** Creates an empty ledger. It has its own random generator, so that faults do not change the ids of the world. */
  constructor(seed: string) {
    this.#random = randomFor(seed);
  }

  /** Removes all faults, and starts the random generator anew. */
  reset(seed: string): void {
    this.restore({ count: 0, chance: randomFor(seed).state(), faults: [] });
  }

  /** Continues from a saved state. */
  restore({ count, chance, faults }: LedgerState): void {
    this.#count = count;
    this.#random = new Random(chance);
    this.#faults.clear();
    for (const fault of faults) this.#faults.set(fault.id, fault);
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

  /** Activates a rule. Returns the id of the fault. */
  add(rule: FaultRule): string {
    this.#count += 1;
    const id = `fault-${this.#count}`;
    this.#faults.set(id, { id, rule, seen: 0, struck: 0 });
    return id;
  }

  /** Removes a fault. Returns whether it existed. */
  remove(id: string): boolean {
    return this.#faults.delete(id);
  }

  /** Counts a request or step that matches a fault. Returns whether the fault fires. */
  tryFire(fault: Fault): boolean {
    const after = countMatch(fault, this.#random);
    this.#faults.set(fault.id, after);
    return after.struck > fault.struck;
  }

  state(): LedgerState {
    return { count: this.#count, chance: this.#random.state(), faults: this.all() };
  }
}

function randomFor(seed: string): Random {
  return Random.seeded(`${seed} faults`);
}

/** Probabilities are compared in millionths. */
const MILLION = 1_000_000;

/** Returns the fault with its counters increased. Draws a random number only if the rule has a probability. */
function countMatch(fault: Fault, random: Random): Fault {
  const { rule, seen, struck } = fault;
  const { nth = 1, probability = 1 } = rule;
  const isDue = seen + 1 >= nth && struck < timesOf(rule);
  const fires = isDue && (probability === 1 || random.below(MILLION) < probability * MILLION);
  return { ...fault, seen: seen + 1, struck: fires ? struck + 1 : struck };
}

/**
 * The faults in force, and how often each has been seen and has struck.
 * @module
 */
import { Random, type RandomState } from '../world/random.ts';
import { type Fault, type FaultRule, timesOf } from './rule.ts';

/** Everything it knows, as plain data. */
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

  /** An empty one. Its random numbers are its own, so that faults change no id of the world. */
  constructor(seed: string) {
    this.#random = randomFor(seed);
  }

  /** Begins anew, without faults. */
  reset(seed: string): void {
    this.restore({ count: 0, chance: randomFor(seed).state(), faults: [] });
  }

  /** Goes on from a state. */
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

  /** Counts one more request or step that a fault matches; returns whether it strikes. */
  fires(fault: Fault): boolean {
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

/** Random numbers are drawn in millionths. */
const MILLION = 1_000_000;

/** The fault with one more seen, and struck if it strikes. A number is drawn only if the rule has a probability. */
function countMatch(fault: Fault, random: Random): Fault {
  const { rule, seen, struck } = fault;
  const { nth = 1, probability = 1 } = rule;
  const isDue = seen + 1 >= nth && struck < timesOf(rule);
  const strikes = isDue && (probability === 1 || random.below(MILLION) < probability * MILLION);
  return { ...fault, seen: seen + 1, struck: strikes ? struck + 1 : struck };
}

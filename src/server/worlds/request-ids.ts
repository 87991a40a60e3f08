/**
 * The ids of requests. Every answer carries one.
 * @module
 */
import { Random } from '../engine/world/random.ts';

/** Counts UUIDs up from a random one. A random UUID per request would cost more than the rest of a small answer. */
export class RequestIds {
  readonly #start: string;
  #count: number;

  /** Continues after `count` ids. */
  constructor(seed: string, count = 0) {
    this.#start = Random.seeded(`${seed} requests`).uuid().slice(0, -12);
    this.#count = count;
  }

  /** The number of ids so far. */
  get count(): number {
    return this.#count;
  }

  next(): string {
    return this.#start + (this.#count++).toString(16).padStart(12, '0');
  }
}

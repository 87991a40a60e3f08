/**
 * The ids of requests, as every answer carries one.
 * @module
 */
import { Random } from '../engine/world/random.ts';

/** UUIDs from a seed, each one higher than the last: chance for every request would cost more than the rest of a small answer. */
export class RequestIds {
  readonly #start: string;
  #count: number;

  /** Goes on after `count` ids. */
  constructor(seed: string, count = 0) {
    this.#start = Random.seeded(`${seed} requests`).uuid().slice(0, -12);
    this.#count = count;
  }

  /** How many there have been. */
  get count(): number {
    return this.#count;
  }

  next(): string {
    return this.#start + (this.#count++).toString(16).padStart(12, '0');
  }
}

/**
 * The seeded random generator: the only source of ids and jitter. Its whole state is plain data.
 * @module
 */
import type { Instant } from '../time/iso.ts';

export interface RandomState {
  readonly words: readonly [number, number, number, number];
  readonly ids: number;
}

const UINT32 = 2 ** 32;

/** The sfc32 generator, seeded from text: the same seed gives the same sequence on every machine. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;
  #ids: number;

  constructor({ words, ids }: RandomState) {
    [this.#a, this.#b, this.#c, this.#counter] = words;
    this.#ids = ids;
  }

  /** Returns a generator for a seed. */
  static seeded(seed: string): Random {
    const random = new Random({ words: [hash(seed, 1), hash(seed, 2), hash(seed, 3), 1], ids: 0 });
    for (let warmUp = 0; warmUp < 12; warmUp += 1) random.#word();
    return random;
  }

  state(): RandomState {
    return { words: [this.#a, this.#b, this.#c, this.#counter], ids: this.#ids };
  }

  /** Returns a whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor((this.#word() / UINT32) * limit);
  }

  /**
   * Returns a cuid as Tower creates them, 25 characters: `c`, the time, a counter, and random digits for the
   * fingerprint and the rest. Evidence: real ids.
   */
  cuid(at: Instant): string {
    this.#ids += 1;
    const time = base36(Math.max(0, at), 8);
    // Joined, not concatenated: a concatenated string would keep its parts in memory, and a world holds many ids.
    return ['c', time, base36(this.#ids, 4), this.#base36(12)].join('');
  }

  /** Returns a version 4 UUID in lower case, as ELF creates them. */
  uuid(): string {
    const words = [this.#word(), this.#word(), this.#word(), this.#word()];
    const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('');
    const variant = '89ab'.charAt(this.below(4));
    const groups = [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      variant + hex.slice(17, 20),
      hex.slice(20),
    ];
    return groups.join('-');
  }

  #base36(length: number): string {
    let digits = '';
    while (digits.length < length) digits += this.below(36).toString(36);
    return digits;
  }

  #word(): number {
    const sum = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = (this.#b ^ (this.#b >>> 9)) >>> 0;
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum;
  }
}

/** Returns the last `length` base-36 digits of a number. */
function base36(value: number, length: number): string {
  return value.toString(36).padStart(length, '0').slice(-length);
}

/** FNV-1a with a salt, 32 bits. */
function hash(text: string, salt: number): number {
  let value = (0x811c9dc5 ^ salt) >>> 0;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value;
}

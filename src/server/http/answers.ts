/**
 * Whole answers of reads, kept while nothing changes: clients poll.
 * @module
 */

/** How many answers are kept, and how large one may be, in bytes: 16 MiB at most in all. */
const KEPT_LIMIT = 16;
const SIZE_LIMIT = 1024 * 1024;

export class Answers {
  readonly #kept = new Map<string, Uint8Array>();
  #version = -1;

  /** The answer to `question` at this version of the world; `make` is asked if it is not known. */
  get(question: string, version: number, make: () => Uint8Array): Uint8Array {
    if (version !== this.#version) this.#kept.clear();
    this.#version = version;
    const known = this.#kept.get(question);
    if (known !== undefined) return known;
    const answer = make();
    if (this.#kept.size >= KEPT_LIMIT) this.#kept.clear();
    if (answer.byteLength <= SIZE_LIMIT) this.#kept.set(question, answer);
    return answer;
  }
}

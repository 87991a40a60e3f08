/**
 * Whole answers of reads, kept while nothing changes: clients poll.
 * @module
 */

/** How many answers are kept, and how large one may be, in bytes: 16 MiB at most in all. */
const KEPT_LIMIT = 16;
const SIZE_LIMIT = 1024 * 1024;

/** JSON, as text or in UTF-8. */
export type Json = string | Uint8Array;

export class AnswerCache {
  readonly #kept = new Map<string, Json>();
  #version = -1;

  /** The answer to `question` at this version of the world; `make` is asked if it is not known. */
  get(question: string, version: number, make: () => Json): Json {
    if (version !== this.#version) this.#kept.clear();
    this.#version = version;
    const known = this.#kept.get(question);
    if (known !== undefined) return known;
    const answer = make();
    if (this.#kept.size >= KEPT_LIMIT) this.#kept.clear();
    if (sizeOf(answer) <= SIZE_LIMIT) this.#kept.set(question, answer);
    return answer;
  }
}

/** About as many bytes: texts are small. */
function sizeOf(answer: Json): number {
  return typeof answer === 'string' ? answer.length : answer.byteLength;
}

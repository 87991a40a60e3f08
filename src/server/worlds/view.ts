/**
 * A world as reads see it, with the caches of what they answered.
 * @module
 */
import { EntityJson } from '../engine/query/entity-json.ts';
import type { Trace, World } from '../engine/world/world.ts';

export interface View {
  readonly world: World;
  readonly answerCache: AnswerCache;
  readonly entityJson: EntityJson;
}

/** Returns a view of a world with empty caches. */
export function viewOf(world: World): View {
  return {
    world,
    answerCache: new AnswerCache(),
    entityJson: new EntityJson(world, (text) => Buffer.from(text)),
  };
}

/**
 * Returns a view that adds the ids of the deciding behaviours and rules to `trace`. Its caches are empty, because a
 * cached answer decides nothing. Returns the view itself without a trace.
 */
export function tracedView(view: View, trace: Trace | undefined): View {
  return trace === undefined ? view : viewOf(view.world.traced(trace));
}

/** JSON, as text or in UTF-8. */
export type Json = string | Uint8Array;

/** How many answers are cached. With the size limit, a cache takes 16 MiB at most. */
const ANSWER_LIMIT = 16;

/** The size of the largest answer that is cached, in bytes. */
const SIZE_LIMIT = 1024 * 1024;

/** Whole answers of reads, cached until the world changes: clients poll. */
export class AnswerCache {
  readonly #answers = new Map<string, Json>();
  #version = -1;

  /** Returns the answer to a query at this version of the world. Calls `make` if it is not cached. */
  get(query: string, version: number, make: () => Json): Json {
    if (version !== this.#version) this.#answers.clear();
    this.#version = version;
    const cached = this.#answers.get(query);
    if (cached !== undefined) return cached;
    const answer = make();
    if (this.#answers.size >= ANSWER_LIMIT) this.#answers.clear();
    if (sizeOf(answer) <= SIZE_LIMIT) this.#answers.set(query, answer);
    return answer;
  }
}

/** Returns the size in bytes. A text counts its characters, which is close enough: texts are small. */
function sizeOf(answer: Json): number {
  return typeof answer === 'string' ? answer.length : answer.byteLength;
}

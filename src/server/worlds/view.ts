/**
 * A world as reads see it, with what they have kept of it.
 * @module
 */

import { EntityJson } from '../engine/query/entity-json.ts';
import type { Trace, World } from '../engine/world/world.ts';
import { AnswerCache } from './answer-cache.ts';

export interface View {
  readonly world: World;
  readonly answerCache: AnswerCache;
  readonly entityJson: EntityJson;
}

/** The same view; the behaviours and rules that decide are added to `trace`, and so nothing kept is used. */
export function tracedView(view: View, trace: Trace | undefined): View {
  return trace === undefined ? view : viewOf(view.world.traced(trace));
}

export function viewOf(world: World): View {
  return {
    world,
    answerCache: new AnswerCache(),
    entityJson: new EntityJson(world, (text) => Buffer.from(text)),
  };
}

/**
 * A world as reads see it, with what they have kept of it.
 * @module
 */

import { EntityJson } from '../engine/query/entity-json.ts';
import type { World } from '../engine/world/world.ts';
import { AnswerCache } from './answer-cache.ts';

export interface View {
  readonly world: World;
  readonly answerCache: AnswerCache;
  readonly entityJson: EntityJson;
}

export function viewOf(world: World): View {
  return {
    world,
    answerCache: new AnswerCache(),
    entityJson: new EntityJson(world, (text) => Buffer.from(text)),
  };
}

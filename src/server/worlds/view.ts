/**
 * A world as reads see it, with what they have kept of it.
 * @module
 */
import { Answers } from './answer-cache.ts';
import { Shown } from '../engine/query/entity-json.ts';
import type { World } from '../engine/world/world.ts';

export interface View {
  readonly world: World;
  readonly answers: Answers;
  readonly shown: Shown;
}

export function viewOf(world: World): View {
  return { world, answers: new Answers(), shown: new Shown(world, (text) => Buffer.from(text)) };
}

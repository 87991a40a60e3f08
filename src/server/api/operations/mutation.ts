/**
 * How much of an entity the answer of an operation shows.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import type { Entity } from '../../engine/query/catalogue.ts';
import type { World } from '../../engine/world/world.ts';

/** The fields that are never null, or all of them, by behaviour. */
export function shownOf(
  world: World,
  entity: Entity,
  whole: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const isWhole = isChosen(world.behaviours, 'mutation.data', 'whole');
  const shown = entity.fields.filter(({ required }) => isWhole || required);
  return Object.fromEntries(shown.map(({ name }) => [name, whole[name]]));
}

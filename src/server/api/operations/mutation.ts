/**
 * The `data` member in the answers of operations that change something.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { toWire } from '../../engine/query/read.ts';
import type { Id } from '../../engine/world/records.ts';
import type { Call } from '../call.ts';

/** Returns the fields of an entity that are never null or, by behaviour, all fields. */
export function mutationData(
  { world, catalogue }: Call,
  name: 'Host' | 'Vm',
  id: Id,
): Record<string, unknown> {
  const entity = catalogue.entity(name);
  const whole = toWire(world, entity, world.must(name, id));
  const isWhole = isChosen(world.behaviours, 'mutation.data', 'whole');
  const fields = entity.fields.filter(({ required }) => isWhole || required);
  return Object.fromEntries(fields.map((field) => [field.name, whole[field.name]]));
}

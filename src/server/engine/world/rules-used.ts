/**
 * Hearing of which behaviours are asked for.
 * @module
 */
import type { BehaviourChoices } from '../../../../contracts/behaviours/index.ts';

/** The same choices; the id of each that is asked for is added to `asked`. */
export function noticed(choices: BehaviourChoices, asked: Set<string>): BehaviourChoices {
  return new Proxy(choices, {
    get: (all, id): unknown => {
      if (typeof id === 'string') asked.add(id);
      return Reflect.get(all, id);
    },
  });
}

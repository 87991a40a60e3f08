/**
 * From a snapshot, as it comes from outside, to the state of a world that can go on from it.
 * @module
 */
import { ChoiceError, parseChoices } from '../../../../contracts/behaviours/choices.ts';
import { checkScenario, ScenarioError } from '../../../fixtures/scenario.ts';
import { ControlRefusal } from '../control-refusal.ts';
import { checksumOf, FORMAT, VERSION } from './format.ts';
import { assertShape, type Content } from './shape.ts';
import { whyUnsound } from './sound.ts';

/**
 * What a snapshot holds; it shares nothing with `data`. Throws ControlRefusal for what is no snapshot, is of
 * another format version, is damaged, or does not fit together.
 */
export function decode(data: unknown): Content {
  const content = undamaged(data);
  assertShape(content);
  assertKnown(content);
  const problem = whyUnsound(content);
  if (problem !== undefined) refuse(`The snapshot does not fit together: ${problem}.`);
  return content;
}

/** A copy, if the checksum is right. */
function undamaged(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('format' in data) || data.format !== FORMAT)
    refuse(`This is no snapshot: expected an object whose format is ${JSON.stringify(FORMAT)}.`);
  if (!('version' in data) || data.version !== VERSION)
    refuse(
      `The snapshot is of format version ${'version' in data ? String(data.version).slice(0, 20) : 'none'}, and this program reads version ${VERSION} only.`,
    );
  const { checksum, ...content } = { checksum: undefined, ...data };
  const json = JSON.stringify(content);
  if (checksum !== checksumOf(json))
    refuse('The snapshot is damaged, or was changed by hand: its checksum is not that of its content.');
  return { checksum, ...JSON.parse(json) };
}

/** What a later reset, and every request, will need. */
function assertKnown({ start, world }: Content): void {
  try {
    checkScenario(start.scenario);
    parseChoices(start.behaviours);
    parseChoices(world.behaviours);
  } catch (error) {
    if (error instanceof ScenarioError || error instanceof ChoiceError)
      refuse(`The snapshot was taken by another version of this program: ${error.message}`);
    throw error;
  }
}

function refuse(message: string): never {
  throw new ControlRefusal('invalid', message);
}

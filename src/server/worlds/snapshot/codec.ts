/**
 * Snapshots as JSON: a whole world out and in. A head tells another format, another version and damage apart.
 * @module
 */
import { createHash } from 'node:crypto';
import { ChoiceError, parseChoices } from '../../../../contracts/behaviours/choices.ts';
import type { ApiVersion } from '../../../../contracts/openapi/schema.ts';
import { checkScenario, ScenarioError } from '../../../fixtures/scenario.ts';
import { ControlRefusal } from '../control-refusal.ts';
import type { Simulation } from '../simulation.ts';
import { assertShape, type Content } from './shape.ts';
import { whyUnsound } from './sound.ts';

const FORMAT = 'cloudtower-fake world';

/** Raised when this program can no longer read the snapshots of older ones. */
const VERSION = 1;

/** The checksum of a snapshot: SHA-256 of the JSON of everything else in it. */
export function checksumOf(json: string): string {
  return createHash('sha256').update(json).digest('hex');
}

/** Returns the snapshot of a world as it is now, as JSON. `apiVersion` is the one that is served. */
export function encode(simulation: Simulation, apiVersion: ApiVersion): string {
  const { name } = simulation;
  const json = JSON.stringify({
    format: FORMAT,
    version: VERSION,
    name,
    api_version: apiVersion,
    ...simulation.state(),
  });
  return `{"checksum":"${checksumOf(json)}",${json.slice(1)}`;
}

/**
 * Returns what a snapshot holds; it shares nothing with `data`. Throws ControlRefusal for what is no snapshot, is of
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

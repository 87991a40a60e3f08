/**
 * Encodes a whole world as a JSON snapshot, and decodes it. The head of a snapshot names its format and version and
 * has a checksum.
 * @module
 */
import { createHash } from 'node:crypto';
import { ChoiceError, parseChoices } from '../../../../contracts/behaviours/choices.ts';
import type { ApiVersion } from '../../../../contracts/openapi/schema.ts';
import { checkScenario, ScenarioError } from '../../../fixtures/scenario.ts';
import { ControlRefusal } from '../control-refusal.ts';
import type { Simulation } from '../simulation.ts';
import { findInconsistency } from './consistency.ts';
import { assertShape, type Content } from './shape.ts';

const FORMAT = 'cloudtower-fake world';

/** Raised when the program can no longer read older snapshots. */
const VERSION = 2;

/** Returns the checksum of a snapshot: the SHA-256 of the JSON of all other members. */
export function checksumOf(json: string): string {
  return createHash('sha256').update(json).digest('hex');
}

/** Returns the snapshot of a world as JSON. `apiVersion` is the version that the server serves. */
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
 * Returns the content of a snapshot as a copy. Throws ControlRefusal if `data` is not a snapshot, has another format
 * version, is damaged, or is inconsistent.
 */
export function decode(data: unknown): Content {
  const content = verifyChecksum(data);
  assertShape(content);
  assertSupported(content);
  const problem = findInconsistency(content);
  if (problem !== undefined) refuse(`The snapshot does not fit together: ${problem}.`);
  return content;
}

/** Returns a copy of the data. Throws ControlRefusal for a wrong format, version or checksum. */
function verifyChecksum(data: unknown): unknown {
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

/** Throws ControlRefusal if this program does not support the scenario or the behaviours, which later requests need. */
function assertSupported({ start, world }: Content): void {
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

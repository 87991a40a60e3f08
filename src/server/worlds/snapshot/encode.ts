/**
 * From a world that is served to a snapshot.
 * @module
 */
import type { ApiVersion } from '../../../../contracts/openapi/schema.ts';
import type { Simulation } from '../simulation.ts';
import { checksumOf, FORMAT, VERSION } from './format.ts';

/** The snapshot of a world as it is now, as JSON. `apiVersion` is the one that is served. */
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

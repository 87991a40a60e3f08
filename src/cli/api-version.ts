/**
 * The versions of the API on the command line: `4.8` or `4.8.0`.
 * @module
 */
import type { ApiVersion } from '../../contracts/openapi/schema.ts';
import { API_VERSIONS, LATEST } from '../../contracts/openapi/version.ts';
import { type OptionInput, text, UsageError } from './values.ts';

/** The versions, for the help. */
export const VERSION_NAMES = API_VERSIONS.map(shortName).join(', ');

/** The default version, for the help. */
export const DEFAULT_VERSION = shortName(LATEST);

/** Parses a version. Throws UsageError for one that the contract does not describe. */
export function apiVersion(input: OptionInput): ApiVersion {
  const value = text(input);
  const version = API_VERSIONS.find((known) => known === value || shortName(known) === value);
  if (version !== undefined) return version;
  throw new UsageError(`${input.label} ${value}: expected one of ${VERSION_NAMES}`);
}

function shortName(version: ApiVersion): string {
  return version.replace(/\.0$/, '');
}

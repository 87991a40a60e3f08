/**
 * What a snapshot says of itself, so that another format, another version and damage are found for sure.
 * @module
 */
import { createHash } from 'node:crypto';

export const FORMAT = 'cloudtower-fake world';

/** Raised when older programs could not read a snapshot any more. */
export const VERSION = 1;

/** Of the JSON of everything in a snapshot but its checksum. */
export function checksumOf(json: string): string {
  return createHash('sha256').update(json).digest('hex');
}

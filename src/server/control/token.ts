/**
 * Who may control.
 * @module
 */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether the token that was sent is the one that is wanted, found out in a time that tells nothing. */
export function isToken(wanted: string, sent: string | undefined): boolean {
  return sent !== undefined && timingSafeEqual(digest(wanted), digest(sent));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

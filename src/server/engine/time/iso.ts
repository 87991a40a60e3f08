/**
 * Instants as text. The only file of the engine that may say Date: it formats and parses, it never asks what
 * time it is.
 * @module
 */

/** Milliseconds since 1970-01-01T00:00:00Z, in virtual time. */
export type Instant = number;

/** As far as an instant can be written with four digits for its year, and so compared as text. */
export const LAST_INSTANT: Instant = 253_402_300_799_000;

/** The wire's form of an instant: `2026-03-02T08:16:40.000Z`. Evidence: real bodies. */
export function toIso(at: Instant): string {
  return new Date(at).toISOString();
}

/** The instant an ISO 8601 text names; NaN if it names none. */
export function parseIso(text: string): Instant {
  return Date.parse(text);
}

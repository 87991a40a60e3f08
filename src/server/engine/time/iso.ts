/**
 * Instants as text. The linter lets this file alone of the engine name the date class of the language: it formats
 * and parses, and never reads the current time.
 * @module
 */

/** Milliseconds since 1970-01-01T00:00:00Z, in virtual time. */
export type Instant = number;

/** The last instant whose year has four digits. Later ones would not compare correctly as text. */
export const LAST_INSTANT: Instant = 253_402_300_799_000;

/** Returns an instant as it is on the wire: `2026-03-02T08:16:40.000Z`. Evidence: real bodies. */
export function toIso(at: Instant): string {
  return new Date(at).toISOString();
}

/** Parses an ISO 8601 text. Returns NaN if it is invalid. */
export function parseIso(text: string): Instant {
  return Date.parse(text);
}

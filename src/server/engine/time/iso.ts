/**
 * Instants as text. The linter lets this file alone of the engine name the date class of the language: it formats
 * and parses, and never reads the current time.
 * @module
 */

/** Milliseconds since 1970-01-01T00:00:00Z, in virtual time. */
export type Instant = number;

/** The first and the last instant whose year has four digits. Others would not compare correctly as text. */
const FIRST_INSTANT: Instant = -62_167_219_200_000;
export const LAST_INSTANT: Instant = 253_402_300_799_999;

/** Returns an instant as it is on the wire: `2026-03-02T08:16:40.000Z`. Evidence: real bodies. */
export function toIso(at: Instant): string {
  return new Date(at).toISOString();
}

/** A date, or a date and a time. Prisma 1 reads dates with Joda, which knows these forms of ISO 8601 and some rare ones. */
const ISO =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * Parses an ISO 8601 text. Without a zone it is in UTC, whatever the zone of the machine. Digits after the milliseconds
 * are cut. Returns NaN if the text is invalid, if there is no such date or time, and beyond the years 0000 to 9999.
 */
export function parseIso(text: string): Instant {
  const match = ISO.exec(text);
  if (match === null) return Number.NaN;
  const [
    ,
    year,
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    fraction = '',
    zone = 'Z',
  ] = match;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
  const at = Date.parse(local);
  // The date class takes 30 February for 1 March, and hour 24 for the next day.
  if (Number.isNaN(at) || toIso(at) !== local) return Number.NaN;
  const utc = at - offsetOf(zone);
  return utc >= FIRST_INSTANT && utc <= LAST_INSTANT ? utc : Number.NaN;
}

/** Returns the offset of a zone such as `+08:00` in ms, or NaN if there is no such offset. */
function offsetOf(zone: string): number {
  const [, sign, hours, minutes = '00'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (hours === undefined) return 0;
  if (Number(hours) > 23 || Number(minutes) > 59) return Number.NaN;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/**
 * Text filters. Prisma 1 passes their operand to SQL's LIKE as it is, with `!` as the escape character.
 * @module
 */
import type { TextOperator } from '../../../../contracts/openapi/fields.ts';

const ANY_CHARACTER = Symbol('any character');
const ANY_TEXT = Symbol('any text');

/** A LIKE pattern: characters (code points) and wildcards. */
type Pattern = readonly (string | typeof ANY_CHARACTER | typeof ANY_TEXT)[];

const WILDCARDS: ReadonlyMap<string, Pattern[number]> = new Map<string, Pattern[number]>([
  ['_', ANY_CHARACTER],
  ['%', ANY_TEXT],
]);

/** What a filter asks of a text. */
export interface TextFilter {
  readonly matches: (text: string) => boolean;
  /** True for a pattern that is only `%`, which is in every text. */
  readonly matchesAll: boolean;
}

/** The ends of the text that an operand need not reach. */
const OPEN: Readonly<Record<TextOperator, { readonly before: boolean; readonly after: boolean }>> = {
  contains: { before: true, after: true },
  not_contains: { before: true, after: true },
  starts_with: { before: false, after: true },
  not_starts_with: { before: false, after: true },
  ends_with: { before: true, after: false },
  not_ends_with: { before: true, after: false },
};

/**
 * Returns the filter of an operator, without its negation. Returns undefined if the pattern ends with an escape
 * character that escapes nothing, which PostgreSQL rejects.
 */
export function textFilter(
  operator: TextOperator,
  operand: string,
  isPattern: boolean,
): TextFilter | undefined {
  const { before, after } = OPEN[operator];
  if (!isPattern || !/[_%!]/.test(operand))
    return { matches: literal(operand, before, after), matchesAll: operand === '' };
  const pattern = parsePattern(`${before ? '%' : ''}${operand}${after ? '%' : ''}`);
  if (pattern === undefined) return undefined;
  return {
    matches: (text) => isLike(Array.from(text), pattern),
    matchesAll: pattern.every((part) => part === ANY_TEXT),
  };
}

function literal(operand: string, before: boolean, after: boolean): (text: string) => boolean {
  if (before && after) return (text) => text.includes(operand);
  return before ? (text) => text.endsWith(operand) : (text) => text.startsWith(operand);
}

/** Returns undefined if the escape character is the last one. */
function parsePattern(text: string): Pattern | undefined {
  const pattern: Pattern[number][] = [];
  let isEscaped = false;
  for (const character of text) {
    if (character === '!' && !isEscaped) {
      isEscaped = true;
    } else {
      pattern.push(isEscaped ? character : (WILDCARDS.get(character) ?? character));
      isEscaped = false;
    }
  }
  return isEscaped ? undefined : pattern;
}

/** Compares in at most pattern times text steps: only the last `%` is tried again, with one character more. */
function isLike(text: readonly string[], pattern: Pattern): boolean {
  let [at, next] = [0, 0];
  let retry: { readonly at: number; readonly next: number } | undefined;
  while (at < text.length) {
    const part = pattern[next];
    if (part === ANY_TEXT) {
      next += 1;
      retry = { at, next };
    } else if (part === ANY_CHARACTER || part === text[at]) {
      at += 1;
      next += 1;
    } else if (retry !== undefined) {
      retry = { at: retry.at + 1, next: retry.next };
      ({ at, next } = retry);
    } else {
      return false;
    }
  }
  return pattern.slice(next).every((part) => part === ANY_TEXT);
}

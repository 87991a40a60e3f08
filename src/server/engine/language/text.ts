/**
 * What a client reads, in every language that CloudTower speaks.
 * @module
 */

export type Language = 'en-US' | 'zh-CN';

/** The same statement in every language. Plain data: jobs, prechecks and snapshots keep it. */
export type Text = Readonly<Record<Language, string>>;

/** Returns a text that is the same in every language: a user's own words, or words that exist in English only. */
export function untranslated(words: string): Text {
  return { 'en-US': words, 'zh-CN': words };
}

/** No words at all, for an optional part of a sentence. */
export const NO_TEXT: Text = untranslated('');

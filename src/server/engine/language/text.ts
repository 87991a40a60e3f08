/**
 * Texts for clients, in every language of CloudTower.
 * @module
 */

export type Language = 'en-US' | 'zh-CN';

/** One text in every language. Plain data, because jobs, prechecks and snapshots store it. */
export type Text = Readonly<Record<Language, string>>;

/** Returns a text that is the same in every language: a user's own words, or text that exists only in English. */
export function untranslated(words: string): Text {
  return { 'en-US': words, 'zh-CN': words };
}

/** The empty text, for an optional part of a sentence. */
export const NO_TEXT: Text = untranslated('');

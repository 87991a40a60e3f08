/**
 * What the English and the Chinese form of a message have in common.
 * @module
 */

/** Matches a text with Chinese in it. */
export const CHINESE = /\p{Script=Han}/u;

/** Quoted values, words with a digit, an underscore, a slash or a bracket, and words in capitals. */
const NAME = /"[^"]*"|[\w/.[\]-]*[\d_/[\]][\w/.[\]-]*|\w*[A-Z]\w*[A-Z]\w*/g;

/** Words that are translated. */
const TRANSLATED = ['VM', 'VMs', 'NIC'];

/** Returns the names and values in a message: they are the same in both languages. */
export function namesIn(message: string): string[] {
  const names = message.match(NAME) ?? [];
  return names.map((name) => name.replace(/\.$/, '')).filter((name) => !TRANSLATED.includes(name));
}

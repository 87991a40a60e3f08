/**
 * What messages in two languages have in common.
 */

/** Some Chinese. */
export const CHINESE = /\p{Script=Han}/u;

/** Quoted values, words with a digit, an underscore, a slash or a bracket, and words in capitals. */
const NAME = /"[^"]*"|[\w/.[\]-]*[\d_/[\]][\w/.[\]-]*|\w*[A-Z]\w*[A-Z]\w*/g;

/** Words that each language has its own of. */
const TRANSLATED = ['VM', 'VMs', 'NIC'];

/** The names and values that a message tells, which are the same in every language. */
export function namesIn(message: string): string[] {
  const names = message.match(NAME) ?? [];
  return names.map((name) => name.replace(/\.$/, '')).filter((name) => !TRANSLATED.includes(name));
}

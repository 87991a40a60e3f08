/**
 * The words of the domains that do not take them from the catalogues yet.
 * @module
 */
import type { Language, Text } from '../language/text.ts';

export { type Language, NOTHING, type Text, untranslated } from '../language/text.ts';

type Template = (strings: TemplateStringsArray, ...words: readonly (string | number | Text)[]) => string;

export function text(english: string, chinese: string): Text {
  return { 'en-US': english, 'zh-CN': chinese };
}

export const en: Template = templateIn('en-US');
export const zh: Template = templateIn('zh-CN');

export function listed(texts: readonly Text[]): Text {
  const all = (language: Language) => texts.map((one) => one[language]);
  return text(all('en-US').join('; '), all('zh-CN').join('；'));
}

function templateIn(language: Language): Template {
  return (strings, ...words) =>
    String.raw({ raw: strings }, ...words.map((word) => (typeof word === 'object' ? word[language] : word)));
}

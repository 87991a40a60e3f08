/**
 * Words in the languages that CloudTower speaks. All are our own.
 * @module
 */

export type Language = 'en-US' | 'zh-CN';

/** The same said in every language; plain data. */
export type Text = Readonly<Record<Language, string>>;

/** What may stand in a sentence: a name or a number, or words that each language has its own of. */
type Word = string | number | Text;

type Template = (strings: TemplateStringsArray, ...words: readonly Word[]) => string;

/**
 * A text. Sentences that hold other texts are written with the templates `en` and `zh`.
 * @example text(en`VM ${name}: ${why}.`, zh`虚拟机 ${name}：${why}。`)
 */
export function text(english: string, chinese: string): Text {
  return { 'en-US': english, 'zh-CN': chinese };
}

/** A template in which a text speaks English. */
export const en: Template = templateIn('en-US');

/** A template in which a text speaks Chinese. */
export const zh: Template = templateIn('zh-CN');

/** Texts one after another, as a list within a sentence. */
export function listed(texts: readonly Text[]): Text {
  const all = (language: Language) => texts.map((one) => one[language]);
  return text(all('en-US').join('; '), all('zh-CN').join('；'));
}

/** For what is said in English only. */
export function untranslated(english: string): Text {
  return text(english, english);
}

/** For what is not said. */
export const NOTHING: Text = text('', '');

function templateIn(language: Language): Template {
  return (strings, ...words) =>
    String.raw({ raw: strings }, ...words.map((word) => (typeof word === 'object' ? word[language] : word)));
}

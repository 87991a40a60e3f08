/**
 * Messages by key. The compiler checks that the catalogues agree: the Chinese one has exactly the keys of the English
 * one, and each of its templates has the same placeholders.
 * @module
 */
import { EN_US } from './en-US.ts';
import type { Language, Text } from './text.ts';
import { ZH_CN } from './zh-CN.ts';

type English = typeof EN_US;
type MessageKey = keyof English;

/** The names in a template: `vm` and `status` in `VM {vm} is {status}`. */
type Placeholders<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** The key of a message without placeholders. */
export type PlainKey = {
  [Key in MessageKey]: [Placeholders<English[Key]>] extends [never] ? Key : never;
}[MessageKey];

/** The value of a placeholder. A Text is rendered in the language of the message. */
type Value = string | number | Text;

/** The values of a message, by the names of its placeholders. */
type Values<Key extends MessageKey> = Readonly<Record<Placeholders<English[Key]>, Value>>;

/** The type of a catalogue that agrees with the English one. */
type Translation<Catalogue extends Readonly<Record<string, string>>> = {
  readonly [Key in MessageKey | keyof Catalogue]: Key extends MessageKey
    ? Same<Placeholders<Catalogue[Key]>, Placeholders<English[Key]>> extends true
      ? string
      : `a template with {${Placeholders<English[Key]>}}`
    : 'a key of the English catalogue';
};

type Same<A, B> = [A, B] extends [B, A] ? true : false;

const CHINESE: Translation<typeof ZH_CN> = ZH_CN;

const CATALOGUES: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = {
  'en-US': EN_US,
  'zh-CN': CHINESE,
};

/** Returns the message of a key, with its placeholders replaced by values. */
export function message(key: PlainKey): Text;
export function message<Key extends Exclude<MessageKey, PlainKey>>(key: Key, values: Values<Key>): Text;
export function message(key: MessageKey, values: Readonly<Record<string, Value>> = {}): Text {
  const { 'en-US': english, 'zh-CN': chinese } = partsOf(key);
  return { 'en-US': render(english, values, 'en-US'), 'zh-CN': render(chinese, values, 'zh-CN') };
}

/** Joins items with the separator of each language. */
export function join(
  items: readonly (string | Text)[],
  separator: 'list.words' | 'list.or' | 'list.clauses' = 'list.clauses',
): Text {
  const joined = (language: Language) =>
    items
      .map((item) => (typeof item === 'string' ? item : item[language]))
      .join(CATALOGUES[language][separator]);
  return { 'en-US': joined('en-US'), 'zh-CN': joined('zh-CN') };
}

/** A parsed template: the words before the first placeholder, then each placeholder with the words after it. */
interface Parts {
  readonly start: string;
  readonly rest: readonly { readonly name: string; readonly words: string }[];
}

/** The parsed templates. Rules render the same few again and again, so each is parsed once. */
const PARSED = new Map<MessageKey, Readonly<Record<Language, Parts>>>();

function partsOf(key: MessageKey): Readonly<Record<Language, Parts>> {
  const known = PARSED.get(key);
  if (known !== undefined) return known;
  const parsed = { 'en-US': parse(CATALOGUES['en-US'][key]), 'zh-CN': parse(CATALOGUES['zh-CN'][key]) };
  PARSED.set(key, parsed);
  return parsed;
}

function parse(template: string): Parts {
  const [start = '', ...rest] = template.split('{');
  return {
    start,
    rest: rest.map((part) => {
      const [name = '', words = ''] = part.split('}');
      return { name, words };
    }),
  };
}

function render({ start, rest }: Parts, values: Readonly<Record<string, Value>>, language: Language): string {
  let rendered = start;
  for (const { name, words } of rest) {
    const value = values[name];
    rendered += `${typeof value === 'object' ? value[language] : value}${words}`;
  }
  return rendered;
}

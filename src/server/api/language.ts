/**
 * The language of a request.
 * @module
 */
import { join, message } from '../engine/language/message.ts';
import type { Language } from '../engine/language/text.ts';
import { BadRequest } from '../http/bad-request.ts';

/** Returns the language for the error messages of a request: the requested one if it is zh-CN, otherwise en-US. */
export function answerLanguage(headers: Headers): Language {
  return headers.get('content-language') === 'zh-CN' ? 'zh-CN' : 'en-US';
}

/**
 * Returns the language that `content-language` names, en-US by default. `*`, which newer versions accept, means en-US
 * (assumed). Throws BadRequest for a language that is not in `known`.
 */
export function languageOf(headers: Headers, known: readonly string[]): Language {
  const requested = headers.get('content-language');
  if (requested !== null && requested !== '' && !known.includes(requested)) {
    const values = { known: join(known, 'list.words'), language: requested.slice(0, 60) };
    throw new BadRequest(400, message('request.unknown-language', values));
  }
  return answerLanguage(headers);
}

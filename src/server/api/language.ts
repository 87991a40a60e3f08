/**
 * The language of a request.
 * @module
 */
import { join, message } from '../engine/language/message.ts';
import type { Language } from '../engine/language/text.ts';
import { BadRequest } from '../http/bad-request.ts';

/** The language in which a request is told what is wrong with it: what it asks for, if it can be had. */
export function answerLanguage(headers: Headers): Language {
  return headers.get('content-language') === 'zh-CN' ? 'zh-CN' : 'en-US';
}

/**
 * The language that `content-language` asks for; en-US unless it does. `*`, which newer versions have, is
 * en-US too (assumed). Throws BadRequest for one that the contract's version does not have.
 */
export function languageOf(headers: Headers, known: readonly string[]): Language {
  const asked = headers.get('content-language');
  if (asked !== null && asked !== '' && !known.includes(asked)) {
    const values = { known: join(known, 'list.words'), language: asked.slice(0, 60) };
    throw new BadRequest(400, message('request.unknown-language', values));
  }
  return answerLanguage(headers);
}

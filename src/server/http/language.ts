/**
 * The language of a request.
 * @module
 */
import type { Language } from '../world/text.ts';
import { BadRequest } from './errors.ts';

/**
 * The language that `content-language` asks for; en-US unless it does. `*`, which newer versions have, is
 * en-US too (assumed). Throws BadRequest for one that the contract's version does not have.
 */
export function languageOf(headers: Headers, known: readonly string[]): Language {
  const asked = headers.get('content-language');
  if (asked === null || asked === '') return 'en-US';
  if (!known.includes(asked)) {
    throw new BadRequest(
      400,
      `content-language: expected one of ${known.join(', ')}, got ${asked.slice(0, 60)}.`,
    );
  }
  return asked === 'zh-CN' ? 'zh-CN' : 'en-US';
}

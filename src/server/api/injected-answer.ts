/**
 * An error that is answered because a fault says so.
 * @module
 */
import { describeCode } from '../engine/fault/codes.ts';
import type { AnswerFault } from '../engine/fault/rule.ts';
import { message } from '../engine/language/message.ts';
import { type Text, untranslated } from '../engine/language/text.ts';
import { ClientError } from '../engine/world/client-error.ts';

export class InjectedAnswer extends ClientError {
  override readonly name = 'InjectedAnswer';
  readonly status: number;
  readonly code: string | undefined;

  constructor(fault: string, { status, code, message: words }: AnswerFault) {
    super(words === undefined ? injected(fault, code) : untranslated(words));
    this.status = status;
    this.code = code;
  }
}

function injected(fault: string, code: string | undefined): Text {
  if (code === undefined) return message('fault.injected', { fault });
  return message('fault.injected-code', { fault, meaning: describeCode(code) });
}

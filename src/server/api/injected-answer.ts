/**
 * An error that is answered because a fault says so.
 * @module
 */
import { codeWords } from '../engine/fault/codes.ts';
import { injected } from '../engine/fault/messages.ts';
import type { AnswerFault } from '../engine/fault/rule.ts';
import { ClientError } from '../engine/world/client-error.ts';
import { untranslated } from '../engine/world/text.ts';

export class InjectedAnswer extends ClientError {
  override readonly name = 'InjectedAnswer';
  readonly status: number;
  readonly code: string | undefined;

  constructor(fault: string, { status, code, message }: AnswerFault) {
    super(
      message === undefined
        ? injected(fault, code === undefined ? undefined : codeWords(code))
        : untranslated(message),
    );
    this.status = status;
    this.code = code;
  }
}

/**
 * Errors that are reported to the client, in the client's language. Every other error is a defect of this program.
 * @module
 */
import type { Text } from '../language/text.ts';

export abstract class ClientError extends Error {
  /** For people: what was wrong, where, and what was expected. `message` is its English version. */
  readonly text: Text;

  constructor(text: Text) {
    super(text['en-US']);
    this.text = text;
  }
}

/** Whether an error is a defect of this program, not of the request. */
export function isDefect(error: unknown): boolean {
  return !(error instanceof ClientError);
}

/**
 * The error of a valid request that CloudTower answers and this program does not simulate.
 * @module
 */
import type { Text } from '../language/text.ts';
import { ClientError } from './client-error.ts';

export class NotSimulated extends ClientError {
  override readonly name = 'NotSimulated';
  /** What is not simulated: the path of an operation, or an entity that a filter names. */
  readonly subject: string;

  constructor(subject: string, text: Text) {
    super(text);
    this.subject = subject;
  }
}

/**
 * What a user of the fake's own controls cannot have. It carries no HTTP status: the control API has a table.
 * @module
 */
import { type Text, untranslated } from '../engine/language/text.ts';
import { ClientError } from '../engine/world/client-error.ts';

export type ControlRefusalKind =
  /** What was asked for makes no sense. */
  | 'invalid'
  /** What is named is not there. */
  | 'unknown'
  /** It makes sense, but not now. */
  | 'conflict'
  /** There are as many as there may be. */
  | 'full';

/**
 * The message says what was wrong and what to do. Nothing has changed. The controls speak English; what clients
 * of CloudTower's own API may meet is said in both languages.
 */
export class ControlRefusal extends ClientError {
  override readonly name = 'ControlRefusal';
  readonly kind: ControlRefusalKind;

  constructor(kind: ControlRefusalKind, message: string | Text) {
    super(typeof message === 'string' ? untranslated(message) : message);
    this.kind = kind;
  }
}

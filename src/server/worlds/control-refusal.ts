/**
 * The error of the fake's own controls.
 * @module
 */
import { type Text, untranslated } from '../engine/language/text.ts';
import { ClientError } from '../engine/world/client-error.ts';

export type ControlRefusalKind =
  /** The request is invalid. */
  | 'invalid'
  /** A named thing does not exist. */
  | 'unknown'
  /** The request is valid, but not in the present state. */
  | 'conflict'
  /** A limit is reached. */
  | 'full';

/**
 * A call of the controls is rejected and has changed nothing. The message says what is wrong and what to do. It is
 * English only, unless clients of CloudTower's API can get it, too.
 */
export class ControlRefusal extends ClientError {
  override readonly name = 'ControlRefusal';
  readonly kind: ControlRefusalKind;

  constructor(kind: ControlRefusalKind, message: string | Text) {
    super(typeof message === 'string' ? untranslated(message) : message);
    this.kind = kind;
  }
}

/**
 * What a user of the fake's own controls cannot have. It carries no HTTP status: the control API has a table.
 * @module
 */

export type ControlRefusalKind =
  /** What was asked for makes no sense. */
  | 'invalid'
  /** What is named is not there. */
  | 'unknown'
  /** It makes sense, but not now. */
  | 'conflict'
  /** There are as many as there may be. */
  | 'full';

/** The message says what was wrong and what to do. Nothing has changed. */
export class ControlRefusal extends Error {
  override readonly name = 'ControlRefusal';
  readonly kind: ControlRefusalKind;

  constructor(kind: ControlRefusalKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

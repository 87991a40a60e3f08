/**
 * The world says no. A refusal carries the reason and the object, never an HTTP status: the edge has a table
 * for that.
 * @module
 */

export type RefusalKind =
  /** What is named does not exist. */
  | 'not-found'
  /** A filter that must find one thing finds several. */
  | 'ambiguous'
  /** The object exists, but its state does not allow this. */
  | 'state'
  /** The user or the password is wrong. */
  | 'credentials';

export interface RefusalDetail {
  readonly kind: RefusalKind;
  /** For people: what was wrong, where, what was expected. */
  readonly message: string;
  /** An error code that CloudTower's web UI knows. */
  readonly code?: string;
}

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;
  readonly code: string | undefined;

  constructor({ kind, message, code }: RefusalDetail) {
    super(message);
    this.kind = kind;
    this.code = code;
  }
}

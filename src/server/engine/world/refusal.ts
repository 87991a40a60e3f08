/**
 * The world says no. A refusal carries the reason and the object, never an HTTP status: the edge has a table
 * for that.
 * @module
 */
import { message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import { ClientError } from './client-error.ts';
import type { ErrorCode } from './error-codes.ts';

export type RefusalKind =
  /** What is named does not exist. */
  | 'not-found'
  /** A filter that must find one thing finds several. */
  | 'ambiguous'
  /** The object exists, but its state does not allow this. */
  | 'state'
  /** Another task is busy with the object. */
  | 'locked'
  /** The user or the password is wrong. */
  | 'credentials'
  /** A filter that must find one host finds none. */
  | 'no-host'
  /** The request came without a token, with one that nobody knows, or with one that was good once. */
  | 'no-token'
  | 'unknown-token'
  | 'expired-token';

/** A thing that a task is busy with, as the published body of ResourceLocked names it. */
export interface LockedResource {
  readonly id: string;
  readonly type: 'VM' | 'HOST';
}

export interface RefusalDetail {
  readonly kind: RefusalKind;
  /** For people: what was wrong, where, what was expected. */
  readonly message: Text;
  readonly code?: ErrorCode;
  readonly locked?: LockedResource;
}

export class Refusal extends ClientError {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;
  readonly code: ErrorCode | undefined;
  readonly locked: LockedResource | undefined;

  constructor({ kind, message: text, code, locked }: RefusalDetail) {
    super(text);
    this.kind = kind;
    this.code = code;
    this.locked = locked;
  }
}

/** Another task is busy with a thing. Documented: the published body of ResourceLocked. */
export function lockedRefusal(locked: LockedResource): Refusal {
  const { type, id } = locked;
  return new Refusal({ kind: 'locked', message: message('find.locked', { type, id }), locked });
}

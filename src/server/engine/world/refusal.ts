/**
 * Refusals: a request is valid, but the world cannot carry it out. A refusal carries the reason and the object, never
 * an HTTP status; the API layer maps kinds to statuses.
 * @module
 */
import { message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import { ClientError } from './client-error.ts';
import type { ErrorCode } from './error-codes.ts';

export type RefusalKind =
  /** The object that the request names does not exist. */
  | 'not-found'
  /** A filter that must find one object finds several. */
  | 'ambiguous'
  /** The object exists, but its state does not allow the operation. */
  | 'state'
  /** Another task is busy with the object. */
  | 'locked'
  /** The user name or the password is wrong. */
  | 'credentials'
  /** A filter that must find one host finds none. */
  | 'no-host'
  /** The token of the request is missing, unknown or expired. */
  | 'no-token'
  | 'unknown-token'
  | 'expired-token';

/** An object that a task is busy with, in the form of the published ResourceLocked body. */
export interface LockedResource {
  readonly id: string;
  readonly type: 'VM' | 'HOST';
}

export interface RefusalDetail {
  readonly kind: RefusalKind;
  /** For people: what was wrong, where, and what was expected. */
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

/**
 * Returns the refusal for an object that another task is busy with. Documented: the published body of ResourceLocked.
 */
export function lockedRefusal(locked: LockedResource): Refusal {
  const { type, id } = locked;
  return new Refusal({ kind: 'locked', message: message('find.locked', { type, id }), locked });
}

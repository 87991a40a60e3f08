/**
 * Refusals of requests that never reach a world.
 * @module
 */
import type { Text } from '../engine/language/text.ts';
import { ClientError } from '../engine/world/client-error.ts';

export type Status = 400 | 401 | 403 | 404 | 405 | 408 | 409 | 413 | 415 | 431 | 500 | 501 | 503;

/** A request that never reaches the world. */
export class BadRequest extends ClientError {
  override readonly name = 'BadRequest';
  readonly status: Status;
  /** Headers that belong to this refusal. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: Status, text: Text, headers: Readonly<Record<string, string>> = {}) {
    super(text);
    this.status = status;
    this.headers = headers;
  }
}

/** A body that the contract does not allow. */
export class InvalidBody extends BadRequest {
  constructor(text: Text) {
    super(400, text);
  }
}

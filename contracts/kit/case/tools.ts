/**
 * What a case works with.
 * @module
 */
import type { Api } from '../session/client.ts';
import type { Contract } from '../session/shape.ts';
import type { Task } from '../session/wire.ts';
import type { Credentials } from '../target/target.ts';

export interface Tools {
  /** Logged in; every answer has been checked against the contract. */
  readonly api: Api;
  /** Logged in, answers unchecked: for what may be answered otherwise than the contract says. */
  readonly loose: Api;
  /** With another token, or none; answers unchecked. */
  as(token: string | undefined): Api;
  /** Sends anything at all. */
  send(path: string, request?: RawRequest): Promise<RawAnswer>;
  /** The logged-in token. */
  readonly token: string;
  readonly credentials: Credentials;
  readonly contract: Contract;
  readonly kind: 'fake' | 'real';
  /** Polls a task to its end; fails the case if it never ends. */
  settle(taskId: string | null | undefined): Promise<Task>;
  /** Every state a task was seen in, the last one ended. `look` is called after each poll. */
  watch(taskId: string | null | undefined, look?: () => Promise<void>): Promise<readonly [...Task[], Task]>;
}

export interface RawRequest {
  readonly method?: string;
  /** Sent as it is if it is text, as JSON otherwise; absent for no body. */
  readonly body?: unknown;
  /** On top of the token and the content-type; null takes one away. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as data; undefined if it is not JSON. */
  readonly body: unknown;
}

/**
 * The tools of a case.
 * @module
 */
import type { Api } from '../session/client.ts';
import type { Contract } from '../session/shape.ts';
import type { Task } from '../session/wire.ts';
import type { Credentials } from '../target/target.ts';

export interface Tools {
  /** Logged in; checks every answer against the contract. */
  readonly api: Api;
  /** Returns a client with another token, or none, that does not check answers. */
  as(token: string | undefined): Api;
  /** Sends any request; does not check the answer. */
  send(path: string, request?: RawRequest): Promise<RawAnswer>;
  /** The token of `api`. */
  readonly token: string;
  readonly credentials: Credentials;
  readonly contract: Contract;
  readonly kind: 'fake' | 'real';
  /** Polls a task to its end, and returns how it ended. Fails the case if it has no end. */
  settle(taskId: string | null | undefined): Promise<Task>;
  /** Polls a task to its end, and returns every state that was read. Calls `look` after each poll. */
  watch(taskId: string | null | undefined, look?: () => Promise<void>): Promise<readonly [...Task[], Task]>;
}

export interface RawRequest {
  readonly method?: string;
  /** Text is sent as it is, anything else as JSON. Absent for no body. */
  readonly body?: unknown;
  /** Added to the token and the content-type; null removes one. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as data; undefined if it is not JSON. */
  readonly body: unknown;
}

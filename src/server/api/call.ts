/**
 * The input and the result of an operation's handler.
 * @module
 */
import type { operations } from '../../../contracts/openapi/generated/wire.ts';
import type { Catalogue } from '../engine/query/catalogue.ts';
import type { EntityJson } from '../engine/query/entity-json.ts';
import type { Caller } from '../engine/task/task.ts';
import type { Id } from '../engine/world/records.ts';
import type { Wire } from '../engine/world/wire.ts';
import type { World } from '../engine/world/world.ts';
import type { Payloads } from '../http/payload.ts';
import type { Tokens } from '../worlds/tokens.ts';
import type { AnswerCache, Json } from '../worlds/view.ts';

export type OperationId = keyof operations;

/** The component names of the request payloads. */
export type PayloadName =
  | 'LoginInput'
  | 'EnterMaintenanceModeCheckParams'
  | 'EnterMaintenanceModeResultParams'
  | 'EnterMaintenanceModeParams'
  | 'ExitMaintenanceModeResultParams'
  | 'ExitMaintenanceModeParams'
  | 'VmOperateParams'
  | 'VmStartParams'
  | 'VmMigrateParams'
  | 'VmDeleteParams'
  | 'HostUpdationParams'
  | 'OperateHostPowerParams';

export type ApiSchemas = Pick<Wire, PayloadName>;

export interface Call {
  readonly world: World;
  readonly catalogue: Catalogue;
  readonly payloads: Payloads<ApiSchemas>;
  readonly tokens: Tokens;
  /** The answers of reads at this version of the world. */
  readonly answerCache: AnswerCache;
  readonly entityJson: EntityJson;
  readonly credentials: Credentials;
  /** The parsed body; `{}` if it is optional and absent. */
  readonly body: unknown;
  /** The user and the language of the request. The user is null for operations that need no token. */
  readonly caller: Caller;
  /** Reports that the client polls these tasks, which moves a `polls` clock. Other clocks do not call `tasks`. */
  readonly poll: (tasks: () => readonly Id[]) => void;
  /**
   * Reports a read that is not about tasks, as text. Repeating it while nothing changes moves a `polls` clock. Other
   * clocks do not call `read`.
   */
  readonly watch: (read: () => string) => void;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Returns the JSON of an operation's 200 answer. Throws to reject the request, and has changed nothing then. */
export type Handler = (call: Call) => Json;

/** Returns the name of the GraphQL mutation behind an operation. Assumed: its id in camel case. */
export function mutationOf(id: OperationId): string {
  return id.charAt(0).toLowerCase() + id.slice(1);
}

/** Returns the JSON of a value. The compiler checks that the value is an answer of the operation. */
export function json<Op extends OperationId>(
  value: operations[Op]['responses'][200]['content']['application/json'],
): string {
  return JSON.stringify(value);
}

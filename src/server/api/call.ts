/**
 * What a handler gets, and the form of its answer.
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
import type { AnswerCache, Json } from '../worlds/answer-cache.ts';
import type { Tokens } from '../worlds/tokens.ts';

export type OperationId = keyof operations;

/** The payloads, by their component names. */
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
  /** What reads have answered and shown, kept while it is true. */
  readonly answerCache: AnswerCache;
  readonly entityJson: EntityJson;
  readonly credentials: Credentials;
  /** The parsed body; `{}` where the operation may go without. */
  readonly body: unknown;
  /** Who calls, in which language; the user is null for operations that need no token. */
  readonly caller: Caller;
  /** Somebody asks for these tasks, which moves a `polls` clock; no other asks which they are. */
  readonly poll: (tasks: () => readonly Id[]) => void;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Answers one operation with the JSON of its 200 answer, as text or in UTF-8. Refuses by throwing; what it refuses it has not begun. */
export type Handler = (call: Call) => Json;

/** The GraphQL mutation behind an operation. Assumed: its id in camel case. */
export function mutationOf(id: OperationId): string {
  return id.charAt(0).toLowerCase() + id.slice(1);
}

/** The JSON text of a value, checked by the compiler to be what the operation answers. */
export function json<Op extends OperationId>(
  value: operations[Op]['responses'][200]['content']['application/json'],
): string {
  return JSON.stringify(value);
}

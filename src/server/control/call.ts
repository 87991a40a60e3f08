/**
 * The input and the result of a handler of the control API.
 * @module
 */
import type { components, operations } from '../../../contracts/control/generated/types.ts';
import type { Catalogue } from '../engine/query/catalogue.ts';
import type { Payloads } from '../http/payload.ts';
import type { Simulation } from '../worlds/simulation.ts';
import type { Worlds } from '../worlds/worlds.ts';

export type ControlSchemas = components['schemas'];
export type ControlOperation = keyof operations;

export interface ControlCall {
  readonly worlds: Worlds;
  readonly catalogue: Catalogue;
  /** The world of the request. */
  readonly simulation: Simulation;
  readonly payloads: Payloads<ControlSchemas>;
  readonly request: Request;
  /** The parsed body; `{}` if there is none. */
  readonly body: unknown;
  /** Returns a path parameter. */
  readonly param: (name: string) => string;
  /** The query parameters. */
  readonly query: URLSearchParams;
}

type ResponseBody<Op extends ControlOperation> = operations[Op]['responses'][200] extends {
  content: { 'application/json': infer Answer };
}
  ? Answer
  : Response;

/** Runs an operation and returns its answer. Throws to reject the request, and has changed nothing then. */
export type ControlHandler<Op extends ControlOperation> = (call: ControlCall) => ResponseBody<Op> | Response;

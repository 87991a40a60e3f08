/**
 * What a handler of the control API gets, and the form of its answer.
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
  /** The world that the request is for. */
  readonly simulation: Simulation;
  readonly payloads: Payloads<ControlSchemas>;
  readonly request: Request;
  /** The parsed body; `{}` where there is none. */
  readonly body: unknown;
  /** A parameter of the path. */
  readonly param: (name: string) => string;
  /** The parameters of the query. */
  readonly query: URLSearchParams;
}

type Answered<Op extends ControlOperation> = operations[Op]['responses'][200] extends {
  content: { 'application/json': infer Answer };
}
  ? Answer
  : Response;

/** Does one operation, and answers it as the control API's document says. Refuses by throwing; what it refuses it has not begun. */
export type ControlHandler<Op extends ControlOperation> = (call: ControlCall) => Answered<Op> | Response;

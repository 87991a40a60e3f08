/**
 * The evacuation plan of a host, with its reasons.
 * @module
 */
import { explainPlan, type Plan } from '../../worlds/explain-plan.ts';
import type { ControlCall } from '../call.ts';

export function GetPlan({ simulation, param }: ControlCall): Plan {
  simulation.settle();
  return explainPlan(simulation.world, param('host'));
}

/**
 * Why? The evacuation plan of a host, before anyone enters.
 * @module
 */

import { type PlannedVm, planEvacuation } from '../../maintenance/plan.ts';
import { blockingOf } from '../../maintenance/precheck.ts';
import { ControlRefusal } from '../../simulation/control-refusal.ts';
import { hostCalled } from '../../world/named.ts';
import type { World } from '../../world/world.ts';
import type { ControlCall, ControlSchemas } from '../call.ts';

export function GetPlan({ simulation, param }: ControlCall): ControlSchemas['Plan'] {
  simulation.settle();
  const { world } = simulation;
  const host = hostCalled(world, param('host'));
  if (host === undefined)
    throw new ControlRefusal('unknown', `There is no host ${param('host').slice(0, 80)}.`);
  const plan = planEvacuation(world, host);
  return {
    host: { id: host.id, name: host.name },
    vms: plan.map((planned) => shown(world, planned)),
    blocking: blockingOf(world, host, plan).map(({ check, reason }) => ({ check, reason: reason['en-US'] })),
  };
}

function shown(world: World, planned: PlannedVm): ControlSchemas['PlannedVm'] {
  const {
    vm,
    name,
    action,
    rule,
    reason: { 'en-US': reason },
  } = planned;
  const to = 'to' in planned ? world.must('Host', planned.to) : undefined;
  return { vm, name, action, ...(to && { target: { id: to.id, name: to.name } }), rule, reason };
}

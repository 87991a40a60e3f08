/**
 * Why? The evacuation plan of a host, before anyone enters.
 * @module
 */
import type { components } from '../../../contracts/control/generated/types.ts';
import { type PlannedVm, planEvacuation } from '../engine/maintenance/plan.ts';
import { blockingOf } from '../engine/maintenance/precheck.ts';
import { findHostByAnyId } from '../engine/world/find.ts';
import type { World } from '../engine/world/world.ts';
import { ControlRefusal } from './control-refusal.ts';

type Schemas = components['schemas'];
export type Plan = Schemas['Plan'];

/** What entering would do to each VM of a host (by name, id or local_id), and why. Throws ControlRefusal if there is no such host. */
export function explainPlan(world: World, name: string): Plan {
  const host = findHostByAnyId(world, name);
  if (host === undefined) throw new ControlRefusal('unknown', `There is no host ${name.slice(0, 80)}.`);
  const plan = planEvacuation(world, host);
  return {
    host: { id: host.id, name: host.name },
    vms: plan.map((planned) => shown(world, planned)),
    blocking: blockingOf(world, host, plan).map(({ check, reason }) => ({ check, reason: reason['en-US'] })),
  };
}

function shown(world: World, planned: PlannedVm): Schemas['PlannedVm'] {
  const { vm, name, action, rule, reason } = planned;
  const to = 'to' in planned ? world.must('Host', planned.to) : undefined;
  const target = to && { target: { id: to.id, name: to.name } };
  return { vm, name, action, ...target, rule, reason: reason['en-US'] };
}

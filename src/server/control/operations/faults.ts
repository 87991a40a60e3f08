/**
 * The faults of a world, and the presets.
 * @module
 */
import { FAULT_PRESETS } from '../../engine/fault/presets.ts';
import { ControlRefusal } from '../../worlds/control-refusal.ts';
import type { ControlCall, ControlSchemas } from '../call.ts';
import { faultRulesOf } from '../fault-rule.ts';

type Faults = readonly ControlSchemas['Fault'][];
type Nothing = ControlSchemas['Nothing'];

export function ListFaults({ simulation }: ControlCall): Faults {
  simulation.settle();
  return simulation.faults.list();
}

export function AddFaults({ simulation, payloads, body }: ControlCall): Faults {
  return simulation.faults.addAll(faultRulesOf(payloads, body));
}

export function ClearFaults({ simulation }: ControlCall): Nothing {
  simulation.faults.clear();
  return {};
}

export function RemoveFault({ simulation, param }: ControlCall): Nothing {
  if (simulation.faults.remove(param('id'))) return {};
  throw new ControlRefusal('unknown', `There is no fault ${param('id').slice(0, 80)}.`);
}

export function ListFaultPresets(): readonly ControlSchemas['FaultPreset'][] {
  return Object.entries(FAULT_PRESETS).map(([name, { meaning, rules }]) => ({ name, meaning, rules }));
}

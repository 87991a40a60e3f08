/**
 * The worlds: describe, list, reset and delete them.
 * @module
 */
import { checkScenario, type Scenario, ScenarioError } from '../../../fixtures/scenario.ts';
import { SCENARIOS } from '../../../fixtures/scenarios/index.ts';
import { type Instant, LAST_INSTANT, parseIso, toIso } from '../../engine/time/iso.ts';
import { ControlRefusal } from '../../worlds/control-refusal.ts';
import type { Simulation, Start } from '../../worlds/simulation.ts';
import type { ControlCall, ControlSchemas } from '../call.ts';
import { choicesOf } from './behaviours.ts';

type World = ControlSchemas['World'];

export function GetWorld({ simulation, catalogue }: ControlCall): World {
  return describe(simulation, catalogue.version);
}

export function ListWorlds({ worlds, catalogue }: ControlCall): readonly World[] {
  return worlds.list().map((simulation) => describe(simulation, catalogue.version));
}

export function DeleteWorld({ worlds, param }: ControlCall): ControlSchemas['Nothing'] {
  worlds.delete(param('name'));
  return {};
}

export function ResetWorld({ simulation, catalogue, payloads, body }: ControlCall): World {
  const { seed, clock, start, scenario, ...behaviours } = payloads.parse('ResetInput', body);
  const changes: Partial<Start> = {
    ...(seed !== undefined && { seed }),
    ...(clock !== undefined && { clock: { ...simulation.start.clock, ...clock } }),
    ...(start !== undefined && { start: instantOf(start) }),
    ...(scenario !== undefined && scenarioOf(scenario)),
    ...(Object.keys(behaviours).length > 0 && { behaviours: choicesOf(behaviours) }),
  };
  try {
    simulation.reset(changes);
  } catch (error) {
    throw error instanceof ScenarioError
      ? new ControlRefusal('invalid', `scenario: ${error.message}`)
      : error;
  }
  return describe(simulation, catalogue.version);
}

function describe(simulation: Simulation, version: string): World {
  const { name, world, start, clock } = simulation;
  const { mode, speed, now } = clock.state();
  const counts = Object.entries(world.tables()).map(([table, records]) => [table, records.length]);
  return {
    name,
    seed: world.seed,
    scenario: start.scenarioName,
    api_version: version,
    now: toIso(now),
    clock: { mode, speed },
    behaviours: world.behaviours,
    counts: Object.fromEntries(counts),
  };
}

function scenarioOf(input: string | object): Pick<Start, 'scenario' | 'scenarioName'> {
  if (typeof input !== 'string')
    return { scenario: parseScenarioData(input), scenarioName: 'given by request' };
  const scenario = Object.hasOwn(SCENARIOS, input) ? SCENARIOS[input] : undefined;
  if (scenario !== undefined) return { scenario, scenarioName: input };
  throw new ControlRefusal(
    'invalid',
    `scenario: there is no scenario ${input.slice(0, 80)}; there are ${Object.keys(SCENARIOS).join(', ')}.`,
  );
}

function parseScenarioData(data: object): Scenario {
  try {
    return checkScenario(data);
  } catch (error) {
    throw error instanceof ScenarioError
      ? new ControlRefusal('invalid', `scenario: ${error.message}`)
      : error;
  }
}

function instantOf(text: string): Instant {
  const at = parseIso(text);
  if (at >= 0 && at <= LAST_INSTANT) return at;
  throw new ControlRefusal(
    'invalid',
    `start: expected an ISO 8601 instant from 1970 to 9999, got ${text.slice(0, 80)}.`,
  );
}

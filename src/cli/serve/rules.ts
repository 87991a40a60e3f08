/**
 * Rules of the control API as they are given at the start: checked like those of its requests.
 * @module
 */
import { controlApi } from '../../../contracts/control/generated/document.ts';
import type { ControlSchemas } from '../../server/control/call.ts';
import { faultRulesOf } from '../../server/control/fault-rule.ts';
import type { FaultRule } from '../../server/engine/fault/rule.ts';
import { ClientError } from '../../server/engine/world/client-error.ts';
import { createPayloads } from '../../server/http/payload.ts';
import { data, type Given, UsageError } from '../values.ts';

/** Break-points, as a list. */
export function breakpointRules(given: Given): ControlSchemas['BreakpointRule'][] {
  return listOf(given, 'BreakpointRule');
}

/** Faults: presets by name, such as `slow-tower,lost-answers`, or a list of rules and of presets. */
export function faultRules(given: Given): FaultRule[] {
  const { label, value } = given;
  const isNames = typeof value === 'string' && /^[\w-]+(,[\w-]+)*$/.test(value);
  const list = isNames ? value.split(',').map((preset) => ({ preset })) : listIn(given);
  const payloads = createPayloads<ControlSchemas>(controlApi);
  return list.flatMap((one, index) =>
    toldAs(isNames ? label : `${label} [${index}]`, () => faultRulesOf(payloads, one)),
  );
}

function listOf<Name extends keyof ControlSchemas>(given: Given, name: Name): ControlSchemas[Name][] {
  const payloads = createPayloads<ControlSchemas>(controlApi);
  return listIn(given).map((rule, index) =>
    toldAs(`${given.label} [${index}]`, () => payloads.parse(name, rule)),
  );
}

function listIn(given: Given): readonly unknown[] {
  const list = data(given);
  if (Array.isArray(list)) return list;
  throw new UsageError(`${given.label}: expected a list of rules`);
}

/** What is wrong with a rule, told as what is wrong with an option. */
function toldAs<T>(label: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ClientError) throw new UsageError(`${label}: ${error.message}`);
    throw error;
  }
}

/**
 * Parses the rules of `--breakpoints` and `--faults`. They have the schemas of the control API.
 * @module
 */
import { controlApi } from '../../../contracts/control/generated/document.ts';
import type { ControlSchemas } from '../../server/control/call.ts';
import { faultRulesOf } from '../../server/control/fault-rule.ts';
import type { FaultRule } from '../../server/engine/fault/rule.ts';
import { ClientError } from '../../server/engine/world/client-error.ts';
import { createPayloads } from '../../server/http/payload.ts';
import { data, type OptionInput, UsageError } from '../values.ts';

/** Parses a list of break-points. Throws UsageError if it is invalid. */
export function breakpointRules(input: OptionInput): ControlSchemas['BreakpointRule'][] {
  return listOf(input, 'BreakpointRule');
}

/** Parses the names of presets, such as `slow-tower,lost-answers`, or a list of rules and presets. Throws UsageError if they are invalid. */
export function faultRules(input: OptionInput): FaultRule[] {
  const { label, value } = input;
  const isNames = typeof value === 'string' && /^[\w-]+(,[\w-]+)*$/.test(value);
  const list = isNames ? value.split(',').map((preset) => ({ preset })) : listIn(input);
  const payloads = createPayloads<ControlSchemas>(controlApi);
  return list.flatMap((one, index) =>
    withLabel(isNames ? label : `${label} [${index}]`, () => faultRulesOf(payloads, one)),
  );
}

function listOf<Name extends keyof ControlSchemas>(input: OptionInput, name: Name): ControlSchemas[Name][] {
  const payloads = createPayloads<ControlSchemas>(controlApi);
  return listIn(input).map((rule, index) =>
    withLabel(`${input.label} [${index}]`, () => payloads.parse(name, rule)),
  );
}

function listIn(input: OptionInput): readonly unknown[] {
  const list = data(input);
  if (Array.isArray(list)) return list;
  throw new UsageError(`${input.label}: expected a list of rules`);
}

/** Returns the result of `read`. Throws UsageError with the label instead of an error about a rule. */
function withLabel<T>(label: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ClientError) throw new UsageError(`${label}: ${error.message}`);
    throw error;
  }
}

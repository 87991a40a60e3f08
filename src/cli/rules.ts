/**
 * Rules of the control API as they are given at the start: checked like those of its requests.
 * @module
 */
import { controlApi } from '../../contracts/control/generated/document.ts';
import type { ControlSchemas } from '../server/control/call.ts';
import { BadRequest } from '../server/http/errors.ts';
import { createPayloads } from '../server/http/payload.ts';
import { data, type Given, UsageError } from './values.ts';

/** Break-points, as a list. */
export function breakpointRules(given: Given): ControlSchemas['BreakpointRule'][] {
  return listOf(given, 'BreakpointRule');
}

function listOf<Name extends keyof ControlSchemas>(given: Given, name: Name): ControlSchemas[Name][] {
  const list = data(given);
  if (!Array.isArray(list)) throw new UsageError(`${given.label}: expected a list of rules`);
  const payloads = createPayloads<ControlSchemas>(controlApi);
  return list.map((rule: unknown, index) => {
    try {
      return payloads.parse(name, rule);
    } catch (error) {
      if (error instanceof BadRequest) throw new UsageError(`${given.label} [${index}]: ${error.message}`);
      throw error;
    }
  });
}

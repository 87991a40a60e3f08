/**
 * Parses the rule of a fault. The kind of the fault decides which other members the rule may have.
 * @module
 */

import type { FaultKind, FaultRule } from '../engine/fault/rule.ts';
import type { Payloads } from '../http/payload.ts';
import { presetRules } from '../worlds/check-fault.ts';
import type { ControlSchemas } from './call.ts';

const SCHEMAS = {
  answer: 'AnswerFault',
  delay: 'DelayFault',
  reset: 'ResetFault',
  'lose-answer': 'LoseAnswerFault',
  restart: 'RestartFault',
  'read-lag': 'ReadLagFault',
  'fail-step': 'FailStepFault',
  'fail-task': 'FailTaskFault',
  'deaf-guest': 'DeafGuestFault',
  hang: 'HangFault',
  'lose-host': 'LoseHostFault',
} as const satisfies Readonly<Record<FaultKind, keyof ControlSchemas>>;

/** Returns the rule in the data, or the rules of the preset it names. Throws BadRequest if it is invalid, ControlRefusal for an unknown preset. */
export function faultRulesOf(payloads: Payloads<ControlSchemas>, data: unknown): readonly FaultRule[] {
  const isPreset = typeof data === 'object' && data !== null && 'preset' in data;
  if (!isPreset) return [faultRuleOf(payloads, data)];
  return presetRules(payloads.parse('FaultPresetInput', data).preset);
}

function faultRuleOf(payloads: Payloads<ControlSchemas>, data: unknown): FaultRule {
  const { do: kind } = payloads.parse('FaultKind', data);
  return payloads.parse(SCHEMAS[kind], data);
}

/**
 * Reading a fault's rule: its kind says which other members it may have.
 * @module
 */

import type { FaultKind, FaultRule } from '../engine/fault/rule.ts';
import type { Payloads } from '../http/payload.ts';
import { presetCalled } from '../worlds/check-fault.ts';
import type { ControlSchemas } from './call.ts';

const SCHEMAS = {
  answer: 'AnswerFault',
  delay: 'DelayFault',
  reset: 'ResetFault',
  'lose-answer': 'LoseAnswerFault',
  restart: 'RestartFault',
  'read-lag': 'ReadLagFault',
  'fail-step': 'FailStepFault',
  'deaf-guest': 'DeafGuestFault',
  hang: 'HangFault',
  'lose-host': 'LoseHostFault',
} as const satisfies Readonly<Record<FaultKind, keyof ControlSchemas>>;

/** The rules that data describes: one, or those of a preset. Throws BadRequest or ControlRefusal for what cannot be. */
export function faultRulesOf(payloads: Payloads<ControlSchemas>, data: unknown): readonly FaultRule[] {
  const isPreset = typeof data === 'object' && data !== null && 'preset' in data;
  if (!isPreset) return [faultRuleOf(payloads, data)];
  return presetCalled(payloads.parse('FaultPresetInput', data).preset);
}

function faultRuleOf(payloads: Payloads<ControlSchemas>, data: unknown): FaultRule {
  const { do: kind } = payloads.parse('FaultKind', data);
  return payloads.parse(SCHEMAS[kind], data);
}

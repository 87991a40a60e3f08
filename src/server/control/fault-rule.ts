/**
 * Reading a fault's rule: its kind says which other members it may have.
 * @module
 */
import type { FaultKind, FaultRule } from '../fault/rule.ts';
import type { Payloads } from '../http/payload.ts';
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

/** The rule that data describes. Throws BadRequest with the place of the first thing that is wrong. */
export function faultRuleOf(payloads: Payloads<ControlSchemas>, data: unknown): FaultRule {
  const { do: kind } = payloads.parse('FaultKind', data);
  return payloads.parse(SCHEMAS[kind], data);
}

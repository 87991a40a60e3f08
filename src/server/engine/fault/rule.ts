/**
 * Fault rules: what can be made to go wrong. They have the form of the control API, so that there is only one.
 * @module
 */
import type { components } from '../../../../contracts/control/generated/types.ts';

type Schemas = components['schemas'];

export type FaultRule = Schemas['FaultRule'];
export type FaultKind = Schemas['FaultKind']['do'];
/** An active rule, with how many requests or steps it has matched (`seen`) and how often it has fired (`struck`). */
export type Fault = Schemas['Fault'];

export type AnswerFault = Schemas['AnswerFault'];
export type LoseHostFault = Schemas['LoseHostFault'];
/** Faults that end a request: only the first of them applies. */
export type EndingFault = AnswerFault | Schemas['ResetFault'] | Schemas['LoseAnswerFault'];
export type RequestFault =
  | EndingFault
  | Schemas['DelayFault']
  | Schemas['RestartFault']
  | Schemas['ReadLagFault'];
export type StepFault = Exclude<FaultRule, RequestFault>;
export type FailTaskFault = Schemas['FailTaskFault'];
/** Faults that decide how a step ends: only the first of them applies. */
export type OutcomeFault = Exclude<StepFault, LoseHostFault | FailTaskFault>;

/** The target of each kind, and how often it fires by default: an accident once, a condition always. */
const KINDS: Readonly<Record<FaultKind, { readonly target: 'request' | 'step'; readonly times: Times }>> = {
  answer: { target: 'request', times: 1 },
  delay: { target: 'request', times: 1 },
  reset: { target: 'request', times: 1 },
  'lose-answer': { target: 'request', times: 1 },
  restart: { target: 'request', times: 1 },
  'read-lag': { target: 'request', times: 'always' },
  'fail-step': { target: 'step', times: 1 },
  'fail-task': { target: 'step', times: 1 },
  'deaf-guest': { target: 'step', times: 'always' },
  hang: { target: 'step', times: 1 },
  'lose-host': { target: 'step', times: 1 },
};

type Times = Schemas['FaultTimes'];

export function isRequestFault(rule: FaultRule): rule is RequestFault {
  return KINDS[rule.do].target === 'request';
}

export function isStepFault(rule: FaultRule): rule is StepFault {
  return KINDS[rule.do].target === 'step';
}

/** Whether a rule decides how its step ends. The other rules for steps take effect when the step begins. */
export function isOutcomeFault(rule: FaultRule): rule is OutcomeFault {
  return isStepFault(rule) && rule.do !== 'lose-host' && rule.do !== 'fail-task';
}

/** Returns how often a rule fires at most. */
export function timesOf({ do: kind, times = KINDS[kind].times }: FaultRule): number {
  return times === 'always' ? Number.POSITIVE_INFINITY : times;
}

/** The members of rules that say nothing about when to fire. A rule with no other member fires immediately. */
const MEMBERS_WITHOUT_TRIGGER: Partial<Readonly<Record<FaultKind, readonly string[]>>> = {
  restart: ['do'],
  'lose-host': ['do', 'host', 'lose', 'status'],
};

/** Whether a rule fires as soon as it is added, without waiting for a request or step. */
export function firesImmediately(rule: FaultRule): boolean {
  const allowed = MEMBERS_WITHOUT_TRIGGER[rule.do];
  return allowed !== undefined && Object.keys(rule).every((member) => allowed.includes(member));
}

/**
 * What can be made to go wrong, as rules: the control API's own, so that there is one form of them.
 * @module
 */
import type { components } from '../../../../contracts/control/generated/types.ts';

type Schemas = components['schemas'];

export type FaultRule = Schemas['FaultRule'];
export type FaultKind = FaultRule['do'];
/** A rule in force, with how many requests or steps it has seen, and how many it has struck. */
export type Fault = Schemas['Fault'];

export type AnswerFault = Schemas['AnswerFault'];
export type LoseHostFault = Schemas['LoseHostFault'];
/** Of these a request can meet one only: it ends there. */
export type EndingFault = AnswerFault | Schemas['ResetFault'] | Schemas['LoseAnswerFault'];
export type RequestFault =
  | EndingFault
  | Schemas['DelayFault']
  | Schemas['RestartFault']
  | Schemas['ReadLagFault'];
export type StepFault = Exclude<FaultRule, RequestFault>;
/** Of these a step can meet one only: it decides how the step ends. */
export type OutcomeFault = Exclude<StepFault, LoseHostFault>;

/** What the kinds strike, and how often unless a rule says otherwise: an accident once, a condition always. */
const KINDS: Readonly<Record<FaultKind, { readonly strikes: 'request' | 'step'; readonly times: Times }>> = {
  answer: { strikes: 'request', times: 1 },
  delay: { strikes: 'request', times: 1 },
  reset: { strikes: 'request', times: 1 },
  'lose-answer': { strikes: 'request', times: 1 },
  restart: { strikes: 'request', times: 1 },
  'read-lag': { strikes: 'request', times: 'always' },
  'fail-step': { strikes: 'step', times: 1 },
  'deaf-guest': { strikes: 'step', times: 'always' },
  hang: { strikes: 'step', times: 1 },
  'lose-host': { strikes: 'step', times: 1 },
};

type Times = Schemas['FaultTimes'];

export function isRequestFault(rule: FaultRule): rule is RequestFault {
  return KINDS[rule.do].strikes === 'request';
}

export function isStepFault(rule: FaultRule): rule is StepFault {
  return KINDS[rule.do].strikes === 'step';
}

/** How often it strikes at most. */
export function timesOf({ do: kind, times = KINDS[kind].times }: FaultRule): number {
  return times === 'always' ? Number.POSITIVE_INFINITY : times;
}

/** What a rule may say without saying when: then it strikes at once. */
const MEMBERS_WITHOUT_TRIGGER: Partial<Readonly<Record<FaultKind, readonly string[]>>> = {
  restart: ['do'],
  'lose-host': ['do', 'host', 'lose', 'status'],
};

/** Whether it strikes as soon as it is added, without waiting for a request or step. */
export function firesImmediately(rule: FaultRule): boolean {
  const allowed = MEMBERS_WITHOUT_TRIGGER[rule.do];
  return allowed !== undefined && Object.keys(rule).every((member) => allowed.includes(member));
}

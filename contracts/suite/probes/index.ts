/**
 * The probes: one for each row of the behaviour table that can be observed on the wire.
 * @module
 */
import type { BehaviourId } from '../../behaviours/index.ts';
import type { Case } from '../../kit/case/case.ts';
import { accessProbes } from './access.probes.ts';
import { enterProbes } from './enter.probes.ts';
import { exitProbes } from './exit.probes.ts';
import { precheckProbes } from './precheck.probes.ts';
import { readProbes } from './reads.probes.ts';
import { requestProbes } from './requests.probes.ts';
import { taskProbes } from './tasks.probes.ts';

export const PROBES: readonly Case[] = [
  ...accessProbes,
  ...readProbes,
  ...requestProbes,
  ...precheckProbes,
  ...enterProbes,
  ...exitProbes,
  ...taskProbes,
];

/** The rows that no probe can observe, and why. */
export const UNSEEN: { readonly [B in BehaviourId]?: string } = {
  'token.life': 'A token would have to be watched for longer than any run takes.',
  'token.expired': 'A token would have to be watched for longer than any run takes.',
};

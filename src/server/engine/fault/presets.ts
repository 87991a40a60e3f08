/**
 * Named sets of faults, for demos and for tests of error handling.
 * @module
 */
import type { FaultRule } from './rule.ts';

export interface FaultPreset {
  readonly meaning: string;
  readonly rules: readonly FaultRule[];
}

export const FAULT_PRESETS: Readonly<Record<string, FaultPreset>> = {
  'flaky-evacuation': {
    meaning: 'Entering fails at every fourth live migration or so, and sometimes at a shutdown.',
    rules: [
      {
        do: 'fail-step',
        job: 'enter',
        step: 'live-migrate',
        code: 'JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING',
        probability: 0.25,
        times: 'always',
      },
      {
        do: 'fail-step',
        job: 'enter',
        step: 'shut-down',
        code: 'EC_JOB_RESOURCE_IS_LOCKED',
        probability: 0.1,
        times: 'always',
      },
    ],
  },
  'stubborn-guests': {
    meaning: 'Every other guest or so does not shut down when it is told to.',
    rules: [{ do: 'deaf-guest', probability: 0.5 }],
  },
  'lost-answers': {
    meaning: 'Maintenance begins or ends, but in one of three requests the answer is lost.',
    rules: [
      { do: 'lose-answer', operation: '/enter-maintance-mode', probability: 0.33, times: 'always' },
      { do: 'lose-answer', operation: '/exit-maintance-mode', probability: 0.33, times: 'always' },
      {
        do: 'lose-answer',
        operation: '/enter-maintenance-mode-precheck',
        probability: 0.33,
        times: 'always',
      },
    ],
  },
  'slow-tower': {
    meaning: 'Every request waits for three seconds.',
    rules: [{ do: 'delay', ms: 3_000, times: 'always' }],
  },
  'overloaded-tower': {
    meaning: 'One of five requests is answered 503, one of twenty is cut off.',
    rules: [
      { do: 'answer', status: 503, probability: 0.2, times: 'always' },
      { do: 'reset', probability: 0.05, times: 'always' },
    ],
  },
  'tower-restart': {
    meaning:
      'At the fifth poll CloudTower restarts: the connection is cut, and every unfinished task has failed.',
    rules: [
      { do: 'restart', operation: '/get-tasks', nth: 5 },
      { do: 'reset', operation: '/get-tasks', nth: 5 },
    ],
  },
  'lost-task': {
    meaning:
      'The task of entering fails at the first live migration, but the host goes on and is in maintenance at last.',
    rules: [{ do: 'fail-task', job: 'enter', step: 'live-migrate', code: 'EC_CLUSTER_API_TIMEOUT' }],
  },
  'lost-host': {
    meaning: 'A host that enters maintenance loses its connection at the second live migration.',
    rules: [{ do: 'lose-host', job: 'enter', step: 'live-migrate', nth: 2 }],
  },
  'lagging-reads': {
    meaning: 'Hosts, VMs and clusters are shown as they were ten seconds ago.',
    rules: [{ do: 'read-lag', ms: 10_000 }],
  },
  'hanging-precheck': {
    meaning: 'The first precheck does not end.',
    rules: [{ do: 'hang', step: 'precheck' }],
  },
};

/**
 * The precheck, its result, and the evacuation that it plans.
 * @module
 */
import type { Behaviours } from './row.ts';

export const PRECHECK = {
  'precheck.blocked': {
    question: 'How does a precheck end that finds something blocking, such as a suspended VM?',
    choices: {
      succeeded: 'The task ends SUCCEEDED (spelt SUCCESSED).',
      failed: 'The task ends FAILED with an error_code.',
    },
    default: 'succeeded',
    evidence: 'assumed',
    source: 'The check did run, so its task succeeded; that something blocks shows in `done`.',
  },
  'precheck.in-maintenance': {
    question: 'What does a precheck of a host do that is entering or in maintenance already?',
    choices: {
      refused: '400.',
      blocks: 'The task is made; what it finds is that the maintenance of the host has begun.',
    },
    default: 'refused',
    evidence: 'assumed',
    source: 'The web UI knows EC_MAINTENANCE_MODE_HOST_STATE_INVALID.',
  },
  'precheck.second': {
    question: 'How does CloudTower say no to a precheck while another host of the cluster is being checked?',
    choices: {
      refused: '400 at once.',
      'task-fails': 'The task is made and fails.',
    },
    default: 'refused',
    evidence: 'assumed',
    source: 'The web UI has the rule and the code MAINTENANCE_MODE_PRE_CHECK_FAILED.',
  },
  'precheck-result.done': {
    question: 'What does `done` mean?',
    choices: {
      'may-enter': 'true when the check has ended and found nothing that blocks.',
      finished: 'true when the check has ended, whatever it found.',
    },
    default: 'may-enter',
    evidence: 'documented',
    source:
      'The zh description (4.0.0) is that the host may enter maintenance mode; the prose says that the check has finished. A client that is right under the first is right under both.',
  },
  'precheck-result.vms': {
    question: 'What are the items of `shutdownVms`?',
    choices: {
      objects: 'Objects with a `vm_uuid`.',
      strings: "Plain strings, as the vendor's prose shows. The official SDKs cannot read them.",
    },
    default: 'objects',
    evidence: 'specified',
    source: 'Every version of the specification and every SDK; only the prose has strings.',
  },
  'precheck-result.early': {
    question: 'What does the precheck result answer before the check has ended?',
    choices: {
      empty: '200 with no VMs and `done` false.',
      refused: '400.',
      'not-found': '404.',
    },
    default: 'empty',
    evidence: 'assumed',
    source: '`done` would have no use if the result could be read only at the end.',
  },
  'precheck-result.failed': {
    question: 'What does the result of a precheck answer whose task has FAILED?',
    choices: {
      found: '200 with what it has found until then.',
      empty: '200 with no VMs and `done` false.',
      refused: '400.',
    },
    default: 'found',
    evidence: 'assumed',
    source: 'The operation declares no other answer. Shows with precheck.blocked: failed.',
  },
  'precheck-result.unknown-task': {
    question: 'What does the precheck result answer for a task that does not exist?',
    choices: {
      'not-found': '404.',
      refused: '400.',
      empty: '200 with no VMs and `done` false.',
    },
    default: 'not-found',
    evidence: 'assumed',
    source: 'The how-to: 404 when the object of an operation is not found.',
  },
  'precheck-result.other-task': {
    question: 'What does the precheck result answer for a task that is not a precheck?',
    choices: {
      refused: '400, naming what the task is.',
      'not-found': '404, as for an unknown task.',
      empty: '200 with no VMs and `done` false.',
      'exit-check':
        "For the task of entering the exit check of its host, as a sample of the vendor's prose asks for it; 400 for any other task.",
    },
    default: 'refused',
    evidence: 'assumed',
    source: 'The task exists, but it is not what the operation works on.',
  },
  'placement.must-rules': {
    question:
      'Does a Must rule of a placement group keep a VM from moving, when maintenance or a migration through the API would break it?',
    choices: {
      followed: 'Yes: entering maintenance shuts such a VM down.',
      ignored: 'No: it is moved all the same.',
    },
    default: 'followed',
    evidence: 'assumed',
    source: 'The web UI lets its user choose; the API has no field for it. A Must rule is a Must rule.',
  },
  'evacuation.off-vm-without-ha': {
    question: 'What does entering maintenance do to a powered-off VM without HA?',
    choices: { stays: 'Nothing.', migrated: 'It is migrated cold if a host can take it.' },
    default: 'stays',
    evidence: 'assumed',
    source: 'The product manual says that those with HA are migrated; nothing published shows others moved.',
  },
} as const satisfies Behaviours;

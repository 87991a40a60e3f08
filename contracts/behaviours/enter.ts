/**
 * Entering maintenance, and what a host shows of it.
 * @module
 */
import type { Behaviours } from './row.ts';

export const ENTER = {
  'enter.blocked': {
    question:
      'How does CloudTower say no to entering, when something blocks that a precheck would have found?',
    choices: {
      'task-fails': 'The task is made, and fails in its first step.',
      refused: '400, and nothing is touched.',
    },
    default: 'task-fails',
    evidence: 'assumed',
    source: "The web UI's first phase is a check of the environment.",
  },
  'enter.second-host': {
    question:
      'How does CloudTower say no to a second host of a cluster that has one entering or in maintenance?',
    choices: {
      refused: '400 at once.',
      'task-fails': 'The task is made and fails.',
    },
    default: 'refused',
    evidence: 'assumed',
    source:
      'The product manual has the rule and the web UI the code EC_MAINTENANCE_MODE_EXIST_HOST_IN_MT_MODE.',
  },
  'enter.already': {
    question: 'What does entering do to a host that is entering or in maintenance already?',
    choices: {
      refused: '400.',
      'task-fails': 'The task is made and fails; the maintenance of the host goes on.',
      'nothing-to-do':
        '200 with task_id null for a host in maintenance: the work is done. 400 while it is entering.',
    },
    default: 'refused',
    evidence: 'assumed',
    source: 'The web UI knows EC_MAINTENANCE_MODE_HOST_STATE_INVALID.',
  },
  'enter.unfit-host': {
    question: 'How does CloudTower say no to a host that is out of reach or still taking its VMs back?',
    choices: {
      refused: '400 at once.',
      'task-fails': 'The task is made and fails.',
    },
    default: 'refused',
    evidence: 'assumed',
    source: 'The web UI knows EC_MAINTENANCE_MODE_HOST_STATE_INVALID.',
  },
  'enter.missing-vm': {
    question: 'What happens if `shutdown_vms` leaves out a VM that must be shut down?',
    choices: {
      'task-fails': 'The task fails when it comes to that VM; what was moved before stays moved.',
      refused: '400, and nothing is touched.',
      'shut-down': 'It is shut down all the same.',
    },
    default: 'task-fails',
    evidence: 'assumed',
    source: 'The web UI asks for the consent first, so entering without it cannot succeed.',
  },
  'enter.listed-movable-vm': {
    question: 'What happens to a VM in `shutdown_vms` that could have been live-migrated?',
    choices: {
      'shut-down': 'It is shut down: the list is an order.',
      migrated: 'It is live-migrated: the list is a consent for those that cannot be moved.',
      refused: '400, and nothing is touched.',
    },
    default: 'shut-down',
    evidence: 'assumed',
    source: 'The name of the field, and the prose: pass what the precheck returned.',
  },
  'enter.listed-off-vm': {
    question: 'What happens if `shutdown_vms` names a VM of the host that does not run?',
    choices: {
      ignored: 'Nothing: it is as the request wants it.',
      refused: '400, and nothing is touched.',
    },
    default: 'ignored',
    evidence: 'assumed',
    source: 'A VM may go off between the precheck and the request.',
  },
  'enter.listed-other-vm': {
    question: 'What happens if `shutdown_vms` names a VM of another host?',
    choices: {
      refused: '400, and nothing is touched.',
      ignored: 'Nothing.',
    },
    default: 'refused',
    evidence: 'assumed',
    source: 'A request that would touch another host is a mistake.',
  },
  'host-state.normal': {
    question: 'What is `host_state` of a host that is neither entering nor in maintenance?',
    choices: {
      null: 'null.',
      'in-use': '{state: IN_USE, enter_maintenance_time: "", maintenance_job_id: ""}.',
      'in-use-kept': 'IN_USE with the values of its last maintenance; null before its first.',
    },
    default: 'null',
    evidence: 'assumed',
    source: 'The field is nullable, and a known consumer treats null and IN_USE alike.',
  },
  'host-state.job-id': {
    question: 'What is `maintenance_job_id`?',
    choices: {
      uuid: "A UUID, as the ids of the cluster's own jobs.",
      cuid: 'A Tower cuid of its own.',
      'task-id': 'The id of the task that enters.',
    },
    default: 'uuid',
    evidence: 'assumed',
    source:
      'The web UI knows EC_MAINTENANCE_MODE_JOB_NOT_EXIST, a code of the cluster, which knows no cuids.',
  },
  'host-state.time-format': {
    question: 'How is `enter_maintenance_time` written?',
    choices: {
      iso: 'ISO 8601, as other times are.',
      'epoch-seconds': 'Seconds since 1970, as text.',
      'epoch-milliseconds': 'Milliseconds since 1970, as text.',
    },
    default: 'iso',
    evidence: 'assumed',
    source: 'The specification says string; every published time is ISO 8601.',
  },
  'host-state.time': {
    question: 'Which moment is `enter_maintenance_time`?',
    choices: {
      'each-state': 'When the present state began, ENTERING_MAINTENANCE_MODE or MAINTENANCE_MODE.',
      entering: 'When entering began; it stays when the host is in maintenance.',
      'in-maintenance': 'When the host came into maintenance; empty before.',
    },
    default: 'each-state',
    evidence: 'assumed',
    source: 'The web UI shows how long a host has been in maintenance.',
  },
} as const satisfies Behaviours;

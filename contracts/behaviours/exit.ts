/**
 * The exit check, and leaving maintenance.
 * @module
 */
import type { Behaviours } from './row.ts';

export const EXIT = {
  'exit-check.not-in-maintenance': {
    question: 'What does the exit check answer for a host that is not in maintenance?',
    choices: {
      refused: '400.',
      empty: '200 with three empty lists.',
    },
    default: 'refused',
    evidence: 'assumed',
    source: 'The web UI knows EC_MAINTENANCE_MODE_JOB_NOT_EXIST: there is no record to read.',
  },
  'exit-check.unfit-host': {
    question: 'What does the exit check answer for a host in maintenance that is off or out of reach?',
    choices: {
      refused: '400.',
      listed: '200 with its VMs, as for any other host.',
    },
    default: 'refused',
    evidence: 'documented',
    source:
      'Product manual: the exit check wants the services of the host running and its storage network fine. How it says no is assumed; the web UI knows EC_MAINTENANCE_MODE_EXIT_CHECK_FAILED.',
  },
  'exit-check.task-id': {
    question: 'What does the exit check do with the id of the task of entering in `where.id`?',
    choices: {
      'no-match': 'No host has that id: as host-filter.none says.',
      accepted: 'It means the host of that task.',
    },
    default: 'no-match',
    evidence: 'specified',
    source:
      "`where` is a HostWhereInput. The text of the vendor's prose says host id, its sample passes a task id.",
  },
  'exit-check.shut-down-vms': {
    question: 'Which VMs are in `shutDownVms`?',
    choices: {
      'were-shut-down': 'Those that entering shut down; they go into `poweron_vms`.',
      'must-be-shut-down': 'Those that entering moved and that only go back if they are shut down.',
    },
    default: 'were-shut-down',
    evidence: 'documented',
    source:
      'The prose maps the list to `poweron_vms`. The zh description (4.0.0) speaks of VMs to be shut down, for which exit has no field.',
  },
  'exit-check.shut-down.target-host-name': {
    question: 'What is `target_host_name` of a VM that was shut down and moved nowhere?',
    choices: { empty: 'The empty string.', null: 'null.' },
    default: 'empty',
    evidence: 'assumed',
    source: 'The member is nullable; no sample of such a VM is published.',
  },
  'exit-check.vm-state': {
    question: 'In which words does `vm_state` tell the power state?',
    choices: {
      elf: 'running, stopped.',
      tower: 'RUNNING, STOPPED, as Vm.status has them.',
    },
    default: 'elf',
    evidence: 'documented',
    source: '"stopped" is published.',
  },
  'exit-check.vm-state-when': {
    question: 'When was the VM in its `vm_state`?',
    choices: {
      'as-left': 'When entering was done with it.',
      now: 'Now; empty for a VM that is deleted.',
    },
    default: 'as-left',
    evidence: 'assumed',
    source: 'The members beside it tell what entering did; `verify` tells what has changed since.',
  },
  'exit-check.reason': {
    question: 'How does `verify.reason` say what has changed?',
    choices: {
      keys: 'vm_has_been_deleted, vm_in_recycle_bin, vm_has_host_devices, vm_status_changed.',
      'upper-case': 'The same in capitals, as error codes are written.',
      sentence: 'A sentence in the language of the request.',
    },
    default: 'keys',
    evidence: 'assumed',
    source: 'The web UI has texts under these keys; only the empty reason is published.',
  },
  'exit.not-in-maintenance': {
    question: 'What does exit do to a host that is not in maintenance?',
    choices: {
      refused: '400.',
      'task-fails': 'The task is made and fails.',
      'nothing-to-do':
        '200 with task_id null for a host in normal use: the work is done. 400 while it is entering or leaving.',
    },
    default: 'refused',
    evidence: 'assumed',
    source: 'The web UI knows EC_MAINTENANCE_MODE_HOST_STATE_INVALID.',
  },
  'exit.unfit-host': {
    question: 'How does CloudTower say no to exit for a host that is off or out of reach?',
    choices: {
      refused: '400 at once.',
      'task-fails': 'The task is made and fails; the host stays in maintenance.',
    },
    default: 'refused',
    evidence: 'assumed',
    source:
      'The exit check of the product manual would fail for it; how exit itself says no is not documented.',
  },
  'exit.other-vm': {
    question: 'What happens if a list of exit names a VM that entering did not touch, or treated otherwise?',
    choices: {
      refused: '400, and nothing is touched.',
      ignored: 'Nothing is done to that VM.',
      'task-fails': 'The task is made and fails before the host has left.',
    },
    default: 'refused',
    evidence: 'assumed',
    source: 'The exit check says which VM goes where.',
  },
  'exit.changed-vm': {
    question: 'What does exit do with a listed VM whose `verify.changed` is true?',
    choices: {
      tried: 'It is powered on or moved back if that still can be; the task fails if not.',
      skipped: 'Nothing is done to it.',
      refused: '400, and nothing is touched.',
    },
    default: 'tried',
    evidence: 'assumed',
    source: 'The web UI does not offer such VMs; nothing says that the API refuses them.',
  },
  'exit.vm-fails': {
    question: 'What does exit do when a VM cannot be brought back?',
    choices: {
      stops: 'The task fails at that VM and stops there.',
      'goes-on': 'The other VMs are brought back; then the task fails with the first reason.',
    },
    default: 'stops',
    evidence: 'assumed',
    source: 'The web UI says only that the host has left while its VMs are still being handled.',
  },
} as const satisfies Behaviours;

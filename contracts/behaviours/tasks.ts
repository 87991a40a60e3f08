/**
 * The three maintenance tasks as clients see them, and the audit log of users.
 * @module
 */
import type { Behaviours } from './row.ts';

export const TASKS = {
  'task.resource-type': {
    question: 'What is `resource_type` of a maintenance task?',
    choices: { host: 'Host, the name of the GraphQL type.', null: 'null.' },
    default: 'host',
    evidence: 'assumed',
    source: 'A published real task of another kind has the name of its type.',
  },
  'task.resource-mutation': {
    question: 'What is `resource_mutation` of a maintenance task?',
    choices: {
      'camel-case': "The operation's name in camel case, such as enterMaintenanceMode.",
      null: 'null.',
      empty: 'The empty string.',
    },
    default: 'camel-case',
    evidence: 'assumed',
    source:
      "The vendor's Terraform provider looks for updateVm; other published tasks have null or an empty string.",
  },
  'task.args': {
    question: 'What is `args` of a maintenance task?',
    choices: { empty: '{}.', request: 'The `where` and `data` of the request.' },
    default: 'empty',
    evidence: 'assumed',
    source: 'Both published real tasks have {}.',
  },
  'task.steps': {
    question: 'What is `steps` of a maintenance task?',
    choices: {
      phases: 'One step for each phase, counted in VMs (unit COUNT).',
      empty: 'An empty list.',
    },
    default: 'phases',
    evidence: 'assumed',
    source: 'Other published tasks have steps of this form; those of maintenance are unknown.',
  },
  'task.progress': {
    question: 'How does `progress` of a maintenance task move?',
    choices: {
      share: 'As the share of steps done.',
      'at-the-end': 'From 0 to 1 when it succeeds.',
      never: 'It stays 0.',
    },
    default: 'share',
    evidence: 'assumed',
    source: 'It runs from 0 to 1; of two published tasks that succeeded one had 1 and one 0.',
  },
  'task.of-each-vm': {
    question: 'Does each VM that entering or leaving moves, shuts down or powers on get a task of its own?',
    choices: {
      no: 'No: the task of the host stands for all.',
      yes: 'Yes, beside the task of the host.',
    },
    default: 'no',
    evidence: 'assumed',
    source: 'The web UI shows one task with the VMs in it.',
  },
  'task.exit-description': {
    question: 'What does the description of an exit task tell?',
    choices: {
      'by-lists': 'Whether VMs are powered on, moved back, or both.',
      plain: 'That the host leaves maintenance, whatever the lists name.',
    },
    default: 'by-lists',
    evidence: 'assumed',
    source: 'The web UI has four texts for exit tasks.',
  },
  'audit.action': {
    question: 'Which `action` has the audit log for entering and leaving maintenance?',
    choices: {
      maintenance: 'ENTER_MAINTENANCE_MODE, EXIT_MAINTENANCE_MODE.',
      maintainance: 'ENTER_MAINTAINANCE, EXIT_MAINTAINANCE.',
    },
    default: 'maintenance',
    evidence: 'assumed',
    source: 'The web UI knows both; the misspelt pair is taken to be the older one.',
  },
} as const satisfies Behaviours;

/**
 * The profile `docs`: what the vendor's page on maintenance mode shows where the specification differs or is silent.
 * @module
 */
import type { Profile } from './profile.ts';

export const docsProfile: Profile = {
  name: 'docs',
  behaviours: {
    'precheck-result.vms': 'strings',
    'precheck-result.done': 'finished',
    'precheck-result.other-task': 'exit-check',
    'selector.id': 'accepted',
    'exit-check.task-id': 'accepted',
    'exit-check.shut-down-vms': 'were-shut-down',
    'exit-check.vm-state': 'elf',
    'vm-lists.id-kind': 'local-id',
    'token.life': 'forever',
    'where.types': 'coerced',
  },
};

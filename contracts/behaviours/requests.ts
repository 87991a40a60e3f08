/**
 * Bodies, filters and ids in requests, errors, and the operations around maintenance.
 * @module
 */
import type { Behaviours } from './row.ts';

export const REQUESTS = {
  'body.invalid': {
    question: 'Which status does a body get in which a member is missing or has a wrong type?',
    choices: { '400': '400.', '500': '500.' },
    default: '400',
    evidence: 'documented',
    source: "The vendor's how-to: 400 for what is malformed.",
  },
  'body.unknown-member': {
    question: 'What does an operation do with a member of its body that the contract does not have?',
    choices: {
      ignored: 'Nothing, where the contract does not forbid it.',
      refused: '400, or what body.invalid says.',
    },
    default: 'ignored',
    evidence: 'assumed',
    source: 'The payloads of the maintenance operations do not set additionalProperties false; reads do.',
  },
  'where.invalid': {
    question: 'Which status does a `where`, an order or a page get that the contract does not allow?',
    choices: { '400': '400.', '500': '500.' },
    default: '400',
    evidence: 'documented',
    source: "The vendor's how-to: 400 for what is malformed.",
  },
  'where.unknown-filter': {
    question: 'What does a `where` do with a filter that does not exist?',
    choices: {
      refused: '400, or what where.invalid says.',
      ignored: 'It leaves it out.',
    },
    default: 'refused',
    evidence: 'specified',
    source: 'WhereInputs set additionalProperties false.',
  },
  'not-simulated.status': {
    question: 'Which status does a request get that CloudTower answers, and the fake does not simulate?',
    choices: { '501': '501.', '500': '500.', '404': '404.' },
    default: '501',
    evidence: 'assumed',
    source:
      'A real server has no such answer; 501 says what is the matter. CloudTower declares 400, 404 and 500 only, and the official Go SDK shows the message of no other status to its callers.',
  },
  'where.types': {
    question: 'Does a filter take a number or a boolean that is written as text, such as "2"?',
    choices: {
      strict: 'No: 400, or what where.invalid says.',
      coerced: 'Yes, if the text is one.',
    },
    default: 'strict',
    evidence: 'specified',
    source:
      'The types of the contract. Samples of the vendor write `vcpu_gt: "2"`, so the real server may take it.',
  },
  'selector.id': {
    question: 'May `where.id` stand for `where.task_id` and `where.host_id` in the maintenance operations?',
    choices: {
      accepted: 'Yes.',
      refused: 'No: the specified member is missing.',
    },
    default: 'accepted',
    evidence: 'documented',
    source: "The vendor's prose and samples write it so; the specification does not.",
  },
  'host-filter.none': {
    question: 'Which status does a precheck or an exit check get whose `where` matches no host?',
    choices: { '404': '404.', '400': '400.', '500': '500.' },
    default: '404',
    evidence: 'assumed',
    source: "The web UI's text of LOAD_HOST_FAILED: no single host matches the condition.",
  },
  'host-filter.several': {
    question: 'What does a precheck or an exit check do whose `where` matches several hosts?',
    choices: {
      '400': '400.',
      '404': '404.',
      first: 'It takes the first one by id.',
    },
    default: '400',
    evidence: 'assumed',
    source: "The web UI's text of LOAD_HOST_FAILED: no single host matches the condition.",
  },
  'vm-lists.id-kind': {
    question: 'Which ids of VMs do the lists of the maintenance operations answer as `vm_uuid`?',
    choices: { 'local-id': 'local_id, the UUID in the cluster.', cuid: 'id, the Tower cuid.' },
    default: 'local-id',
    evidence: 'documented',
    source: 'The published sample has UUIDs, and so says the zh description (4.0.0).',
  },
  'vm-lists.cuid': {
    question:
      'What do the lists of enter and exit do with the Tower cuid of a VM, where they answer local_ids?',
    choices: {
      accepted: 'It names the VM as its local_id does.',
      refused: '404: it is no local_id.',
      ignored: 'Nothing is done with it.',
    },
    default: 'accepted',
    evidence: 'assumed',
    source: 'The specification says string; other operations know VMs by their cuid.',
  },
  'error.code': {
    question: 'Which codes does `code` of an error body carry?',
    choices: {
      'resource-locked': 'ResourceLocked only; others stand in the message and in props.error_code.',
      every: 'Every code, such as LOAD_HOST_FAILED.',
    },
    default: 'resource-locked',
    evidence: 'specified',
    source: 'The enum of ErrorCode has one value in every version.',
  },
  'mutation.data': {
    question: 'How much of the host do enter and exit answer as `data`?',
    choices: {
      'required-fields': 'The fields that are never null; nullable ones are left out.',
      whole: 'Every field, as get-hosts answers it.',
    },
    default: 'required-fields',
    evidence: 'assumed',
    source:
      'A published real answer of a mutation (connect-cluster) had 13 of 85 fields, none of them nullable.',
  },
  'operation.empty-where': {
    question:
      'What does an operation on VMs or hosts do with a `where` that excludes nothing, such as {} or one in which everything is left out?',
    choices: {
      refused: '400: it would touch everything.',
      everything: 'It works on every VM or host.',
    },
    default: 'refused',
    evidence: 'assumed',
    source: 'Nothing published shows it; a fake that stops everything by mistake helps nobody.',
  },
  'operation.unmatched-where': {
    question: 'What does an operation answer whose `where` matches nothing?',
    choices: { empty: '200 with an empty list.', 'not-found': '404.' },
    default: 'empty',
    evidence: 'assumed',
    source: 'A known consumer treats an empty list as not found.',
  },
  'vm-power.wrong-state': {
    question:
      'What happens to a power operation that the state of its VM does not allow, such as a start of a VM that runs?',
    choices: {
      refused: '400, and nothing is touched.',
      'task-fails': 'The task of that VM is made and fails.',
      'nothing-to-do':
        '200 with task_id null for a VM that is already as the operation would leave it; 400 for any other.',
    },
    default: 'refused',
    evidence: 'documented',
    source:
      'Release notes of API 4.7.0: power operations of VMs check their preconditions first; before, the outcome was undefined. How they say no is assumed.',
  },
  'vm.no-host': {
    question: 'What happens to a start or a migration of a VM that no host, or not the named one, can take?',
    choices: {
      'task-fails':
        "The task is made and fails; its message names the scheduler's filter, such as HostAvailableMemoryFilter.",
      refused: '400, and nothing is touched.',
    },
    default: 'task-fails',
    evidence: 'assumed',
    source:
      "The vendor's Kubernetes provider expects such a start to be accepted, and looks for the scheduler's filter in the message of its task.",
  },
  'host-down.ha-vms': {
    question: 'What becomes of a running VM with HA when its host loses power or its connection?',
    choices: {
      restarted:
        'Half a minute later it runs on another host that can take it. If none can, it stays: off, or with the host that is out of reach.',
      stays: 'It stays with its host: off, or as it was.',
    },
    default: 'restarted',
    evidence: 'documented',
    source:
      'Product manual: a forced power off cuts VMs off, and HA restarts them elsewhere. The delay is assumed, and that a lost connection counts as well.',
  },
  'shut-down.without-tools': {
    question: 'What happens when a guest whose VM tools do not run is asked to shut down or restart?',
    choices: {
      'times-out': 'Nothing for two minutes; then the task fails with JOB_VM_SHUTDOWN_TIMEOUT.',
      'shuts-down': 'It shuts down like any other.',
    },
    default: 'times-out',
    evidence: 'assumed',
    source:
      'The web UI and consumers know JOB_VM_SHUTDOWN_TIMEOUT; a guest without tools may not hear the request.',
  },
  'host-power.array-body': {
    question: 'Does operate-host-power take its body in an array of one?',
    choices: { refused: 'No: the body is one object.', accepted: 'Yes, too.' },
    default: 'refused',
    evidence: 'specified',
    source: 'The specification has one object; notes of a consumer call it an array.',
  },
} as const satisfies Behaviours;

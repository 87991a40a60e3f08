/**
 * The questions about CloudTower that no document settles, the choices that are thinkable, and the one the
 * fake makes unless told otherwise. What CloudTower does is known from documents, so every row says what its
 * default rests on. The engine reads its choices here and nowhere else.
 * @module
 */

/**
 * How a promise is known. `specified`: the official OpenAPI document. `documented`: the vendor's prose or
 * examples. `observed`: seen on a real CloudTower. `assumed`: our reading, with reasons.
 */
export type Evidence = 'specified' | 'documented' | 'observed' | 'assumed';

export interface Behaviour {
  readonly question: string;
  /** Each choice with what it means on the wire. */
  readonly choices: Readonly<Record<string, string>>;
  /** The choice the fake makes unless told otherwise. */
  readonly default: string;
  readonly evidence: Evidence;
  /** What the default rests on. */
  readonly source: string;
}

export const BEHAVIOURS = {
  'precheck.blocked': {
    question: 'How does a precheck end that finds something blocking, such as a suspended VM?',
    choices: {
      succeeded: 'The task ends SUCCEEDED (spelt SUCCESSED) and `done` stays false.',
      failed: 'The task ends FAILED with an error_code and `done` stays false.',
    },
    default: 'succeeded',
    evidence: 'assumed',
    source:
      'The check did run, so its task succeeded. The zh description of `done` (4.0.0) is that the host may enter, the prose says that the check has finished; false is safe under both.',
  },
  'precheck-result.other-task': {
    question: 'What does the precheck result answer for a task that is not a precheck?',
    choices: {
      refused: '400, naming what the task is.',
      'not-found': '404, as for an unknown task.',
    },
    default: 'refused',
    evidence: 'assumed',
    source: 'The task exists, but it is not what the operation works on.',
  },
  'enter.listed-movable-vm': {
    question: 'What happens to a VM in `shutdown_vms` that could have been live-migrated?',
    choices: {
      'shut-down': 'It is shut down: the list is an order.',
      migrated: 'It is live-migrated: the list is a consent for those that cannot be moved.',
    },
    default: 'shut-down',
    evidence: 'assumed',
    source: 'The name of the field, and the prose: pass what the precheck returned.',
  },
  'enter.missing-vm': {
    question: 'What happens if `shutdown_vms` leaves out a VM that must be shut down?',
    choices: {
      'task-fails': 'The task fails when it comes to that VM; what was moved before stays moved.',
      refused: '400, and nothing is touched.',
    },
    default: 'task-fails',
    evidence: 'assumed',
    source: 'The web UI asks for the consent first, so entering without it cannot succeed.',
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
  'host-state.normal': {
    question: 'What is `host_state` of a host that is neither entering nor in maintenance?',
    choices: {
      null: 'null.',
      'in-use': '{state: IN_USE, enter_maintenance_time: "", maintenance_job_id: ""}.',
    },
    default: 'null',
    evidence: 'assumed',
    source: 'The field is nullable, and a known consumer treats null and IN_USE alike.',
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
  'exit-check.shut-down.target-host-name': {
    question: 'What is `target_host_name` of a VM that was shut down and moved nowhere?',
    choices: { empty: 'The empty string.', null: 'null.' },
    default: 'empty',
    evidence: 'assumed',
    source: 'The member is nullable; no sample of such a VM is published.',
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
  'operation.empty-where': {
    question: 'What does an operation on VMs or hosts do with an empty `where`?',
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
  'login.refused': {
    question: 'Which status does a login with an unknown user or a wrong password get?',
    choices: { '400': '400.', '401': '401.' },
    default: '400',
    evidence: 'assumed',
    source: 'The operation declares 400, 404 and 500; 401 is declared nowhere in the API.',
  },
} as const satisfies Readonly<Record<string, Behaviour>>;

export type BehaviourId = keyof typeof BEHAVIOURS;

/** The choices of a row. */
export type Choice<B extends BehaviourId> = keyof (typeof BEHAVIOURS)[B]['choices'] & string;

/** The rows whose choice is not the default. */
export type BehaviourChoices = { readonly [B in BehaviourId]?: Choice<B> };

/** Whether `choice` is the one in force for a row. */
export function isChosen<B extends BehaviourId>(
  choices: BehaviourChoices,
  id: B,
  choice: Choice<B>,
): boolean {
  const chosen: string = choices[id] ?? BEHAVIOURS[id].default;
  return chosen === choice;
}

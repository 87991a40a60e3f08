/**
 * Answers to questions that no document settles and for which the fake offers no choice. Questions with a choice
 * are in index.ts.
 * @module
 */

export interface Assumption {
  readonly about: string;
  /** What the fake does. */
  readonly does: string;
  readonly because: string;
}

export const ASSUMPTIONS: readonly Assumption[] = [
  {
    about: 'Statuses that the specification does not declare',
    does: '405 for a wrong method, 413 and 415 for a body that is too large or not JSON, and what not-simulated.status says for what is not simulated. All carry an ErrorBody.',
    because: 'CloudTower has them no more than any other status but 200, 400, 404 and 500.',
  },
  {
    about: 'Fields of 4.7.0 and later',
    does: 'connect_status and merged_status follow status; commited_memory_bytes is the memory of running and suspended VMs; ha_priority is LEVEL_2_MEDIUM where ha is true. Of the cache a fixed part is used, nothing is dirty, failed or reserved; flags are false. The performance layer, data reduction, licences, internal_product, usage and overprovision_ratio are null. docs/versions.md lists them.',
    because: 'The types are specified; no real body with these fields is public.',
  },
  {
    about: 'The API 4.9.0',
    does: 'As 4.8.0, with one more field of hosts and of clusters, and four more paths, which answer 501.',
    because:
      'Only a preview of its document was read, in parts; labels, users, audit logs and placement groups were not.',
  },
  {
    about: 'The header external-cloudtower-id',
    does: 'It is ignored, whatever its value.',
    because: 'It is optional, and the fake is one CloudTower. What an unknown id gets is not documented.',
  },
  {
    about: 'GET /api/healthz, outside of the base path',
    does: 'Answers 200 without a token.',
    because: 'The newest official SDKs look there for the active one of two servers before they log in.',
  },
  {
    about: 'Instants in filters, and the order of texts',
    does: 'An instant is a date, or a date and a time with T between them, in ISO 8601. It is compared as an instant, and is in UTC where no zone is written. Any other text and a date that does not exist, such as 2026-02-30, are a 400. Texts are ordered by their code units.',
    because: 'Prisma 1 reads dates so (Joda, in UTC); which collation the database has is not known.',
  },
  {
    about: 'Login with another source than LOCAL, or with a second factor',
    does: '400 that says it is not simulated.',
    because: 'The fake has local users only.',
  },
  {
    about: 'Error codes',
    does: 'Unless behaviour error.code says otherwise, they stand in brackets at the end of the message, and in props.error_code.',
    because: "ErrorBody.code's enum has only ResourceLocked.",
  },
  {
    about: 'Reads without a body',
    does: 'They answer as to {}.',
    because: 'A real server did so in published traffic, although the specification requires the body.',
  },
  {
    about: 'Query rules',
    does: 'Those of Prisma 1: ties by id ascending, NULL last when ascending, comparisons with NULL match nothing, an empty AND is true, an empty OR false.',
    because: "The shapes match Prisma 1's generators exactly; nothing says that more is added.",
  },
  {
    about: 'Choice of a target',
    does: 'Of the hosts that can take the VM, the one with the most memory left; then by name. VMs are placed largest first.',
    because: 'The real scheduler is not documented.',
  },
  {
    about: 'Allocatable memory',
    does: 'Total, less the system, less the memory of running and suspended VMs.',
    because: 'The web UI describes it so; the exact formula is not published.',
  },
  {
    about: 'Tasks',
    does: 'The words of descriptions and of error_message are our own, and so are the keys of steps. type and key are null, snapshot names the GraphQL type, user is who called.',
    because: 'No maintenance task is published. Tests must not compare the words.',
  },
  {
    about: 'entityAsyncStatus',
    does: 'UPDATING for the host while it enters or exits, and for each VM while something is done to it.',
    because: 'That is what the field means; when exactly it is set is unknown.',
  },
  {
    about: 'Power states',
    does: 'An operation is refused (400) unless the VM is in a state it can work on: a running VM is not started, only a VM that is off is deleted or put into the recycle bin.',
    because:
      'The web UI knows VM_NOT_STOPPED and JOB_VM_STATE_MACHINE_ERROR; when they come is not published.',
  },
  {
    about: 'Busy objects',
    does: 'While a task of its own is open, a VM or host is locked for other operations: 400 with code ResourceLocked. Entering waits for such a VM.',
    because: 'The published body of ResourceLocked; that entering waits is our choice.',
  },
  {
    about: 'A host that is powered off',
    does: 'Its status is SESSION_EXPIRED, also during the minute in which it starts; then it is CONNECTED_HEALTHY. VMs that lost power with it stay off.',
    because:
      'The status is our choice. The product manual knows VMs that start with their host, but no field of the API tells which.',
  },
  {
    about: 'Audit log',
    does: "One entry for each task but prechecks and those that VMs have of their own; the action is the mutation's name in capitals, such as START_VM.",
    because: 'The web UI knows the two maintenance actions by that name; others are unknown.',
  },
  {
    about: 'Injected faults',
    does: 'A task that a fault fails carries a code of the web UI. When a host is lost, live migrations fail with JOB_LIBVIRT_ABORT_MIGRATE, all else with EC_CLUSTER_API_TIMEOUT. Reads lag for clusters, hosts, VMs and placement groups only.',
    because:
      'The codes are known; which of them comes when is not. What CloudTower copies from clusters is told by comments of published consumers.',
  },
  {
    about: 'Durations',
    does: 'Seconds: a live migration 1 s and 0.1 s for each GiB, a shutdown 2 to 3 s, a check 1 to 2 s.',
    because: 'Real ones take as long as they take. --speed makes all of them shorter or longer.',
  },
  {
    about: 'Permissions',
    does: 'There is one user who logs in, and who may do everything. No request is refused for want of rights.',
    because:
      'Which right maintenance needs is not documented (MANAGE_HOST is likely). A fault can answer any operation with 403.',
  },
  {
    about: 'Wrong passwords',
    does: 'They may be tried for ever; no user is locked.',
    because: 'The web UI knows USER_LOCKED, but not after how many tries through the API.',
  },
  {
    about: 'state in the exit check',
    does: 'Always "done", as published.',
    because:
      'There is an exit check only after every step of entering was done; the other words cannot show.',
  },
  {
    about: 'Task PAUSED while data is recovered',
    does: 'A host of a cluster that recovers data cannot enter; a task never shows PAUSED.',
    because: 'The web UI waits for recovery while it enters; how the task shows that is not published.',
  },
  {
    about: 'Recovery of cold data (after 12 hours, or 7 days) and of replicas',
    does: 'Nothing: a host may stay in maintenance for ever.',
    because: 'No field of the API shows it, and the sources differ.',
  },
  {
    about: 'The alert for a placement group whose Must rule is broken',
    does: 'There is none, also where placement.must-rules ignores the rules.',
    because: 'Alerts are not simulated.',
  },
  {
    about: "Methods and classes in the vendor's samples that do not exist",
    does: 'Nothing: a client that uses them does not come as far as a request.',
    because:
      'The names of SDK methods and classes do not show on the wire; the paths are the same everywhere.',
  },
];

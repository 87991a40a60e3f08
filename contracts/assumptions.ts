/**
 * What the fake does where no document says what CloudTower does, and where it has no other choice to offer
 * yet. Rows with choices are in behaviours.ts.
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
    about: 'Ids of VMs in the maintenance calls',
    does: "Answers carry the VM's local_id (the ELF UUID). Requests may carry local_id or id.",
    because: 'The published sample shows UUIDs; whether a cuid is accepted too is unknown.',
  },
  {
    about: 'Selecting by where.id',
    does: 'where.id is accepted beside where.task_id and where.host_id.',
    because: "The vendor's prose and samples write it so; the specification does not.",
  },
  {
    about: 'A filter that must find one host',
    does: 'No match is 404, several are 400; both carry LOAD_HOST_FAILED.',
    because: "The web UI's text of that code: no single host matches the condition.",
  },
  {
    about: 'Statuses that the specification does not declare',
    does: '401 for a missing or unknown token, 405 for a wrong method, 413 and 415 for a body that is too large or not JSON, 501 for what is not simulated. All carry an ErrorBody.',
    because: '401 and 403 are declared nowhere, yet consumers expect them.',
  },
  {
    about: 'GET /api/healthz, outside of the base path',
    does: 'Answers 200 without a token.',
    because: 'The newest official SDKs look there for the active one of two servers before they log in.',
  },
  {
    about: 'Login with another source than LOCAL, or with a second factor',
    does: '400 that says it is not simulated.',
    because: 'The fake has local users only.',
  },
  {
    about: 'Error codes',
    does: 'They stand in brackets at the end of the message, and in props.error_code. ErrorBody.code stays free.',
    because: "ErrorBody.code's enum has only ResourceLocked.",
  },
  {
    about: 'Reads without a body',
    does: 'They answer as to {}.',
    because: 'A real server did so in published traffic, although the specification requires the body.',
  },
  {
    about: 'Query rules',
    does: 'Those of Prisma 1: default order by id, ties by id ascending, NULL last when ascending, comparisons with NULL match nothing, connections count the page, text is case-sensitive.',
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
    about: 'VMs named in shutdown_vms that are off',
    does: 'Nothing is done to them, and nothing is refused. A VM of another host is refused.',
    because: 'They are as the request wants them.',
  },
  {
    about: 'Entering a host that something blocks',
    does: 'The request is accepted; the task fails in its first step and names everything that blocks.',
    because: "The web UI's first phase is a check of the environment.",
  },
  {
    about: 'maintenance_job_id and enter_maintenance_time',
    does: 'A UUID that stays the same from entering on; ISO 8601, the moment the present state began.',
    because: 'Both are plain strings in the specification.',
  },
  {
    about: 'Tasks',
    does: "resource_type Host, resource_mutation the operation's name in camel case, args {}, one step for each phase with unit COUNT, progress as the share of steps done.",
    because: 'No maintenance task is published; other tasks look like that.',
  },
  {
    about: 'entityAsyncStatus',
    does: 'UPDATING for the host while it enters or exits, and for each VM while something is done to it.',
    because: 'That is what the field means; when exactly it is set is unknown.',
  },
  {
    about: 'Reasons of verify',
    does: 'vm_has_been_deleted, vm_in_recycle_bin, vm_has_host_devices, vm_status_changed, or empty.',
    because: "They are named after the web UI's texts; the strings on the wire are unknown.",
  },
  {
    about: 'Exit lists that name other VMs',
    does: '400 for a VM that entering did not touch or treated otherwise, 404 for one that does not exist.',
    because: 'The exit check says which VM goes where.',
  },
  {
    about: 'A VM that cannot be brought back',
    does: 'The exit task fails at that VM and stops there; the host is in use already.',
    because: 'The web UI says that the host has left while its VMs are still being handled.',
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
    does: 'Its status is SESSION_EXPIRED. Running VMs with HA run on another host if one can take them, all others are off.',
    because: 'The product manual says what HA does; the status is our choice.',
  },
  {
    about: 'Audit log',
    does: "One entry for each task but prechecks; the action is the mutation's name in capitals, such as ENTER_MAINTENANCE_MODE.",
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
];

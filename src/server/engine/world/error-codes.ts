/**
 * The error codes that CloudTower's web UI knows, each with the key of a message that explains it in our own words.
 * Evidence: the web UI's list of codes; where each of them comes from is assumed.
 * @module
 */

export const ERROR_CODES = {
  EC_MAINTENANCE_MODE_PRE_CHECK_FAILED: 'code.check-could-not-run',
  MAINTENANCE_MODE_PRE_CHECK_FAILED: 'code.check-could-not-run',
  EC_MAINTENANCE_MODE_EXIT_CHECK_FAILED: 'code.exit-check-could-not-run',
  MAINTENANCE_MODE_EXIT_CHECK_FAILED: 'code.exit-check-could-not-run',
  EC_MAINTENANCE_MODE_EXIST_HOST_IN_MT_MODE: 'code.other-host-in-maintenance',
  EC_MAINTENANCE_MODE_HOST_STATE_INVALID: 'code.host-state-invalid',
  EC_MAINTENANCE_MODE_JOB_NOT_EXIST: 'code.no-maintenance-job',
  EC_MAINTENANCE_MODE_ENTER_FAILED: 'code.enter-failed',
  EC_MAINTENANCE_MODE_EXIT_FAILED: 'code.exit-failed',
  ENTER_MAINTENANCE_MODE_FAILED: 'code.enter-failed',
  REDIRECT_ENTER_MAINTENANCE_MODE_FAILED: 'code.enter-failed',
  JOB_MAINTENANCE_MODE_JOB_ENTER_FAILED: 'code.enter-failed',
  JOB_MAINTENANCE_MODE_JOB_EXIT_FAILED: 'code.exit-failed',
  JOB_MAINTENANCE_MODE_JOB_CANCELED: 'code.job-cancelled',
  CANCEL_MAINTENANCE_MODE_JOB_FAILED: 'code.job-not-cancelled',
  MAINTENANCE_MODE_CURRENT_NOT_SUPPORT_CANCEL: 'code.job-not-cancellable',
  LOAD_HOST_FAILED: 'code.no-single-host',
  HOST_NOT_FOUND: 'code.no-host',
  VM_NOT_FOUND: 'code.no-vm',
  CLUSTER_NOT_FOUND: 'code.no-cluster',
  NO_HOST_PROVIDED: 'code.no-host-named',
  INVALID_QUERY_PARAMS: 'code.invalid-query',
  JOB_NOT_FOUND: 'code.no-job',
  MIGRATE_IN_CLUSTER_PRECHECK_FAILED_RUNNING_VM_WITH_NESTED_VIRTUALIZATION: 'code.nested-virtualization',
  MIGRATE_IN_CLUSTER_PRECHECK_FAILED_VM_SUSPENDED: 'code.vm-suspended',
  EC_JOB_HOT_MIGRATE_NESTED_VIRTUALIZATION: 'code.nested-virtualization',
  EC_PRECHECK_VMS_HOSTDEV_EXISTS: 'code.host-device',
  EC_PRECHECK_VMS_SRIOV_EXISTS: 'code.sriov',
  EC_PRECHECK_VMS_CPU_INCOMPATIBLE: 'code.cpu-incompatible',
  EC_PRECHECK_PLACEMENT_GROUPS_UNMATCH: 'code.placement-group',
  EC_PRECHECK_VMS_STATE_UNMATCH: 'code.vm-state-invalid',
  EC_NODE_OUT_OF_MEMORY: 'code.out-of-memory',
  JOB_NODE_OUT_OF_MEMORY: 'code.out-of-memory',
  JOB_NO_AVAILABLE_NODE_FOR_SCHEDULING: 'code.no-host-for-vm',
  JOB_SPECIFIED_NODE_SCHEDULE_FAILED: 'code.chosen-host-cannot-take',
  JOB_COLD_MIGRATE_REJECT_BY_HOST_LIVE: 'code.host-alive',
  JOB_LIBVIRT_ABORT_MIGRATE: 'code.migration-aborted',
  JOB_VM_SHUTDOWN_TIMEOUT: 'code.shut-down-timeout',
  EC_JOB_FORCE_SHUTDOWN_FAILED: 'code.power-off-failed',
  VM_NOT_STOPPED: 'code.vm-not-off',
  JOB_VM_STATE_MACHINE_ERROR: 'code.power-state-invalid',
  ResourceLocked: 'code.locked',
  JOB_RESOURCE_IS_LOCKED: 'code.locked',
  EC_JOB_RESOURCE_IS_LOCKED: 'code.locked',
  VM_DUPLICATED_NAME: 'code.vm-name-taken',
  VM_DUPLICATE_NAME: 'code.vm-name-taken',
  EC_VM_DUPLICATED_NAME: 'code.vm-name-taken',
  EC_CHANGE_HOSTNAME_DUPLICATE: 'code.host-name-taken',
  LOGIN_FAILED: 'code.login-failed',
  NOT_MATCH_USER: 'code.no-user',
  USER_NOT_FOUND: 'code.no-user',
  USER_PASSWORD_INCORRECT: 'code.wrong-password',
  NOT_MATCH_USER_OR_PASSWORD_INCORRECT: 'code.wrong-credentials',
  USER_LOCKED: 'code.user-locked',
  PERMISSION_DENIED: 'code.not-permitted',
  PERMISSION_DENY: 'code.not-permitted',
  LOAD_TOKEN_FAILED: 'code.unreadable-token',
  WEBSOCKET_CONNECT_ERROR: 'code.web-socket',
  CLUSTER_CONNECTION_STATUS_ERROR: 'code.cluster-disconnected',
  EC_CLUSTER_API_TIMEOUT: 'code.cluster-timeout',
  TASK_NOT_SUPPORT_STOP: 'code.task-not-stoppable',
  TASK_NOT_SUPPORT_PAUSE: 'code.task-not-pausable',
  RESET_TASK_FAILED_WHEN_SERVER_STARTED: 'code.tower-restarted',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * Returns the code itself. Throws for an unknown code, which is a defect: fault rules are checked when they are added.
 */
export function requireErrorCode(code: string): ErrorCode {
  if (isErrorCode(code)) return code;
  throw new Error(`CloudTower has no error code ${code}.`);
}

/** Whether CloudTower's web UI knows a code. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}

/**
 * Returns words that carry a code: a shipped consumer recognises failures by the code in their message, and never reads
 * the field of the code. Words that name the code already stay as they are.
 */
export function withCode(words: string, code: string): string {
  return words.includes(code) ? words : `${words} [${code}]`;
}

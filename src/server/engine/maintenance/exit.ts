/**
 * Leaving maintenance: first the host is in use again, then VMs are powered on and moved back. Documented: the web UI
 * says that the host has left while its VMs are still being handled.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import { hostOf, startJob } from '../task/job.ts';
import { DONE, FAIL, failed, type JobHandler } from '../task/step.ts';
import type { Caller } from '../task/task.ts';
import { LIVE_MIGRATE, MOVE_BACK, OFFLINE_MIGRATE, POWER_ON } from '../vm/moves.ts';
import { isInOrEnteringMaintenance, isLeaving, refuseLockedHost, whyOutOfReach } from '../world/host.ts';
import type { Failure, JobStep, Step } from '../world/job.ts';
import type { HostRecord, MaintenanceRecord, TaskRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { type ExitLists, returnSteps } from './exit-lists.ts';
import { markInUse } from './host-state.ts';
import { failStep, maintenanceTask, refuse } from './task.ts';

const STATE_INVALID = 'EC_MAINTENANCE_MODE_HOST_STATE_INVALID';

/**
 * Returns what entering did to the VMs of a host. If the host is not in maintenance, throws a Refusal or returns an
 * empty record, by behaviour.
 */
export function exitCheck(world: World, host: HostRecord): MaintenanceRecord {
  const record = world.get('Maintenance', host.id);
  if (record !== undefined && host.host_state?.state === 'MAINTENANCE_MODE') {
    const why = whyOutOfReach(host);
    if (why === undefined || isChosen(world.behaviours, 'exit-check.unfit-host', 'listed')) return record;
    return refuse({
      code: 'EC_MAINTENANCE_MODE_EXIT_CHECK_FAILED',
      message: message('maintenance.no-exit-check', { host: host.name, reason: why }),
    });
  }
  if (isChosen(world.behaviours, 'exit-check.not-in-maintenance', 'empty'))
    return { id: host.id, task: '', vms: [] };
  return refuse({
    code: 'EC_MAINTENANCE_MODE_JOB_NOT_EXIST',
    message: message('maintenance.no-exit-check', { host: host.name, reason: whyNotLeaving(host) }),
  });
}

/**
 * Starts to take a host out of maintenance. For a host that cannot leave, the behaviours decide between a Refusal and a
 * task that fails. Returns null for a host in normal use, if the behaviour treats that as nothing to do. VMs that should
 * not be listed are refused, skipped or fail the task, by behaviour.
 */
export function exitMaintenance(
  world: World,
  host: HostRecord,
  lists: ExitLists,
  caller: Caller,
  args: TaskRecord['args'] = {},
): TaskRecord | null {
  const record = world.get('Maintenance', host.id);
  const start = (steps: readonly JobStep<'exit'>[]) => {
    const description = describe(world, host, steps);
    const newTask = maintenanceTask(world, host, { mutation: 'exitMaintenanceMode', description, args });
    return startJob(world, newTask, { kind: 'exit', shutDown: [], steps }, caller);
  };
  if (record === undefined || host.host_state?.state !== 'MAINTENANCE_MODE' || isLeaving(world, host)) {
    if (hasNothingToLeave(world, host)) return null;
    return start([failStep(failureOf(world, host))]);
  }
  refuseLockedHost(host);
  const why = whyOutOfReach(host);
  if (why !== undefined) return start([failStep(unfitFailure(world, host, why))]);
  const steps = returnSteps(world, host, record, lists);
  if (steps[0]?.kind === 'fail') return start(steps);
  world.update('Host', host.id, { entityAsyncStatus: 'UPDATING' });
  return start([{ kind: 'leave-maintenance' }, ...steps]);
}

export const EXIT: JobHandler<'exit'> = {
  steps: {
    fail: FAIL,
    'leave-maintenance': {
      phase: 'LEAVE_MAINTENANCE_MODE',
      duration: () => 1_000,
      finish(world, _step, job) {
        const host = hostOf(world, job);
        const why = whyOutOfReach(host);
        if (why !== undefined) return failed(STATE_INVALID, cannotExit(host, why));
        markInUse(world, host);
        return DONE;
      },
    },
    'power-on': POWER_ON,
    'live-migrate': { ...LIVE_MIGRATE, ...MOVE_BACK },
    'offline-migrate': { ...OFFLINE_MIGRATE, ...MOVE_BACK },
  },
  continuesAfterFailure: (world, job) =>
    !isInOrEnteringMaintenance(hostOf(world, job)) && isChosen(world.behaviours, 'exit.vm-fails', 'goes-on'),
  /** Frees the host, after success or failure. It is in use since the first step. */
  onEnd(world, job) {
    world.update('Host', hostOf(world, job).id, { entityAsyncStatus: null });
  },
};

/** Whether the host is in normal use, and the behaviour treats that as nothing to do. */
function hasNothingToLeave(world: World, host: HostRecord): boolean {
  const isNormal = !isInOrEnteringMaintenance(host) && !isLeaving(world, host);
  return isNormal && isChosen(world.behaviours, 'exit.not-in-maintenance', 'nothing-to-do');
}

/** Returns the failure of a task for a host that cannot leave. Throws a Refusal if the behaviour says so. */
function failureOf(world: World, host: HostRecord): Failure {
  const failure: Failure = { code: STATE_INVALID, message: cannotExit(host, whyNotLeaving(host)) };
  return isChosen(world.behaviours, 'exit.not-in-maintenance', 'task-fails') ? failure : refuse(failure);
}

/** Returns the failure of a task for a host that is out of reach. Throws a Refusal if the behaviour says so. */
function unfitFailure({ behaviours }: World, host: HostRecord, why: Text): Failure {
  const failure: Failure = { code: STATE_INVALID, message: cannotExit(host, why) };
  return isChosen(behaviours, 'exit.unfit-host', 'task-fails') ? failure : refuse(failure);
}

function cannotExit({ name }: HostRecord, reason: Text): Text {
  return message('maintenance.cannot-exit', { host: name, reason });
}

/** Returns why a host cannot leave. */
function whyNotLeaving({ host_state }: HostRecord): Text {
  switch (host_state?.state) {
    case 'MAINTENANCE_MODE':
      return message('host-state.leaving-already');
    case 'ENTERING_MAINTENANCE_MODE':
      return message('host-state.still-entering');
    default:
      return message('host-state.not-in-maintenance');
  }
}

function describe({ behaviours }: World, { name: host }: HostRecord, steps: readonly Step[]): Text {
  if (isChosen(behaviours, 'task.exit-description', 'plain')) return message('task.exit', { host });
  const powersOn = steps.some(({ kind }) => kind === 'power-on');
  const moves = steps.some(({ kind }) => kind === 'live-migrate' || kind === 'offline-migrate');
  if (powersOn && moves) return message('task.exit-and-both', { host });
  if (powersOn) return message('task.exit-and-power-on', { host });
  return message(moves ? 'task.exit-and-migrate' : 'task.exit', { host });
}

/**
 * The tasks of the maintenance operations, and their refusals.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import type { Text } from '../language/text.ts';
import { type NewTask, resourceOf } from '../task/task.ts';
import type { Failure, StepOf } from '../world/job.ts';
import type { HostRecord, TaskRecord } from '../world/records.ts';
import { Refusal } from '../world/refusal.ts';
import type { World } from '../world/world.ts';

/** A maintenance operation that a client requests for a host. */
export interface HostRequest {
  readonly mutation: 'enterMaintenanceModePreCheck' | 'enterMaintenanceMode' | 'exitMaintenanceMode';
  readonly description: Text;
  /** The `where` and `data` of the request. */
  readonly args: TaskRecord['args'];
}

/** Returns the task of a maintenance operation. The fields it takes from the request are behaviours. */
export function maintenanceTask(
  { behaviours }: World,
  host: HostRecord,
  { mutation, description, args }: HostRequest,
): NewTask {
  return {
    description,
    mutation,
    resource: resourceOf(host),
    overrides: {
      ...(isChosen(behaviours, 'task.resource-type', 'null') && { resource_type: null }),
      ...(isChosen(behaviours, 'task.resource-mutation', 'null') && { resource_mutation: null }),
      ...(isChosen(behaviours, 'task.resource-mutation', 'empty') && { resource_mutation: '' }),
      ...(isChosen(behaviours, 'task.args', 'request') && { args }),
    },
  };
}

export const ENTER_FAILED = 'EC_MAINTENANCE_MODE_ENTER_FAILED';
export const EXIT_FAILED = 'EC_MAINTENANCE_MODE_EXIT_FAILED';

/** Throws a Refusal for a failure, instead of starting a task. */
export function refuse({ code, message }: Failure): never {
  throw new Refusal({ kind: 'state', code, message });
}

/** Returns the only step of a task that reports a failure. */
export function failStep(failure: Failure): StepOf<'fail'> {
  return { kind: 'fail', failure };
}

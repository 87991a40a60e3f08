/**
 * Why a host cannot begin to enter maintenance, whatever its VMs are.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours.ts';
import { isInOrEnteringMaintenance } from '../world/host.ts';
import type { Failure } from '../world/job.ts';
import type { HostRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { otherInMaintenance, whyUnfit } from './checks.ts';
import { cannotEnter, hostStateAlready, secondHost } from './messages.ts';
import { refuse } from './task.ts';

const STATE_INVALID = 'EC_MAINTENANCE_MODE_HOST_STATE_INVALID';
const EXISTS = 'EC_MAINTENANCE_MODE_EXIST_HOST_IN_MT_MODE';

interface Objection {
  /** The row that says how it is told. */
  readonly row: 'enter.already' | 'enter.unfit-host' | 'enter.second-host';
  readonly failure: Failure;
}

/** What the task of entering must fail with; undefined if nothing is in the way. Refuses where the row says so. */
export function objectionTo(world: World, host: HostRecord): Failure | undefined {
  const objection = find(world, host);
  if (objection === undefined || isChosen(world.behaviours, objection.row, 'task-fails'))
    return objection?.failure;
  return refuse(objection.failure);
}

function find(world: World, host: HostRecord): Objection | undefined {
  if (isInOrEnteringMaintenance(host)) {
    const message = cannotEnter(host, hostStateAlready(host));
    return { row: 'enter.already', failure: { code: STATE_INVALID, message } };
  }
  const why = whyUnfit(world, host);
  if (why !== undefined) {
    const message = cannotEnter(host, why);
    return { row: 'enter.unfit-host', failure: { code: STATE_INVALID, message } };
  }
  const [other] = otherInMaintenance(world, host);
  return other && { row: 'enter.second-host', failure: { code: EXISTS, message: secondHost(other) } };
}

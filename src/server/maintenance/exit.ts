/**
 * Leaving maintenance: the host is in use first, then VMs are powered on and moved back. Documented: the web
 * UI says the host has left while its VMs are still being handled.
 * @module
 */
import { isChosen } from '../../../contracts/behaviours.ts';
import { DONE, hostOf, type Outcome, startJob } from '../task/job.ts';
import { type Caller, resourceOf } from '../task/task.ts';
import { findVm } from '../world/find.ts';
import { isLeaving, normalHostState } from '../world/host.ts';
import type { Job, Step } from '../world/job.ts';
import type { EvacuatedVm, HostRecord, Id, MaintenanceRecord, TaskRecord } from '../world/records.ts';
import { Refusal } from '../world/refusal.ts';
import type { Text } from '../world/text.ts';
import type { World } from '../world/world.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { belongsElsewhere, cannotLeave, hasNoExitCheck, notTouched, whyNotLeaving } from './messages.ts';

/** The lists of an exit request: `local_id`s or ids of VMs. A list left out is empty: nothing is done to those VMs. */
export interface ExitLists {
  readonly poweron_vms: readonly string[];
  readonly live_migrate_back_vms: readonly string[];
  readonly offline_migrate_back_vms: readonly string[];
}

/** What each list may name. Documented: the prose maps the exit check's lists to these. */
const ACTIONS: Readonly<Record<keyof ExitLists, EvacuatedVm['action']>> = {
  poweron_vms: 'shut-down',
  live_migrate_back_vms: 'live-migrate',
  offline_migrate_back_vms: 'offline-migrate',
};

/** What entering did to the VMs of a host. Refuses for a host that is not in maintenance, or answers an empty record, by behaviour. */
export function exitCheck(world: World, host: HostRecord): MaintenanceRecord {
  const record = world.get('Maintenance', host.id);
  if (record !== undefined && host.host_state?.state === 'MAINTENANCE_MODE') return record;
  if (isChosen(world.behaviours, 'exit-check.not-in-maintenance', 'empty')) return { id: host.id, vms: [] };
  throw new Refusal({
    kind: 'state',
    code: 'EC_MAINTENANCE_MODE_JOB_NOT_EXIST',
    message: hasNoExitCheck(host, whyNotLeaving(host)),
  });
}

/** Starts to take a host out of maintenance. Refuses a host that is not in it, and VMs that entering did not treat so. */
export function exitMaintenance(
  world: World,
  host: HostRecord,
  lists: ExitLists,
  caller: Caller,
): TaskRecord {
  const record = world.get('Maintenance', host.id);
  if (record === undefined || host.host_state?.state !== 'MAINTENANCE_MODE' || isLeaving(world, host)) {
    throw new Refusal({
      kind: 'state',
      code: 'EC_MAINTENANCE_MODE_HOST_STATE_INVALID',
      message: cannotLeave(host, whyNotLeaving(host)),
    });
  }
  const steps: Step[] = [
    { kind: 'leave-maintenance' },
    ...named(world, record, lists, 'poweron_vms').map((vm): Step => ({ kind: 'power-on', vm })),
    ...named(world, record, lists, 'live_migrate_back_vms').map(
      (vm): Step => ({ kind: 'live-migrate', vm, to: host.id }),
    ),
    ...named(world, record, lists, 'offline_migrate_back_vms').map(
      (vm): Step => ({ kind: 'offline-migrate', vm, to: host.id }),
    ),
  ];
  world.update('Host', host.id, { entityAsyncStatus: 'UPDATING' });
  const about = {
    description: describe(host, steps),
    mutation: 'exitMaintenanceMode',
    resource: resourceOf(host),
  };
  return startJob(world, about, { kind: 'exit', shutDown: [], steps }, caller);
}

/** The first step: the host is in use again, and its record is closed. */
export function leaveMaintenance(world: World, job: Job): Outcome {
  const host = hostOf(world, job).id;
  world.update('Host', host, { host_state: normalHostState(world) });
  world.remove('Maintenance', host);
  return DONE;
}

/** The task has ended, well or not: the host was in use before. */
export function endLeaving(world: World, job: Job): void {
  world.update('Host', hostOf(world, job).id, { entityAsyncStatus: null });
}

/** The VMs of one list, each once, in the order of the list. */
function named(world: World, record: MaintenanceRecord, lists: ExitLists, list: keyof ExitLists): Id[] {
  return [
    ...new Set(
      lists[list].map((id, index) => findEvacuated(world, record, id, list, `data.${list}[${index}]`)),
    ),
  ];
}

function findEvacuated(
  world: World,
  record: MaintenanceRecord,
  id: string,
  list: keyof ExitLists,
  place: string,
): Id {
  const evacuated = record.vms.find(({ vm, uuid }) => uuid === id || vm === id);
  if (evacuated?.action === ACTIONS[list]) return evacuated.vm;
  const message =
    evacuated === undefined
      ? notTouched(place, findVm(world, id, place))
      : belongsElsewhere(place, evacuated, listOf(evacuated));
  throw new Refusal({ kind: 'state', message });
}

function listOf({ action }: EvacuatedVm): string {
  return Object.entries(ACTIONS).find(([, treated]) => treated === action)?.[0] ?? action;
}

function describe({ name }: HostRecord, steps: readonly Step[]): Text {
  const powersOn = steps.some(({ kind }) => kind === 'power-on');
  const moves = steps.some(({ kind }) => kind === 'live-migrate' || kind === 'offline-migrate');
  if (powersOn && moves) return DESCRIPTIONS.exitAndBoth(name);
  if (powersOn) return DESCRIPTIONS.exitAndStart(name);
  return moves ? DESCRIPTIONS.exitAndMigrate(name) : DESCRIPTIONS.exit(name);
}

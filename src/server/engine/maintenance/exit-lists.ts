/**
 * The lists of an exit request: which VM each may name, and what is done to it.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours.ts';
import { findListedVm } from '../world/find.ts';
import type { Step, Why } from '../world/job.ts';
import type { EvacuatedVm, HostRecord, Id, MaintenanceRecord } from '../world/records.ts';
import { Refusal } from '../world/refusal.ts';
import { type Text, text } from '../world/text.ts';
import type { World } from '../world/world.ts';
import { belongsElsewhere, hasChanged, notTouched } from './messages.ts';
import { EXIT_FAILED, failing } from './task.ts';
import { CHANGES, changeOf } from './verify.ts';

/** `local_id`s or ids of VMs. A list left out is empty: nothing is done to those VMs. */
export interface ExitLists {
  readonly poweron_vms: readonly string[];
  readonly live_migrate_back_vms: readonly string[];
  readonly offline_migrate_back_vms: readonly string[];
}

type ListName = keyof ExitLists;

/** What each list may name. Documented: the prose maps the exit check's lists to these. */
const ACTIONS: Readonly<Record<ListName, EvacuatedVm['action']>> = {
  poweron_vms: 'shut-down',
  live_migrate_back_vms: 'live-migrate',
  offline_migrate_back_vms: 'offline-migrate',
};

const CAME_FROM_THERE: Why = { reason: text('it came from there', '它来自该主机') };

/** A VM to bring back, or why the task must fail. */
type Found = { readonly vm: Id } | { readonly objection: Text };

/**
 * The steps that bring the VMs of all lists back, each VM once, in the order of the lists. Refuses unknown
 * VMs; what happens to those that entering did not treat so, and to those that have changed, are behaviours.
 */
export function stepsBack(
  world: World,
  host: HostRecord,
  record: MaintenanceRecord,
  lists: ExitLists,
): Step[] {
  const found = (list: ListName) =>
    lists[list]
      .map((id, index) => find(world, record, id, list, `data.${list}[${index}]`))
      .filter((one) => one !== undefined);
  const [poweredOn, live, offline] = [
    found('poweron_vms'),
    found('live_migrate_back_vms'),
    found('offline_migrate_back_vms'),
  ];
  const wrong = [...poweredOn, ...live, ...offline].find((one) => 'objection' in one);
  if (wrong !== undefined) return [failing({ code: EXIT_FAILED, message: wrong.objection })];
  const to = host.id;
  return [
    ...idsOf(poweredOn).map((vm): Step => ({ kind: 'power-on', vm })),
    ...idsOf(live).map((vm): Step => ({ kind: 'live-migrate', vm, to, why: CAME_FROM_THERE })),
    ...idsOf(offline).map((vm): Step => ({ kind: 'offline-migrate', vm, to, why: CAME_FROM_THERE })),
  ];
}

function idsOf(found: readonly Found[]): Id[] {
  return [...new Set(found.flatMap((one) => ('vm' in one ? [one.vm] : [])))];
}

/** Undefined for a VM with which nothing is to be done. */
function find(
  world: World,
  record: MaintenanceRecord,
  id: string,
  list: ListName,
  place: string,
): Found | undefined {
  const byUuid = record.vms.find(({ uuid }) => uuid === id);
  const vm = byUuid === undefined ? findListedVm(world, id, place) : undefined;
  const evacuated = byUuid ?? record.vms.find((one) => one.vm === vm?.id);
  if (evacuated !== undefined) return treated(world, evacuated, list, place);
  return vm && toOther(world, notTouched(place, vm));
}

function treated(world: World, evacuated: EvacuatedVm, list: ListName, place: string): Found | undefined {
  if (evacuated.action !== ACTIONS[list])
    return toOther(world, belongsElsewhere(place, evacuated, listOf(evacuated)));
  const change = changeOf(world, evacuated);
  if (change === undefined || isChosen(world.behaviours, 'exit.changed-vm', 'tried'))
    return { vm: evacuated.vm };
  if (isChosen(world.behaviours, 'exit.changed-vm', 'skipped')) return undefined;
  throw new Refusal({ kind: 'state', message: hasChanged(place, evacuated, CHANGES[change]) });
}

/** What happens to a VM that a list should not name. */
function toOther(world: World, message: Text): Found | undefined {
  if (isChosen(world.behaviours, 'exit.other-vm', 'refused')) throw new Refusal({ kind: 'state', message });
  return isChosen(world.behaviours, 'exit.other-vm', 'task-fails') ? { objection: message } : undefined;
}

function listOf({ action }: EvacuatedVm): string {
  return Object.entries(ACTIONS).find(([, treatment]) => treatment === action)?.[0] ?? action;
}

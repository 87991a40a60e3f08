/**
 * The lists of an exit request: the VMs that each may hold, and the steps for them.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { message } from '../language/message.ts';
import type { Language, Text } from '../language/text.ts';
import { isRunning, isStopped } from '../world/derived.ts';
import { findListedVm } from '../world/find.ts';
import type { JobStep, Why } from '../world/job.ts';
import type { EvacuatedVm, HostRecord, MaintenanceRecord, VmRecord } from '../world/records.ts';
import { Refusal } from '../world/refusal.ts';
import type { World } from '../world/world.ts';
import { EXIT_FAILED, failStep } from './task.ts';

/** `local_id`s or ids of VMs. A VM in no list stays as it is. */
export interface ExitLists {
  readonly poweron_vms: readonly string[];
  readonly live_migrate_back_vms: readonly string[];
  readonly offline_migrate_back_vms: readonly string[];
}

type ListName = keyof ExitLists;

/** What entering did to the VMs of each list. Documented: the prose maps the exit check's lists to these. */
const ACTIONS: Readonly<Record<ListName, EvacuatedVm['action']>> = {
  poweron_vms: 'shut-down',
  live_migrate_back_vms: 'live-migrate',
  offline_migrate_back_vms: 'offline-migrate',
};

const CAME_FROM_THERE: Why = { reason: message('plan.came-from-there') };

type ReturningVm = Pick<EvacuatedVm, 'vm' | 'name'>;

/** A VM to bring back, or the reason why the task must fail. */
type Selection = ReturningVm | { readonly objection: Text };

/**
 * Returns the steps that bring the VMs of all lists back, each VM once, in the order of the lists. Throws a Refusal for
 * unknown VMs. The treatment of VMs that belong to another list, and of VMs that have changed, are behaviours.
 */
export function returnSteps(
  world: World,
  host: HostRecord,
  record: MaintenanceRecord,
  lists: ExitLists,
): JobStep<'exit'>[] {
  const select = (list: ListName) =>
    lists[list]
      .map((id, index) => selectVm(world, record, id, list, `data.${list}[${index}]`))
      .filter((selection) => selection !== undefined);
  const powerOn = select('poweron_vms');
  const live = select('live_migrate_back_vms');
  const offline = select('offline_migrate_back_vms');
  const wrong = [...powerOn, ...live, ...offline].find((selection) => 'objection' in selection);
  if (wrong !== undefined) return [failStep({ code: EXIT_FAILED, message: wrong.objection })];
  const to = host.id;
  const why = CAME_FROM_THERE;
  return [
    ...vmsOf(powerOn).map((vm): JobStep<'exit'> => ({ kind: 'power-on', ...vm })),
    ...vmsOf(live).map((vm): JobStep<'exit'> => ({ kind: 'live-migrate', ...vm, to, why })),
    ...vmsOf(offline).map((vm): JobStep<'exit'> => ({ kind: 'offline-migrate', ...vm, to, why })),
  ];
}

/** Returns the VMs to bring back, each once. */
function vmsOf(selections: readonly Selection[]): ReturningVm[] {
  const vms = selections.flatMap((selection) => ('vm' in selection ? [selection] : []));
  return [...new Map(vms.map(({ vm, name }) => [vm, { vm, name }])).values()];
}

/** Returns the VM of a list entry, or undefined if nothing is done to it. */
function selectVm(
  world: World,
  record: MaintenanceRecord,
  id: string,
  list: ListName,
  place: string,
): Selection | undefined {
  const byUuid = record.vms.find(({ uuid }) => uuid === id);
  const vm = byUuid === undefined ? findListedVm(world, id, place) : undefined;
  const evacuated = byUuid ?? record.vms.find((one) => one.vm === vm?.id);
  if (evacuated !== undefined) return selectEvacuated(world, evacuated, list, place);
  return vm && selectOther(world, message('maintenance.vm-untouched', { place, vm: vm.name }));
}

function selectEvacuated(
  world: World,
  evacuated: EvacuatedVm,
  list: ListName,
  place: string,
): Selection | undefined {
  const { name } = evacuated;
  if (evacuated.action !== ACTIONS[list]) {
    const other = listOf(evacuated);
    return selectOther(world, message('maintenance.vm-of-other-list', { place, vm: name, list: other }));
  }
  const change = changeOf(world, evacuated);
  if (change === undefined || isChosen(world.behaviours, 'exit.changed-vm', 'tried')) return evacuated;
  if (isChosen(world.behaviours, 'exit.changed-vm', 'skipped')) return undefined;
  const reason = message(CHANGES[change]);
  throw new Refusal({
    kind: 'state',
    message: message('maintenance.vm-changed', { place, vm: name, reason }),
  });
}

/** Treats a VM that a list should not hold, by behaviour: a Refusal, a task that fails, or nothing. */
function selectOther(world: World, objection: Text): Selection | undefined {
  if (isChosen(world.behaviours, 'exit.other-vm', 'refused'))
    throw new Refusal({ kind: 'state', message: objection });
  return isChosen(world.behaviours, 'exit.other-vm', 'task-fails') ? { objection } : undefined;
}

function listOf({ action }: EvacuatedVm): string {
  return Object.entries(ACTIONS).find(([, listed]) => listed === action)?.[0] ?? action;
}

/** The messages of changes, by the keys of the web UI. */
const CHANGES = {
  vm_has_been_deleted: 'changed.deleted',
  vm_in_recycle_bin: 'changed.in-recycle-bin',
  vm_has_host_devices: 'changed.host-devices',
  vm_status_changed: 'changed.status',
} as const;

type ChangeKey = keyof typeof CHANGES;

export interface VmVerification {
  readonly changed: boolean;
  /** Empty when nothing has changed. */
  readonly reason: string;
}

/** Compares a VM with the maintenance record. The format of the reason is a behaviour. */
export function verifyVm(world: World, evacuated: EvacuatedVm, language: Language): VmVerification {
  const change = changeOf(world, evacuated);
  if (change === undefined) return { changed: false, reason: '' };
  if (isChosen(world.behaviours, 'exit-check.reason', 'sentence'))
    return { changed: true, reason: message(CHANGES[change])[language] };
  const isUpper = isChosen(world.behaviours, 'exit-check.reason', 'upper-case');
  return { changed: true, reason: isUpper ? change.toUpperCase() : change };
}

/** Returns how a VM has changed since it was moved or shut down, or undefined if it has not. */
function changeOf(world: World, evacuated: EvacuatedVm): ChangeKey | undefined {
  const vm = world.get('Vm', evacuated.vm);
  if (vm === undefined || vm.status === 'DELETED') return 'vm_has_been_deleted';
  if (vm.in_recycle_bin && !evacuated.inBin) return 'vm_in_recycle_bin';
  if (evacuated.action !== 'shut-down' && hasHostDevices(vm)) return 'vm_has_host_devices';
  return isUnchanged(vm, evacuated) ? undefined : 'vm_status_changed';
}

function isUnchanged(vm: VmRecord, { action, host }: EvacuatedVm): boolean {
  return vm.host === host && (action === 'live-migrate' ? isRunning(vm) : isStopped(vm));
}

function hasHostDevices({ pci_nics, usb_devices, gpu_devices }: VmRecord): boolean {
  return [pci_nics, usb_devices, gpu_devices].some((devices) => (devices ?? []).length > 0);
}

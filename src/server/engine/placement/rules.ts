/**
 * The rules of placement, each with its evidence. Tie rules keep a VM on its host. Target rules are the conditions that
 * a host must meet to take a VM.
 * @module
 */
import { type Evidence, isChosen } from '../../../../contracts/behaviours/index.ts';
import { message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import { whyUnusable } from '../world/host.ts';
import type { HostRecord, PlacementGroupRecord, VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import type { Load, Move } from './load.ts';

interface Rule {
  readonly meaning: string;
  readonly evidence: Evidence;
  readonly source: string;
  /** The moves it forbids. */
  readonly forbids: readonly Move[];
}

/** A rule about a property of a VM that ties it to its host. */
export interface TieRule extends Rule {
  /** Returns why this VM is tied, or undefined if it is not. */
  why(vm: VmRecord): Text | undefined;
}

/** A condition that a host must meet to take a VM. */
export interface TargetRule extends Rule {
  /** The scheduler's filter that a consumer looks for in the message of a failed task, if it is known. */
  readonly filter?: string;
  /** Returns why this host cannot take this VM, or undefined if it can. */
  why(question: TargetQuestion): Text | undefined;
}

export interface TargetQuestion {
  readonly world: World;
  readonly vm: VmRecord;
  readonly target: HostRecord;
  readonly load: Load;
}

export type TieRuleId = 'pci-nic' | 'usb-device' | 'gpu-device' | 'nested-virtualization';

export const TIE_RULES: Readonly<Record<TieRuleId, TieRule>> = {
  'pci-nic': {
    meaning: 'A VM with an SR-IOV or pass-through NIC runs only on its host.',
    evidence: 'assumed',
    source: 'web UI texts on pci_nics: no migration, no HA',
    forbids: ['live', 'cold'],
    why: ({ pci_nics }) => whyAttached('placement.pci-nic', pci_nics),
  },
  'usb-device': {
    meaning: 'A VM with a USB device starts and runs only on its host.',
    evidence: 'assumed',
    source: 'web UI texts on usb_devices: no migration',
    forbids: ['live', 'cold'],
    why: ({ usb_devices }) => whyAttached('placement.usb-device', usb_devices),
  },
  'gpu-device': {
    meaning: 'A VM with a GPU or vGPU runs only on its host.',
    evidence: 'assumed',
    source: 'web UI code EC_PRECHECK_VMS_HOSTDEV_EXISTS',
    forbids: ['live', 'cold'],
    why: ({ gpu_devices }) => whyAttached('placement.gpu-device', gpu_devices),
  },
  'nested-virtualization': {
    meaning: 'A running VM with nested virtualization cannot be live-migrated.',
    evidence: 'assumed',
    source: 'web UI code EC_JOB_HOT_MIGRATE_NESTED_VIRTUALIZATION',
    forbids: ['live'],
    why: (vm) => (vm.nested_virtualization ? message('placement.nested-virtualization') : undefined),
  },
};

export type TargetRuleId = 'host-usable' | 'placement-must' | 'cpu-model' | 'memory';

/** The order matters: a host that fails a later rule is a closer candidate. */
export const TARGET_RULES: Readonly<Record<TargetRuleId, TargetRule>> = {
  'host-usable': {
    meaning: 'The target must be connected, healthy enough, and not entering or in maintenance.',
    evidence: 'documented',
    source: 'product manual: a host in maintenance takes no VM; the statuses are from a consumer (assumed)',
    forbids: ['live', 'cold'],
    why: ({ target }) => whyUnusable(target),
  },
  'placement-must': {
    meaning: 'A Must rule of a placement group must still hold on the target.',
    evidence: 'documented',
    source: 'product manual and web UI: a Must rule that would break keeps a VM from moving',
    filter: 'PlacementGroupMustFilter',
    forbids: ['live', 'cold'],
    why: whyPlacementForbids,
  },
  'cpu-model': {
    meaning: "The target must have the VM's CPU model. A VM with host_passthrough is moved all the same.",
    evidence: 'assumed',
    source: 'web UI code EC_PRECHECK_VMS_CPU_INCOMPATIBLE',
    forbids: ['live'],
    why: whyCpuForbids,
  },
  memory: {
    meaning:
      "The target must have allocatable memory for the VM's memory. An HA VM that is off needs it too, so that it could start.",
    evidence: 'documented',
    source: 'web UI and product manual: not enough compute resources; the formula is assumed',
    filter: 'HostAvailableMemoryFilter',
    forbids: ['live', 'cold'],
    why: whyMemoryForbids,
  },
};

/** The ids of the tie rules, in the order of the table. */
export const TIE_RULE_IDS: readonly TieRuleId[] = Object.keys(TIE_RULES).filter(isTieRule);
/** The ids of the target rules, in the order of the table. */
export const TARGET_RULE_IDS: readonly TargetRuleId[] = Object.keys(TARGET_RULES).filter(isTargetRule);

function isTieRule(id: string): id is TieRuleId {
  return Object.hasOwn(TIE_RULES, id);
}

export function isTargetRule(id: string): id is TargetRuleId {
  return Object.hasOwn(TARGET_RULES, id);
}

const ANY_CPU: readonly string[] = ['cluster_default', 'host_passthrough'];

function whyCpuForbids({ vm, target }: TargetQuestion): Text | undefined {
  if (ANY_CPU.includes(vm.cpu_model) || target.compatible_cpu_models.includes(vm.cpu_model)) return undefined;
  return message('placement.cpu-model', { model: vm.cpu_model });
}

function whyMemoryForbids({ vm, target, load }: TargetQuestion): Text | undefined {
  const free = load.room(target);
  if (free >= vm.memory) return undefined;
  return message('placement.memory', { left: gib(free), needed: gib(vm.memory) });
}

function whyPlacementForbids(question: TargetQuestion): Text | undefined {
  const { world, vm } = question;
  if (isChosen(world.behaviours, 'placement.must-rules', 'ignored')) return undefined;
  const groups = world.where('VmPlacementGroup', 'vms', vm.id).filter((group) => group.enabled);
  return groups
    .map((group) => whyHostRuleForbids(group, question) ?? whyVmRuleForbids(group, question))
    .find((why) => why !== undefined);
}

function whyHostRuleForbids(group: PlacementGroupRecord, { target }: TargetQuestion): Text | undefined {
  if (!group.vm_host_must_enabled) return undefined;
  const listed = group.vm_host_must_host_uuids.includes(target.id);
  if (listed === group.vm_host_must_policy) return undefined;
  const key = group.vm_host_must_policy ? 'placement.must-own-hosts' : 'placement.must-not-host';
  return message(key, { group: group.name });
}

function whyVmRuleForbids(
  group: PlacementGroupRecord,
  { vm, target, load }: TargetQuestion,
): Text | undefined {
  if (!group.vm_vm_policy_enabled) return undefined;
  const others = group.vms.filter((id) => id !== vm.id).map((id) => load.hostOf(id));
  if (group.vm_vm_policy === 'MUST_DIFFERENT' && others.includes(target.id)) {
    return message('placement.must-apart', { group: group.name });
  }
  // Group members on the same host as the VM can follow it.
  if (group.vm_vm_policy === 'MUST_SAME' && others.some((host) => host !== target.id && host !== vm.host)) {
    return message('placement.must-together', { group: group.name });
  }
  return undefined;
}

function whyAttached(
  key: 'placement.pci-nic' | 'placement.usb-device' | 'placement.gpu-device',
  devices: readonly { id: string; name?: string }[] | null,
): Text | undefined {
  const [device] = devices ?? [];
  return device && message(key, { device: device.name ?? device.id });
}

/** Formats bytes in GiB. */
function gib(bytes: number): string {
  return `${Math.round((bytes / 2 ** 30) * 10) / 10} GiB`;
}

/**
 * Changes of a VM on its host: when each is allowed, how long it takes, and what it changes.
 * @module
 */
import { message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import { toIso } from '../time/iso.ts';
import { whyUnusable } from '../world/host.ts';
import type { VmChange } from '../world/job.ts';
import type { VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { powerOffFields, powerOnFields } from './power.ts';

interface ChangeRule {
  /** The power states in which the change is allowed. Assumed, from the names of the operations and VM_NOT_STOPPED. */
  readonly from: readonly VmRecord['status'][];
  /** Returns another reason why the change is not allowed, if there is one. */
  readonly why?: (world: World, vm: VmRecord) => Text | undefined;
  /** Milliseconds of virtual time. Assumed. */
  readonly ms: number;
  readonly describe: (vm: string) => Text;
  /** Returns the fields that change, or undefined if the VM is deleted. */
  readonly change: (world: World, vm: VmRecord) => Partial<VmRecord> | undefined;
}

export const VM_CHANGES: Readonly<Record<VmChange, ChangeRule>> = {
  'power-off': {
    from: ['RUNNING', 'SUSPENDED', 'UNKNOWN'],
    ms: 1_000,
    describe: (vm) => message('task.power-off', { vm }),
    change: powerOffFields,
  },
  restart: {
    from: ['RUNNING'],
    ms: 5_000,
    describe: (vm) => message('task.restart', { vm }),
    change: () => ({}),
  },
  'force-restart': {
    from: ['RUNNING'],
    ms: 3_000,
    describe: (vm) => message('task.force-restart', { vm }),
    change: (_world, vm) => powerOnFields(vm),
  },
  suspend: {
    from: ['RUNNING'],
    why: (_world, vm) => ((vm.pci_nics ?? []).length > 0 ? message('vm.pass-through-nic') : undefined),
    ms: 2_000,
    describe: (vm) => message('task.suspend', { vm }),
    change: () => ({ status: 'SUSPENDED' }),
  },
  resume: {
    from: ['SUSPENDED'],
    why: whyNotResumed,
    ms: 1_000,
    describe: (vm) => message('task.resume', { vm }),
    change: () => ({ status: 'RUNNING' }),
  },
  recycle: {
    from: ['STOPPED'],
    why: (_world, vm) => (vm.in_recycle_bin ? message('vm.recycled-already') : undefined),
    ms: 500,
    describe: (vm) => message('task.recycle', { vm }),
    change: recycleFields,
  },
  recover: {
    from: ['STOPPED'],
    why: whyNotRecovered,
    ms: 500,
    describe: (vm) => message('task.recover', { vm }),
    change: (_world, vm) => ({
      in_recycle_bin: false,
      name: vm.original_name ?? vm.name,
      original_name: null,
      deleted_at: null,
    }),
  },
  delete: {
    from: ['STOPPED'],
    ms: 1_000,
    describe: (vm) => message('task.delete', { vm }),
    change: () => undefined,
  },
};

/** Documented: the record stays under another name; USB devices are unmounted, and recovery does not restore them. */
function recycleFields(world: World, vm: VmRecord): Partial<VmRecord> {
  return {
    in_recycle_bin: true,
    name: `in-recycle-bin-${world.random.uuid()}`,
    original_name: vm.name,
    deleted_at: toIso(world.now),
    usb_devices: [],
  };
}

/** Documented: no VM can be powered on on a host in maintenance. */
function whyNotResumed(world: World, { host }: VmRecord): Text | undefined {
  return host === null ? undefined : whyUnusable(world.must('Host', host));
}

function whyNotRecovered(world: World, vm: VmRecord): Text | undefined {
  if (!vm.in_recycle_bin) return message('vm.not-in-recycle-bin');
  const other = world.where('Vm', 'cluster', vm.cluster).find(({ name }) => name === vm.original_name);
  return other && message('vm.name-taken', { name: other.name });
}

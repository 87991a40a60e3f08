/**
 * What can be done to a VM where it is: when it is allowed, how long it takes, and what it changes.
 * @module
 */
import { toIso } from '../time/iso.ts';
import { whyUnusable } from '../world/host.ts';
import type { VmChange } from '../world/job.ts';
import type { VmRecord } from '../world/records.ts';
import { type Text, text } from '../world/text.ts';
import type { World } from '../world/world.ts';
import { poweredOff, poweredOn } from './power.ts';

interface ChangeRule {
  /** In which power states it is allowed. Assumed, from the names of the operations and VM_NOT_STOPPED. */
  readonly from: readonly VmRecord['status'][];
  /** What else stands against it, if anything does. */
  readonly why?: (world: World, vm: VmRecord) => Text | undefined;
  /** Milliseconds of virtual time. Assumed. */
  readonly ms: number;
  readonly describe: (vm: string) => Text;
  /** The fields that change; undefined when the VM is gone. */
  readonly change: (world: World, vm: VmRecord) => Partial<VmRecord> | undefined;
}

export const VM_CHANGES: Readonly<Record<VmChange, ChangeRule>> = {
  'power-off': {
    from: ['RUNNING', 'SUSPENDED', 'UNKNOWN'],
    ms: 1_000,
    describe: (vm) => ({ 'en-US': `Power off VM ${vm}`, 'zh-CN': `强制关闭虚拟机 ${vm}` }),
    change: poweredOff,
  },
  restart: {
    from: ['RUNNING'],
    ms: 5_000,
    describe: (vm) => ({ 'en-US': `Restart VM ${vm}`, 'zh-CN': `重启虚拟机 ${vm}` }),
    change: () => ({}),
  },
  'force-restart': {
    from: ['RUNNING'],
    ms: 3_000,
    describe: (vm) => ({ 'en-US': `Force VM ${vm} to restart`, 'zh-CN': `强制重启虚拟机 ${vm}` }),
    change: (_world, vm) => poweredOn(vm),
  },
  suspend: {
    from: ['RUNNING'],
    why: (_world, vm) =>
      (vm.pci_nics ?? []).length > 0 ? text('it has a pass-through NIC', '它有直通网卡') : undefined,
    ms: 2_000,
    describe: (vm) => ({ 'en-US': `Suspend VM ${vm}`, 'zh-CN': `暂停虚拟机 ${vm}` }),
    change: () => ({ status: 'SUSPENDED' }),
  },
  resume: {
    from: ['SUSPENDED'],
    why: whyNotResumed,
    ms: 1_000,
    describe: (vm) => ({ 'en-US': `Resume VM ${vm}`, 'zh-CN': `恢复虚拟机 ${vm}` }),
    change: () => ({ status: 'RUNNING' }),
  },
  recycle: {
    from: ['STOPPED'],
    why: (_world, vm) =>
      vm.in_recycle_bin ? text('it is in the recycle bin already', '它已在回收站中') : undefined,
    ms: 500,
    describe: (vm) => ({ 'en-US': `Move VM ${vm} to the recycle bin`, 'zh-CN': `将虚拟机 ${vm} 移至回收站` }),
    change: recycled,
  },
  recover: {
    from: ['STOPPED'],
    why: whyNotRecovered,
    ms: 500,
    describe: (vm) => ({
      'en-US': `Recover VM ${vm} from the recycle bin`,
      'zh-CN': `从回收站恢复虚拟机 ${vm}`,
    }),
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
    describe: (vm) => ({ 'en-US': `Delete VM ${vm}`, 'zh-CN': `删除虚拟机 ${vm}` }),
    change: () => undefined,
  },
};

/** Documented: the row stays, renamed; USB devices are unmounted and not given back. */
function recycled(world: World, vm: VmRecord): Partial<VmRecord> {
  return {
    in_recycle_bin: true,
    name: `in-recycle-bin-${world.random.uuid()}`,
    original_name: vm.name,
    deleted_at: toIso(world.now),
    usb_devices: [],
  };
}

/** Documented: a host in maintenance takes no VM that is powered on. */
function whyNotResumed(world: World, { host }: VmRecord): Text | undefined {
  return host === null ? undefined : whyUnusable(world.must('Host', host));
}

function whyNotRecovered(world: World, vm: VmRecord): Text | undefined {
  if (!vm.in_recycle_bin) return text('it is not in the recycle bin', '它不在回收站中');
  const name = vm.original_name;
  const isTaken = world.where('Vm', 'cluster', vm.cluster).some((other) => other.name === name);
  return isTaken
    ? text(`its cluster has another VM named ${name}`, `它的集群中另有名为 ${name} 的虚拟机`)
    : undefined;
}

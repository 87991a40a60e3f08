/**
 * Whether a VM still is as entering left it, so that exit can bring it back. The reasons are named after the
 * texts of CloudTower's web UI; the strings on the wire are not documented.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours.ts';
import { isRunning, isStopped } from '../world/derived.ts';
import type { EvacuatedVm, VmRecord } from '../world/records.ts';
import { type Language, type Text, text } from '../world/text.ts';
import type { World } from '../world/world.ts';

/** What has changed, under the web UI's keys. The words are our own. */
export const CHANGES: Readonly<Record<Changed, Text>> = {
  vm_has_been_deleted: text('the VM has been deleted', '虚拟机已被删除'),
  vm_in_recycle_bin: text('the VM is in the recycle bin', '虚拟机在回收站中'),
  vm_has_host_devices: text('a device of its host is attached to the VM', '虚拟机挂载了所在主机的设备'),
  vm_status_changed: text('the VM was moved, or powered on or off', '虚拟机已被迁移、开机或关机'),
};

type Changed = 'vm_has_been_deleted' | 'vm_in_recycle_bin' | 'vm_has_host_devices' | 'vm_status_changed';

export interface Verify {
  readonly changed: boolean;
  /** Empty when nothing has changed. */
  readonly reason: string;
}

/** Compares a VM with what the maintenance record says of it. How the reason is told is a behaviour. */
export function verify(world: World, evacuated: EvacuatedVm, language: Language): Verify {
  const change = changeOf(world, evacuated);
  if (change === undefined) return { changed: false, reason: '' };
  if (isChosen(world.behaviours, 'exit-check.reason', 'sentence'))
    return { changed: true, reason: CHANGES[change][language] };
  const isUpper = isChosen(world.behaviours, 'exit-check.reason', 'upper-case');
  return { changed: true, reason: isUpper ? change.toUpperCase() : change };
}

/** What has changed of a VM since entering was done with it. */
export function changeOf(world: World, evacuated: EvacuatedVm): Changed | undefined {
  const vm = world.get('Vm', evacuated.vm);
  if (vm === undefined || vm.status === 'DELETED') return 'vm_has_been_deleted';
  if (vm.in_recycle_bin && !evacuated.inBin) return 'vm_in_recycle_bin';
  if (evacuated.action !== 'shut-down' && hasHostDevices(vm)) return 'vm_has_host_devices';
  return isAsLeft(vm, evacuated) ? undefined : 'vm_status_changed';
}

function isAsLeft(vm: VmRecord, { action, host }: EvacuatedVm): boolean {
  return vm.host === host && (action === 'live-migrate' ? isRunning(vm) : isStopped(vm));
}

function hasHostDevices({ pci_nics, usb_devices, gpu_devices }: VmRecord): boolean {
  return [pci_nics, usb_devices, gpu_devices].some((devices) => (devices ?? []).length > 0);
}

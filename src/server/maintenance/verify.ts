/**
 * Whether a VM still is as entering left it, so that exit can bring it back. The reasons are named after the
 * texts of CloudTower's web UI; the strings on the wire are not documented (assumed).
 * @module
 */
import { isRunning, isStopped } from '../world/derived.ts';
import type { EvacuatedVm, VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';

export interface Verify {
  readonly changed: boolean;
  /** Empty when nothing has changed. */
  readonly reason: string;
}

/** Compares a VM with what the maintenance record says of it. */
export function verify(world: World, evacuated: EvacuatedVm): Verify {
  const reason = whyChanged(world.get('Vm', evacuated.vm), evacuated);
  return { changed: reason !== '', reason };
}

function whyChanged(vm: VmRecord | undefined, evacuated: EvacuatedVm): string {
  if (vm === undefined || vm.status === 'DELETED') return 'vm_has_been_deleted';
  if (vm.in_recycle_bin && !evacuated.inBin) return 'vm_in_recycle_bin';
  if (evacuated.action !== 'shut-down' && hasHostDevices(vm)) return 'vm_has_host_devices';
  if (!isAsLeft(vm, evacuated)) return 'vm_status_changed';
  return '';
}

function isAsLeft(vm: VmRecord, { action, host }: EvacuatedVm): boolean {
  return vm.host === host && (action === 'live-migrate' ? isRunning(vm) : isStopped(vm));
}

function hasHostDevices({ pci_nics, usb_devices, gpu_devices }: VmRecord): boolean {
  return [pci_nics, usb_devices, gpu_devices].some((devices) => (devices ?? []).length > 0);
}

/**
 * What a client can tell about a host or VM from its fields.
 * @module
 */
import type { Host, Vm } from './wire.ts';

/** Whether a host is healthy, and neither entering maintenance nor in it. */
export function isNormal(host: Host): boolean {
  return maintenanceOf(host) === 'IN_USE' && host.status === 'CONNECTED_HEALTHY';
}

/** Returns the maintenance state of a host. A missing state means IN_USE; a known consumer reads it so. */
export function maintenanceOf({ host_state }: Host): string {
  return host_state?.state ?? 'IN_USE';
}

/** Whether a VM can only run where it is: it has a device of its host, or runs VMs itself. */
export function isTied({ gpu_devices, pci_nics, usb_devices, nested_virtualization }: Vm): boolean {
  return (
    nested_virtualization ||
    [gpu_devices, pci_nics, usb_devices].some((devices) => (devices ?? []).length > 0)
  );
}

/** Whether an operation is working on a host or VM. */
export function isBusy({ entityAsyncStatus }: Pick<Host | Vm, 'entityAsyncStatus'>): boolean {
  return (entityAsyncStatus ?? null) !== null;
}

/**
 * What a client can tell from the fields of a host or VM.
 * @module
 */
import type { Host, Vm } from './wire.ts';

/** Neither entering nor in maintenance, and well. A known consumer treats null and IN_USE alike. */
export function isNormal(host: Host): boolean {
  return maintenanceOf(host) === 'IN_USE' && host.status === 'CONNECTED_HEALTHY';
}

/** The maintenance state of a host; a host without one is in use. */
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

/**
 * What a client can tell from the fields of a host or VM.
 * @module
 */
import type { Host, Vm } from '../harness/wire.ts';

/** Neither entering nor in maintenance. A known consumer treats null and IN_USE alike. */
export function isNormal({ host_state, status }: Host): boolean {
  const isInUse = host_state === null || host_state === undefined || host_state.state === 'IN_USE';
  return isInUse && status === 'CONNECTED_HEALTHY';
}

/** Whether a VM can only run where it is: it has a device of its host, or runs VMs itself. */
export function isTied({ gpu_devices, pci_nics, usb_devices, nested_virtualization }: Vm): boolean {
  return (
    nested_virtualization ||
    [gpu_devices, pci_nics, usb_devices].some((devices) => (devices ?? []).length > 0)
  );
}

/** What the world looks like to who only asks where VMs are and whether they run. */
export function placementOf(vms: readonly Vm[]): Record<string, string> {
  return Object.fromEntries(vms.map((vm) => [vm.name, `${vm.status} on ${vm.host?.name ?? 'no host'}`]));
}

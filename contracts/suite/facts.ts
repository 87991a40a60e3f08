/**
 * What a client can tell from where VMs are.
 * @module
 */
import type { Vm } from '../kit/session/wire.ts';

/** What the world looks like to who only asks where VMs are and whether they run. */
export function placementOf(vms: readonly Vm[]): Record<string, string> {
  return Object.fromEntries(vms.map((vm) => [vm.name, `${vm.status} on ${vm.host?.name ?? 'no host'}`]));
}

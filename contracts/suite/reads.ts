/**
 * What cases read of hosts and VMs, and what they expect of a host's state.
 * @module
 */
import { expect } from '../kit/case/expect.ts';
import type { Tools } from '../kit/case/tools.ts';
import { ok } from '../kit/session/client.ts';
import type { Host, Vm, Wire } from '../kit/session/wire.ts';

export async function readHost(t: Tools, { id }: Pick<Host, 'id'>): Promise<Host> {
  return one(ok(await t.api.POST('/get-hosts', { body: { where: { id } } })), 'host');
}

export async function readVm(t: Tools, { id }: Pick<Vm, 'id'>): Promise<Vm> {
  return one(ok(await t.api.POST('/get-vms', { body: { where: { id } } })), 'VM');
}

export async function readVms(t: Tools): Promise<readonly Vm[]> {
  return ok(await t.api.POST('/get-vms', { body: {} }));
}

/** Each VM's power state and host, by the VM's name. */
export function placementOf(vms: readonly Vm[]): Record<string, string> {
  return Object.fromEntries(vms.map((vm) => [vm.name, `${vm.status} on ${vm.host?.name ?? 'no host'}`]));
}

/** Fails if the host is entering maintenance or in it. */
export function expectNormal({ host_state }: Host): void {
  expect(host_state?.state ?? 'IN_USE', 'host_state.state').toBe('IN_USE');
}

export function expectState({ host_state }: Host, state: Wire['MaintenanceModeEnum']): void {
  expect(host_state?.state, 'host_state.state').toBe(state);
}

function one<T>(list: readonly T[], kind: string): T {
  const [found] = list;
  expect(list.length, `how many times the ${kind} is there`).toBe(1);
  if (found === undefined) throw new Error('A list of one is empty.');
  return found;
}

/**
 * Operands of filters, taken from the VMs that a target has.
 * @module
 */
import { Skip } from '../kit/case/verdict.ts';
import type { Vm } from '../kit/session/wire.ts';

export function sample(vms: readonly Vm[]): Vm {
  const vm = vms.find(({ status }) => status === 'RUNNING') ?? vms[0];
  if (vm === undefined) throw new Skip('There is no VM.');
  return vm;
}

/** Returns a part of a VM's name in which no character has a meaning in LIKE. Throws Skip if there is none. */
export function partOf(vms: readonly Vm[], from: number, to?: number): string {
  const parts = [sample(vms), ...vms].map(({ name }) => name.slice(from, to));
  const part = parts.find((one) => one !== '' && !/[_%!\uD800-\uDFFF]/.test(one));
  if (part === undefined) throw new Skip('No VM has a name that is plain text there, without _, % and !.');
  return part;
}

function sizes(vms: readonly Vm[]): number[] {
  return vms.map(({ memory }) => memory).toSorted((a, b) => a - b);
}

export function middle(vms: readonly Vm[]): number {
  return sizes(vms)[Math.floor(vms.length / 2)] ?? 0;
}

export function smallest(vms: readonly Vm[]): number {
  return sizes(vms)[0] ?? 0;
}

export function hostId(vms: readonly Vm[]): string {
  return vms.find(({ host }) => host)?.host?.id ?? '';
}

/** Returns a date on which a VM was created. Throws Skip if there is none. */
export function aDate(vms: readonly Vm[]): string {
  const [date] = vms.flatMap(({ local_created_at }) => local_created_at ?? []);
  if (date === undefined) throw new Skip('No VM has a date on which it was created.');
  return date;
}

export function clusterId(vms: readonly Vm[]): string {
  return vms.find(({ cluster }) => cluster)?.cluster?.id ?? '';
}

export function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

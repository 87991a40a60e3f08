/**
 * Other names for everything that tells whose system it is. Names are numbered in the order of the originals:
 * where the fake decides by name, it decides as it would by the originals. The same original has the same name
 * wherever it stands.
 * @module
 */
import { isIP } from 'node:net';
import type { WholeInventory } from './inventory.ts';

export const KINDS = [
  'cluster',
  'host',
  'guest',
  'vm',
  'in-recycle-bin',
  'group',
  'gpu',
  'usb',
  'nic',
  'key',
  'value',
  'serial',
  'description',
] as const;
export type Kind = (typeof KINDS)[number];

export interface Pseudonyms {
  /** Throws Error for an original that was not among those collected. */
  of(kind: Kind, original: string): string;
  /** An address that no network uses, whatever the original was. */
  ofAddress(original: string): string;
}

/** Numbers every name, address, serial, label and description of a system. */
export function createPseudonyms(inventory: WholeInventory): Pseudonyms {
  const originals = collect(inventory);
  const taken = new Set(KINDS.flatMap((kind) => originals[kind]));
  const tables = new Map(KINDS.map((kind) => [kind, numbered(kind, originals[kind], taken)]));
  const addresses = sorted(addressesOf(inventory));
  return {
    of: (kind, original) => {
      const name = tables.get(kind)?.get(original);
      if (name === undefined) throw new Error(`No ${kind} of that name was read.`);
      return name;
    },
    ofAddress: (original) => reserved(addresses.indexOf(original)),
  };
}

/** The addresses in a text such as `10.0.0.1,fe80::1`. */
export function addressesIn(text: string | null | undefined): string[] {
  return (text ?? '').split(',').filter((part) => isIP(part) !== 0);
}

/** The name a VM is known by: in the recycle bin, the one it had before. */
export function vmName({ name, original_name }: { name: string; original_name?: string | null }): string {
  return original_name || name;
}

/** VMs whose names come before those of the recycle bin go on doing so: g comes before i, and v after it. */
export function vmKind(name: string): 'guest' | 'vm' {
  return name < 'in-recycle-bin-' ? 'guest' : 'vm';
}

function collect({ clusters, hosts, vms, groups }: WholeInventory): Record<Kind, string[]> {
  const labels = vms.flatMap((vm) => vm.labels ?? []);
  return {
    cluster: names(clusters),
    host: names(hosts),
    guest: vms.map(vmName).filter((name) => vmKind(name) === 'guest'),
    vm: vms.map(vmName).filter((name) => vmKind(name) === 'vm'),
    'in-recycle-bin': names(vms.filter((vm) => vm.in_recycle_bin)),
    group: names(groups),
    gpu: vms.flatMap((vm) => names(vm.gpu_devices)),
    usb: vms.flatMap((vm) => names(vm.usb_devices)),
    nic: vms.flatMap((vm) => names(vm.pci_nics)),
    key: labels.flatMap(({ key }) => key ?? []),
    value: labels.flatMap(({ value }) => value ?? []),
    serial: hosts.flatMap(({ serial }) => serial ?? []),
    description: vms.map(({ description }) => description),
  };
}

function names(things: readonly { readonly name: string }[] | null | undefined): string[] {
  return (things ?? []).map(({ name }) => name);
}

function addressesOf({ hosts, vms }: WholeInventory): string[] {
  return [
    ...hosts.flatMap(({ management_ip, data_ip }) => [management_ip, data_ip ?? '']),
    ...vms.map(({ ips }) => ips),
  ].flatMap(addressesIn);
}

/** A prefix under which somebody's own names are numbered would give names away: another one is taken. */
function numbered(kind: Kind, originals: readonly string[], taken: ReadonlySet<string>): Map<string, string> {
  const list = sorted(originals);
  const digits = String(list.length).length;
  const namesBy = (prefix: string) =>
    list.map((_, index) => `${prefix}-${String(index + 1).padStart(digits, '0')}`);
  let prefix: string = kind;
  while (namesBy(prefix).some((name) => taken.has(name))) prefix = `${prefix}-x`;
  const given = namesBy(prefix);
  return new Map(list.map((original, index) => [original, given[index] ?? prefix]));
}

/** Each once, in the order of code units, as the fake compares names. */
function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Class E, 240.0.0.0/4: reserved since ever, used by nobody. */
function reserved(index: number): string {
  const number = index + 1;
  return `${240 + ((number >> 24) & 15)}.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
}

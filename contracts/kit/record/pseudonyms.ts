/**
 * Pseudonyms for everything that tells whose system it is. They are numbered in the order of the originals, so
 * that a fake decides by name as it would by the originals. The same original always has the same pseudonym.
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
  /** Returns the pseudonym of an original. Throws Error for an original that the inventory does not have. */
  of(kind: Kind, original: string): string;
  /** Returns an address that no network uses. */
  ofAddress(original: string): string;
}

/** Creates pseudonyms for every name, address, serial, label and description of a system. */
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

/** Returns the addresses in a text such as `10.0.0.1,fe80::1`. */
export function addressesIn(text: string | null | undefined): string[] {
  return (text ?? '').split(',').filter((part) => isIP(part) !== 0);
}

/** Returns the name of a VM; for one in the recycle bin, the name it had before. */
export function vmName({ name, original_name }: { name: string; original_name?: string | null }): string {
  return original_name || name;
}

/**
 * Keeps the order of a VM's name and names in the recycle bin: `guest` sorts before `in-recycle-bin`, `vm`
 * after it.
 */
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

/**
 * Numbers originals under a prefix. A prefix that the originals use themselves would give names away: it is
 * extended.
 */
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

/** Returns each text once, in the order of code units, in which the fake compares names. */
function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Returns an address of class E, 240.0.0.0/4: always reserved, in use nowhere. */
function reserved(index: number): string {
  const number = index + 1;
  return `${240 + ((number >> 24) & 15)}.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
}

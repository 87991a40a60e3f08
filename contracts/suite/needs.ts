/**
 * What cases need, by name: how a fake is seeded with it, and how it is found by reading.
 * @module
 */

import type { Need } from '../kit/case/need.ts';
import { Skip } from '../kit/case/verdict.ts';
import { isNormal, isTied } from '../kit/session/traits.ts';
import type { Host, Vm } from '../kit/session/wire.ts';
import type { Inventory } from '../kit/target/inventory.ts';

import { MIXED, threeHosts, worldOf } from './world.ts';

/** Any target that is not empty. */
export const anInventory: Need<object> = {
  name: 'a cluster with hosts and VMs',
  seed: threeHosts(MIXED),
  find: async (inventory) => {
    const [host] = await inventory.hosts();
    const [vm] = await inventory.vms();
    if (host === undefined || vm === undefined) throw new Skip('There is no host, or no VM.');
    return {};
  },
};

/** A world that was made for the case. */
export const disposable: Need<object> = {
  ...anInventory,
  name: 'a world of its own',
  find: async (inventory) => {
    requireDisposable(inventory);
    return {};
  },
};

/** Something of each kind to read. A task and an entry of the audit log are made by an operation on the VM. */
export const oneOfEach: Need<{ readonly vm: Vm; readonly isDisposable: boolean }> = {
  name: 'a cluster with hosts and VMs',
  seed: threeHosts(MIXED, {
    placement_groups: [
      {
        name: 'apart',
        vms: ['web-01', 'other-web-01'],
        vms_must_be: 'apart',
        must_not_run_on: ['case-03'],
      },
    ],
  }),
  find: async (inventory) => {
    const vm = (await inventory.vms()).find(({ status }) => status === 'RUNNING');
    if (vm === undefined) throw new Skip('There is no running VM.');
    return { vm, isDisposable: inventory.isDisposable };
  },
};

/** Enough hosts and VMs to filter, sort and page. */
export interface SeveralVms {
  readonly vms: readonly Vm[];
  readonly hosts: readonly Host[];
  /** The most VMs that the target answers at once; undefined if it answers all. */
  readonly limit: number | undefined;
}

export const severalVms: Need<SeveralVms> = {
  name: 'at least five VMs on at least two hosts',
  seed: threeHosts([
    ...MIXED,
    { name: 'Web-03' },
    { name: 'web-04', fields: { hostname: null, kernel_info: null } },
    { name: 'web_05' },
  ]),
  find: async (inventory) => {
    const [vms, hosts] = [await inventory.vms(), await inventory.hosts()];
    if (vms.length < 5 || hosts.length < 2) throw new Skip('There are fewer than five VMs or two hosts.');
    return { vms, hosts, limit: await inventory.pageLimit() };
  },
};

export interface MixedHost {
  readonly host: Host;
  /** A running VM that can be moved. */
  readonly movable: Vm;
  /** A running VM that cannot be moved. */
  readonly fixed: Vm;
  /** Every VM of the host. */
  readonly vms: readonly Vm[];
}

/** A host whose maintenance both moves and shuts down VMs. */
export const mixedHost: Need<MixedHost> = {
  name: 'a host in use with a running VM that can be moved and one that cannot',
  seed: threeHosts(MIXED),
  find: (inventory) =>
    findHost(inventory, 'with a running VM that can be moved and one that is tied to it', (host, vms) => {
      const running = vms.filter(({ status }) => status === 'RUNNING');
      const movable = running.find((vm) => !isTied(vm));
      const fixed = running.find(isTied);
      return movable && fixed && { host, movable, fixed, vms };
    }),
};

/** The simplest host that can enter with something to move. */
export const hostWithRunningVm: Need<{ readonly host: Host; readonly vm: Vm; readonly vms: readonly Vm[] }> =
  {
    name: 'a host in use with a running VM that can be moved',
    seed: threeHosts([{ name: 'web-01', memory: '8GiB' }, { name: 'web-02' }]),
    find: (inventory) =>
      findHost(inventory, 'with a running VM that can be moved', (host, vms) => {
        const vm = vms.find((one) => one.status === 'RUNNING' && !isTied(one));
        return vm && { host, vm, vms };
      }),
  };

/** Any host that may be changed. */
export const anyHost: Need<{ readonly host: Host; readonly vms: readonly Vm[] }> = {
  name: 'a host in use',
  seed: threeHosts(MIXED),
  find: (inventory) => findHost(inventory, 'in use', (host, vms) => ({ host, vms })),
};

/** A powered-off VM with HA: entering migrates it offline. */
export const hostWithStandby: Need<{
  readonly host: Host;
  readonly vms: readonly Vm[];
  readonly standby: Vm;
}> = {
  name: 'a host in use with a VM that is off and has HA',
  seed: threeHosts(MIXED),
  find: (inventory) =>
    findHost(inventory, 'with a VM that is off and has HA', (host, vms) => {
      const standby = vms.find((vm) => vm.status === 'STOPPED' && vm.ha && !isTied(vm) && !vm.in_recycle_bin);
      return standby && { host, vms, standby };
    }),
};

/** A powered-off VM without HA: entering leaves it alone. */
export const hostWithPlainOff: Need<{ readonly host: Host; readonly vms: readonly Vm[]; readonly off: Vm }> =
  {
    name: 'a host in use with a VM that is off and has no HA',
    seed: threeHosts(MIXED),
    find: (inventory) =>
      findHost(inventory, 'with a VM that is off and has no HA', (host, vms) => {
        const off = vms.find((vm) => vm.status === 'STOPPED' && !vm.ha);
        return off && { host, vms, off };
      }),
  };

/** A VM in the recycle bin, with HA. */
export const hostWithBin: Need<{ readonly host: Host; readonly vms: readonly Vm[]; readonly binned: Vm }> = {
  name: 'a host in use with a VM with HA in the recycle bin',
  seed: threeHosts([
    { name: 'old-01', recycle_bin: 'in-recycle-bin-5d0c9f0e-6a0e-4f0c-9c55-2f6c3f1b7a10' },
    { name: 'web-01' },
  ]),
  find: (inventory) =>
    findHost(inventory, 'with a VM with HA in the recycle bin', (host, vms) => {
      const binned = vms.find((vm) => vm.in_recycle_bin && vm.ha);
      return binned && { host, vms, binned };
    }),
};

/** A host without VMs. */
export const emptyHost: Need<{ readonly host: Host }> = {
  name: 'a host in use without VMs',
  seed: worldOf([{ name: 'case-01' }, { name: 'case-02', vms: [{ name: 'web-01' }] }]),
  find: (inventory) =>
    findHost(inventory, 'without VMs', (host, vms) => (vms.length === 0 ? { host } : undefined)),
};

export interface Neighbours extends MixedHost {
  /** Another host of the same cluster. */
  readonly second: Host;
  /** A VM on the second host. */
  readonly secondVm: Vm;
  /** A host of another cluster. */
  readonly foreign: Host;
}

/** Several hosts that may be changed: only a world of its own has them. */
export const neighbours: Need<Neighbours> = {
  name: 'a world of its own with two hosts in one cluster and one in another',
  seed: threeHosts(MIXED),
  find: async (inventory) => {
    requireDisposable(inventory);
    const hosts = await inventory.hosts();
    const vms = await inventory.vms();
    const mixed = await mixedHost.find(inventory);
    const second = hosts.find(
      ({ id, cluster }) => id !== mixed.host.id && cluster.id === mixed.host.cluster.id,
    );
    const secondVm = vms.find((vm) => vm.host?.id === second?.id && vm.status === 'RUNNING');
    const foreign = hosts.find(({ cluster }) => cluster.id !== mixed.host.cluster.id);
    if (!second || !secondVm || !foreign)
      throw new Skip('There is no second host with a VM, or no second cluster.');
    return { ...mixed, second, secondVm, foreign };
  },
};

/** Two running VMs that a Must rule keeps apart, on two hosts of one cluster. */
export const vmsApart: Need<{ readonly host: Host; readonly vm: Vm; readonly other: Vm }> = {
  name: 'a world of its own with two VMs that a Must rule keeps apart',
  seed: threeHosts(
    [
      { name: 'web-01', memory: '8GiB' },
      { name: 'big-01', memory: '32GiB' },
    ],
    {
      placement_groups: [{ name: 'apart', vms: ['web-01', 'other-web-01'], vms_must_be: 'apart' }],
    },
  ),
  find: async (inventory) => {
    requireDisposable(inventory);
    const [hosts, vms] = [await inventory.hosts(), await inventory.vms()];
    return {
      host: byName(hosts, 'case-01'),
      vm: byName(vms, 'web-01'),
      other: byName(vms, 'other-web-01'),
    };
  },
};

/** Finds a host that may be changed, is in normal use, and that `fit` accepts. Throws Skip if there is none. */
export async function findHost<T>(
  inventory: Inventory,
  condition: string,
  fit: (host: Host, vms: readonly Vm[]) => T | undefined,
): Promise<T> {
  const [hosts, vms] = [await inventory.usableHosts(), await inventory.vms()];
  if (hosts.length === 0)
    throw new Skip('No host may be changed: name one with --host and --allow-maintenance.');
  for (const host of hosts.filter(isNormal)) {
    const found = fit(
      host,
      vms.filter((vm) => vm.host?.id === host.id),
    );
    if (found !== undefined) return found;
  }
  throw new Skip(`No host that may be changed is in use ${condition}.`);
}

/** Throws Skip unless changes need not be undone. */
export function requireDisposable({ isDisposable }: Inventory): void {
  if (!isDisposable) throw new Skip('It needs a world of its own: only a fake has one.');
}

/** Returns the entity of that name. Throws Skip if there is none. */
export function byName<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const found = list.find((one) => one.name === name);
  if (found === undefined) throw new Skip(`There is no ${name}.`);
  return found;
}

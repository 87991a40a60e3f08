/**
 * Why a VM must be shut down, and what keeps a host out of maintenance, in a world for each cause.
 * @module
 */
import type { ScenarioCluster, ScenarioVm } from '../control/scenario.ts';
import { type Case, type CaseRow, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { Need } from '../kit/case/need.ts';
import { precheck, uuidsOf } from '../kit/session/maintenance.ts';
import type { Host, Vm } from '../kit/session/wire.ts';
import { byName, findHost, requireDisposable } from './needs.ts';
import { threeHosts, worldOf } from './world.ts';

/** A cause, and a VM that has it. */
interface Cause extends Omit<CaseRow, 'promise'> {
  readonly cause: string;
  readonly vm: ScenarioVm;
}

/** VMs that must be shut down. */
const TIED: readonly Cause[] = [
  {
    id: 'PRECHECK-021',
    cause: 'with a GPU',
    evidence: 'documented',
    source: 'The web UI: EC_PRECHECK_VMS_HOSTDEV_EXISTS.',
    vm: { name: 'subject', ha: false, gpus: ['NVIDIA A10'] },
  },
  {
    id: 'PRECHECK-022',
    cause: 'with a USB device',
    evidence: 'documented',
    source: 'The web UI: no migration with a USB device.',
    vm: { name: 'subject', ha: false, usb_devices: ['Dongle'] },
  },
  {
    id: 'PRECHECK-023',
    cause: 'with a pass-through NIC',
    evidence: 'documented',
    source: 'The web UI and the manual: no migration with an SR-IOV NIC.',
    vm: { name: 'subject', ha: false, pci_nics: ['ens1f0v3'] },
  },
  {
    id: 'PRECHECK-024',
    cause: 'with nested virtualization',
    evidence: 'documented',
    source: 'The web UI: EC_JOB_HOT_MIGRATE_NESTED_VIRTUALIZATION.',
    vm: { name: 'subject', nested_virtualization: true },
  },
  {
    id: 'PRECHECK-025',
    cause: 'whose CPU model no other host has',
    evidence: 'documented',
    source: 'The web UI: EC_PRECHECK_VMS_CPU_INCOMPATIBLE.',
    vm: { name: 'subject', cpu_model: 'EPYC-Milan' },
  },
];

/** VMs that need not be shut down. */
const FREE: readonly Cause[] = [
  {
    id: 'PRECHECK-041',
    cause: 'with the CPU of its host passed through',
    evidence: 'documented',
    source: 'The web UI: allowed, with a warning.',
    vm: { name: 'subject', cpu_model: 'host_passthrough' },
  },
  {
    id: 'PRECHECK-042',
    cause: 'that is off',
    evidence: 'documented',
    source: 'The check is about running VMs.',
    vm: { name: 'subject', status: 'STOPPED' },
  },
  {
    id: 'PRECHECK-043',
    cause: 'that is off and has a GPU',
    evidence: 'documented',
    source: 'The check is about running VMs.',
    vm: { name: 'subject', status: 'STOPPED', ha: false, gpus: ['NVIDIA A10'] },
  },
];

/** VMs that keep their host out of maintenance. */
const BLOCKING: readonly Cause[] = [
  {
    id: 'PRECHECK-051',
    cause: 'a suspended VM',
    evidence: 'documented',
    source: 'The web UI: check_exists_suspend_or_unknown_vms.',
    vm: { name: 'subject', status: 'SUSPENDED' },
  },
  {
    id: 'PRECHECK-052',
    cause: 'a VM in an unknown state',
    evidence: 'documented',
    source: 'The web UI: check_exists_suspend_or_unknown_vms.',
    vm: { name: 'subject', status: 'UNKNOWN' },
  },
  {
    id: 'PRECHECK-053',
    cause: 'a system VM that cannot be moved',
    evidence: 'documented',
    source: 'The web UI: an error if such a VM runs a system service.',
    vm: { name: 'subject', system_service: 'EVEROUTE_CONTROLLER', usb_devices: ['Key'] },
  },
  {
    id: 'PRECHECK-054',
    cause: 'a VM with HA that is off and fits nowhere else',
    evidence: 'documented',
    source: 'The web UI: check_ha_enabled_vms_can_offline_migrate.',
    vm: { name: 'subject', memory: '600GiB', status: 'STOPPED' },
  },
];

export const causeCases: readonly Case[] = [
  ...TIED.map(({ cause, vm, ...facts }) =>
    defineCase({
      ...facts,
      promise: `A running VM ${cause} is listed: it cannot be moved live.`,
      tier: 'precheck',
      rests: { 'vm-lists.id-kind': ['local-id'] },
      needs: hostWith(`a running VM ${cause}`, [vm]),
      async run(t, { host, subject }) {
        const { shutdownVms } = await precheck(t, host);
        expect(uuidsOf(shutdownVms), 'VMs to shut down').toEqual([subject.local_id]);
      },
    }),
  ),
  ...FREE.map(({ cause, vm, ...facts }) =>
    defineCase({
      ...facts,
      promise: `A VM ${cause} is not listed: nothing has to be shut down.`,
      tier: 'precheck',
      needs: hostWith(`a VM ${cause}`, [vm]),
      async run(t, { host }) {
        const { shutdownVms, done } = await precheck(t, host);
        expect({ shutdownVms, done }, 'the result').toEqual({ shutdownVms: [], done: true });
      },
    }),
  ),
  ...BLOCKING.map(({ cause, vm, ...facts }) =>
    defineCase({
      ...facts,
      promise: `done never becomes true for a host with ${cause}.`,
      tier: 'precheck',
      rests: { 'precheck-result.done': ['may-enter'], 'precheck-result.failed': ['found', 'empty'] },
      needs: hostWith(cause, [vm]),
      async run(t, { host }) {
        expect((await precheck(t, host)).done, 'done').toBe(false);
      },
    }),
  ),
  defineCase({
    id: 'PRECHECK-031',
    promise: 'A running VM that no other host has memory for is listed.',
    tier: 'precheck',
    evidence: 'documented',
    source: 'The web UI: not enough compute resources in the cluster.',
    rests: { 'vm-lists.id-kind': ['local-id'] },
    needs: {
      ...hostWith('a running VM larger than the memory left elsewhere', [
        { name: 'subject', memory: '100GiB' },
      ]),
      seed: worldOf([
        {
          name: 'case-01',
          memory: '256GiB',
          vms: [
            { name: 'subject', memory: '100GiB' },
            { name: 'small-01', memory: '4GiB' },
          ],
        },
        { name: 'case-02', memory: '64GiB' },
      ]),
    },
    async run(t, { host, subject }) {
      const { shutdownVms } = await precheck(t, host);
      expect(uuidsOf(shutdownVms), 'VMs to shut down').toEqual([subject.local_id]);
    },
  }),
  defineCase({
    id: 'PRECHECK-032',
    promise: 'A running VM whose placement group must stay on this host is listed.',
    tier: 'precheck',
    evidence: 'documented',
    source: 'The web UI and the manual: a Must rule would be broken.',
    rests: { 'vm-lists.id-kind': ['local-id'], 'placement.must-rules': ['followed'] },
    needs: hostWith('a running VM that a Must rule keeps there', [{ name: 'subject' }], {
      placement_groups: [{ name: 'stay', vms: ['subject'], must_run_on: ['case-01'] }],
    }),
    async run(t, { host, subject }) {
      const { shutdownVms } = await precheck(t, host);
      expect(uuidsOf(shutdownVms), 'VMs to shut down').toEqual([subject.local_id]);
    },
  }),
];

interface Subject {
  readonly host: Host;
  readonly subject: Vm;
}

/** A world with a VM named subject that is as the case needs it. */
function hostWith(
  description: string,
  vms: readonly ScenarioVm[],
  more: Partial<ScenarioCluster> = {},
): Need<Subject> {
  return {
    name: `a world of its own with a host with ${description}`,
    seed: threeHosts([{ name: 'bystander-01' }, ...vms], more),
    find: async (inventory) => {
      requireDisposable(inventory);
      const subject = byName(await inventory.vms(), 'subject');
      return findHost(inventory, `with ${description}`, (host) =>
        host.id === subject.host?.id ? { host, subject } : undefined,
      );
    },
  };
}

/**
 * Why a VM must be shut down, and what keeps a host out of maintenance: one world for each cause.
 * @module
 */
import { type Case, defineCase, inTier } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { Need } from '../kit/case/need.ts';
import { precheck, uuidsOf } from '../kit/session/maintenance.ts';
import type { Host, Vm } from '../kit/session/wire.ts';
import type { SeedCluster, SeedVm } from '../kit/target/seed.ts';
import { disposable, findHost, named } from './needs.ts';
import { threeHosts, worldOf } from './world.ts';

const facts = inTier('precheck');

export const causeCases: readonly Case[] = [
  ...TIED().map(([id, cause, vm, source]) =>
    defineCase(
      facts(id, `A running VM ${cause} is listed: it cannot be moved live.`, 'documented', source),
      hostWith(`a running VM ${cause}`, [vm]),
      async (t, { host, subject }) => {
        const { shutdownVms } = await precheck(t, host);
        expect(uuidsOf(shutdownVms), 'VMs to shut down').toEqual([subject.local_id]);
      },
    ),
  ),
  ...FREE().map(([id, cause, vm, source]) =>
    defineCase(
      facts(id, `A VM ${cause} is not listed: nothing has to be shut down.`, 'documented', source),
      hostWith(`a VM ${cause}`, [vm]),
      async (t, { host }) => {
        const { shutdownVms, done } = await precheck(t, host);
        expect({ shutdownVms, done }, 'the result').toEqual({ shutdownVms: [], done: true });
      },
    ),
  ),
  ...BLOCKING().map(([id, cause, vm, source]) =>
    defineCase(
      facts(id, `done never becomes true for a host with ${cause}.`, 'documented', source),
      hostWith(cause, [vm]),
      async (t, { host }) => {
        expect((await precheck(t, host)).done, 'done').toBe(false);
      },
    ),
  ),
  defineCase(
    facts(
      'PRECHECK-031',
      'A running VM that no other host has memory for is listed.',
      'documented',
      'The web UI: not enough compute resources in the cluster.',
    ),
    {
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
    async (t, { host, subject }) => {
      const { shutdownVms } = await precheck(t, host);
      expect(uuidsOf(shutdownVms), 'VMs to shut down').toEqual([subject.local_id]);
    },
  ),
  defineCase(
    facts(
      'PRECHECK-032',
      'A running VM whose placement group must stay on this host is listed.',
      'documented',
      'The web UI and the manual: a Must rule would be broken.',
    ),
    hostWith('a running VM that a Must rule keeps there', [{ name: 'subject' }], {
      placement_groups: [{ name: 'stay', vms: ['subject'], must_run_on: ['case-01'] }],
    }),
    async (t, { host, subject }) => {
      const { shutdownVms } = await precheck(t, host);
      expect(uuidsOf(shutdownVms), 'VMs to shut down').toEqual([subject.local_id]);
    },
  ),
];

type Row = readonly [id: string, cause: string, vm: SeedVm, source: string];

function TIED(): Row[] {
  return [
    [
      'PRECHECK-021',
      'with a GPU',
      { name: 'subject', ha: false, gpus: ['NVIDIA A10'] },
      'The web UI: EC_PRECHECK_VMS_HOSTDEV_EXISTS.',
    ],
    [
      'PRECHECK-022',
      'with a USB device',
      { name: 'subject', ha: false, usb_devices: ['Dongle'] },
      'The web UI: no migration with a USB device.',
    ],
    [
      'PRECHECK-023',
      'with a pass-through NIC',
      { name: 'subject', ha: false, pci_nics: ['ens1f0v3'] },
      'The web UI and the manual: no migration with an SR-IOV NIC.',
    ],
    [
      'PRECHECK-024',
      'with nested virtualization',
      { name: 'subject', nested_virtualization: true },
      'The web UI: EC_JOB_HOT_MIGRATE_NESTED_VIRTUALIZATION.',
    ],
    [
      'PRECHECK-025',
      'whose CPU model no other host has',
      { name: 'subject', cpu_model: 'EPYC-Milan' },
      'The web UI: EC_PRECHECK_VMS_CPU_INCOMPATIBLE.',
    ],
  ];
}

function FREE(): Row[] {
  return [
    [
      'PRECHECK-041',
      'with the CPU of its host passed through',
      { name: 'subject', cpu_model: 'host_passthrough' },
      'The web UI: allowed, with a warning.',
    ],
    [
      'PRECHECK-042',
      'that is off',
      { name: 'subject', status: 'STOPPED' },
      'The check is about running VMs.',
    ],
    [
      'PRECHECK-043',
      'that is off and has a GPU',
      { name: 'subject', status: 'STOPPED', ha: false, gpus: ['NVIDIA A10'] },
      'The check is about running VMs.',
    ],
  ];
}

function BLOCKING(): Row[] {
  return [
    [
      'PRECHECK-051',
      'a suspended VM',
      { name: 'subject', status: 'SUSPENDED' },
      'The web UI: check_exists_suspend_or_unknown_vms.',
    ],
    [
      'PRECHECK-052',
      'a VM in an unknown state',
      { name: 'subject', status: 'UNKNOWN' },
      'The web UI: check_exists_suspend_or_unknown_vms.',
    ],
    [
      'PRECHECK-053',
      'a system VM that cannot be moved',
      { name: 'subject', system_service: 'EVEROUTE_CONTROLLER', usb_devices: ['Key'] },
      'The web UI: an error if such a VM runs a system service.',
    ],
    [
      'PRECHECK-054',
      'a VM with HA that is off and fits nowhere else',
      { name: 'subject', memory: '600GiB', status: 'STOPPED' },
      'The web UI: check_ha_enabled_vms_can_offline_migrate.',
    ],
  ];
}

interface Subject {
  readonly host: Host;
  readonly subject: Vm;
}

/** A world in which one VM, called subject, is as the case needs it. */
function hostWith(what: string, vms: readonly SeedVm[], more: Partial<SeedCluster> = {}): Need<Subject> {
  return {
    name: `a world of its own with a host with ${what}`,
    seed: threeHosts([{ name: 'bystander-01' }, ...vms], more),
    find: async (inventory) => {
      disposable(inventory);
      const subject = named(await inventory.vms(), 'subject');
      return findHost(inventory, `with ${what}`, (host) =>
        host.id === subject.host?.id ? { host, subject } : undefined,
      );
    },
  };
}

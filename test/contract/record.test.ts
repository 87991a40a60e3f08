import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { record } from '../../contracts/kit/record/record.ts';
import { readOnly } from '../../contracts/kit/safety/transports.ts';
import { createApi } from '../../contracts/kit/session/client.ts';
import { openTarget } from '../../contracts/kit/target/target.ts';
import { generateScenario } from '../../src/fixtures/generate.ts';
import { parseScenario } from '../../src/fixtures/parse-scenario.ts';
import type { Scenario } from '../../src/fixtures/scenario.ts';
import { defaultScenario } from '../../src/fixtures/scenarios/default.ts';
import { docsScenario } from '../../src/fixtures/scenarios/docs.ts';
import { createFake, type Fake } from '../../src/server/fake.ts';
import { ROOT, runHere, serveFake } from '../kit/program.ts';

/** Names that sort otherwise than they were written, and everything that tells whose they are. */
const tellTale: Scenario = {
  scenario: 1,
  clusters: [
    {
      name: 'ACME Berlin',
      fields: { recover_data_size: 4096 },
      hosts: [
        { name: 'zeus', memory: '64GiB', system_memory: '9GiB', fields: { serial: 'SN-ACME-0001' } },
        {
          name: 'athena',
          memory: '64GiB',
          fields: { management_ip: '192.168.77.12', data_ip: '192.168.78.12' },
          vms: [
            {
              name: 'payroll',
              memory: '8GiB',
              fields: { description: 'Ask Erika', ips: '192.168.77.50,fd00::7' },
            },
            { name: 'mail', memory: '8GiB', labels: { owner: 'Erika', 'cost center': '4711' } },
            { name: 'vm-1', memory: '8GiB', labels: { owner: 'Max' }, cpu_model: 'EPYC-Milan' },
            { name: 'crm', memory: '8GiB', gpus: ['Acme GPU 7'], ha: false },
            { name: 'crm-twin', status: 'STOPPED', usb_devices: ['Acme Dongle'] },
            { name: 'crm-old', recycle_bin: 'in-recycle-bin-1b0b4c58-6f6e-4c0e-8a53-0c7a6d1f9e00' },
            { name: 'crm-old', recycle_bin: 'in-recycle-bin-2b0b4c58-6f6e-4c0e-8a53-0c7a6d1f9e00' },
          ],
        },
        { name: 'hera', memory: '64GiB', fields: { status: 'CONNECTED_WARNING' } },
        { name: 'ares', memory: '64GiB', fields: { status: 'CONNECTED_ERROR' } },
      ],
      placement_groups: [
        { name: 'erika-apart', vms: ['payroll', 'mail'], vms_must_be: 'apart' },
        { name: 'erika-pinned', vms: ['vm-1'], must_not_run_on: ['zeus'] },
      ],
    },
  ],
};

const LAYOUTS: readonly (readonly [string, Scenario])[] = [
  ['default', defaultScenario],
  ['docs', docsScenario],
  ['generated', generateScenario({ clusters: 2, hosts: 4, vms: 260 }, '7')],
  ['one with telling names', tellTale],
];

describe.each(LAYOUTS)('a recorded layout: %s', (_name, scenario) => {
  it('rehearses the same: every host has the same evacuation plan but for names', async () => {
    const real = createFake({ scenario });
    const copy = createFake({ scenario: parseScenario(await recorded(real)), seed: 'another' });
    expect(plansOf(copy)).toEqual(plansOf(real));
  });

  it('has no name, address, serial, label or description of the original', async () => {
    const real = createFake({ scenario });
    const texts = textsIn(parseScenario(await recorded(real)));
    const originals = originalsOf(real);
    expect(originals.length).toBeGreaterThan(5);
    const isTold = (original: string) =>
      texts.some((text) => text === original || (original.length > 5 && text.includes(original)));
    expect(originals.filter(isTold)).toEqual([]);
  });
});

describe('pseudonyms', () => {
  it('are the same for the same original wherever it stands', async () => {
    const { clusters } = parseScenario(await recorded(createFake({ scenario: tellTale })));
    const hosts = clusters[0]?.hosts ?? [];
    const vms = hosts.flatMap((host) => host.vms ?? []);
    const owners = vms.flatMap(({ labels }) => Object.keys(labels ?? {}));
    expect(owners.toSorted()).toEqual(['key-1', 'key-2', 'key-2']);
    expect(clusters[0]?.placement_groups?.[1]?.must_not_run_on).toEqual([
      hosts
        .map(({ name }) => name)
        .toSorted()
        .at(-1),
    ]);
    expect(vms.filter(({ recycle_bin }) => recycle_bin !== undefined).map(({ name }) => name)).toEqual([
      expect.stringMatching(/^guest-\d$/),
      expect.stringMatching(/^guest-\d$/),
    ]);
  });
});

describe('contract record', () => {
  it('prints a scenario that can be served, and asks a target nothing but reads', async () => {
    const fake = createFake({ scenario: tellTale });
    const paths = new Set<string>();
    await using server = await serveFake(fake, (path, when) => void (when === 'before' && paths.add(path)));
    const { code, stdout } = await runHere(['contract', 'record', '--url', server.url], ROOT);
    expect(code).toBe(0);
    expect(parseScenario(stdout).clusters[0]?.hosts).toHaveLength(4);
    expect([...paths].toSorted()).toEqual([
      '/get-clusters',
      '/get-hosts',
      '/get-version',
      '/get-vm-placement-groups',
      '/get-vms',
      '/login',
    ]);
  });

  it('says what it left out, by the names it gives', async () => {
    const fake = createFake({ scenario: tellTale });
    const host = [...fake.world.all('Host')].find(({ name }) => name === 'zeus');
    const state = { state: 'MAINTENANCE_MODE', enter_maintenance_time: '', maintenance_job_id: '' } as const;
    fake.world.update('Host', host?.id ?? '', { host_state: state });
    expect(await recorded(fake)).toContain('host-4 is MAINTENANCE_MODE: recorded as in use');
  });
});

/** The recorded layout as a file, notes included. */
async function recorded(fake: Fake): Promise<string> {
  const target = await openTarget({
    url: 'http://fake',
    transport: (request) => fake.fetch(request),
    asReal: true,
  });
  const { scenario, notes } = await record(createApi(target.base, readOnly(target), 'token'));
  return `${notes.map((note) => `# ${note}\n`).join('')}${stringify(scenario)}`;
}

/** What is planned for each host, with hosts and VMs called by their place in the order of names. */
function plansOf(fake: Fake): unknown {
  const hosts = [...fake.world.all('Host')].map(({ name }) => name).toSorted();
  const vms = [...fake.world.all('Vm')].map((vm) => vm.original_name ?? vm.name).toSorted();
  return hosts.map((name) => {
    const plan = fake.plan(name);
    return {
      host: hosts.indexOf(plan.host.name),
      blocking: plan.blocking.map(({ check }) => check),
      vms: plan.vms.map(({ vm, action, rule, target }) => ({
        vm: vms.indexOf(callOf(fake, vm)),
        action,
        rule,
        target: target && hosts.indexOf(target.name),
      })),
    };
  });
}

function callOf(fake: Fake, id: string): string {
  const { name, original_name } = fake.world.must('Vm', id);
  return original_name ?? name;
}

/** Every value that is a text, and the keys of labels: all that is not of the format. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const labels = 'labels' in value ? Object.keys(value.labels ?? {}) : [];
  return [...labels, ...Object.values(value).flatMap(textsIn)];
}

/** Everything that tells whose system it is. */
function originalsOf({ world }: Fake): string[] {
  const vms = [...world.all('Vm')];
  const hosts = [...world.all('Host')];
  const devices = vms.flatMap((vm) =>
    [vm.gpu_devices, vm.usb_devices, vm.pci_nics].flatMap((list) => list ?? []),
  );
  const named = [...world.all('Cluster'), ...hosts, ...vms, ...world.all('VmPlacementGroup'), ...devices];
  return [
    ...named.map((one) => ('name' in one ? (one.name ?? '') : '')),
    ...vms.flatMap((vm) => [
      vm.original_name ?? '',
      vm.description,
      vm.local_id,
      vm.id,
      ...vm.ips.split(','),
    ]),
    ...hosts.flatMap((host) => [
      host.management_ip,
      host.data_ip ?? '',
      host.serial ?? '',
      host.id,
      host.local_id,
    ]),
    ...[...world.all('Label')].flatMap(({ key, value }) => [key, value ?? '']),
  ]
    .flatMap((text) => text.split(/\s+/))
    .filter((word) => word !== '');
}

import { describe, expect, it } from 'vitest';
import { buildWorld } from '../../src/fixtures/build.ts';
import type {
  Scenario,
  ScenarioHost,
  ScenarioPlacementGroup,
  ScenarioVm,
} from '../../src/fixtures/scenario.ts';
import { defaultScenario } from '../../src/fixtures/scenarios/default.ts';
import { findBlocking } from '../../src/server/engine/maintenance/checks.ts';
import { PLAN_RULES, type PlannedVm, planEvacuation } from '../../src/server/engine/maintenance/plan.ts';
import { TARGET_RULES, TIE_RULES } from '../../src/server/engine/placement/rules.ts';
import type { World } from '../../src/server/engine/world/world.ts';

function build(scenario: Scenario): World {
  return buildWorld(scenario, { seed: 'plan', start: Date.parse('2026-01-01T00:00:00Z'), user: 'root' });
}

function planOf(world: World, name: string): readonly PlannedVm[] {
  const host = [...world.all('Host')].find((one) => one.name === name);
  if (host === undefined) throw new Error(`No host ${name}.`);
  return planEvacuation(world, host);
}

/** What becomes of one VM on `a`, with the host `b` (and whatever else is said) as the only other. */
function decisionFor(
  vm: Omit<ScenarioVm, 'name'>,
  b: Partial<ScenarioHost> = {},
  groups: ScenarioPlacementGroup[] = [],
) {
  const world = build({
    scenario: 1,
    clusters: [
      {
        name: 'c',
        hosts: [
          { name: 'a', cpu_models: ['EPYC', 'EPYC-Milan'], vms: [{ name: 'vm', ...vm }] },
          { name: 'b', ...b },
        ],
        placement_groups: groups,
      },
    ],
  });
  const [planned] = planOf(world, 'a');
  const to = planned && 'to' in planned ? world.must('Host', planned.to).name : undefined;
  return { action: planned?.action, rule: planned?.rule, reason: planned?.reason, to };
}

describe('the evacuation plan', () => {
  it.each<[string, Omit<ScenarioVm, 'name'>, object]>([
    ['a running VM is live-migrated', {}, { action: 'live-migrate', rule: 'can-move', to: 'b' }],
    ['host_passthrough is moved all the same', { cpu_model: 'host_passthrough' }, { action: 'live-migrate' }],
    ['an SR-IOV NIC ties it: shut down', { pci_nics: ['ens1f0'] }, { action: 'shut-down', rule: 'pci-nic' }],
    [
      'a USB device ties it: shut down',
      { usb_devices: ['key'] },
      { action: 'shut-down', rule: 'usb-device' },
    ],
    ['a GPU ties it: shut down', { gpus: ['A10'] }, { action: 'shut-down', rule: 'gpu-device' }],
    [
      'nested virtualization: shut down',
      { nested_virtualization: true },
      { action: 'shut-down', rule: 'nested-virtualization' },
    ],
    [
      'a CPU model that b has not: shut down',
      { cpu_model: 'EPYC-Milan' },
      { action: 'shut-down', rule: 'cpu-model' },
    ],
    ['a system service moves like any other', { system_service: 'REGISTRY' }, { action: 'live-migrate' }],
    [
      'a tied system service blocks',
      { system_service: 'REGISTRY', gpus: ['A10'] },
      { action: 'block', rule: 'system-service' },
    ],
    ['SUSPENDED blocks', { status: 'SUSPENDED' }, { action: 'block', rule: 'suspended' }],
    ['UNKNOWN blocks', { status: 'UNKNOWN' }, { action: 'block', rule: 'suspended' }],
    [
      'off with HA is migrated cold',
      { status: 'STOPPED' },
      { action: 'offline-migrate', rule: 'ha-off', to: 'b' },
    ],
    [
      'off with HA and a device blocks',
      { status: 'STOPPED', usb_devices: ['key'] },
      { action: 'block', rule: 'ha-stuck' },
    ],
    ['off without HA stays', { status: 'STOPPED', ha: false }, { action: 'stay', rule: 'off' }],
    [
      'in the recycle bin is migrated cold',
      { recycle_bin: 'in-recycle-bin-1', ha: false },
      { action: 'offline-migrate', rule: 'recycle-bin' },
    ],
    [
      'off with nested virtualization and HA is migrated cold',
      { status: 'STOPPED', nested_virtualization: true },
      { action: 'offline-migrate' },
    ],
  ])('%s', (_name, vm, expected) => {
    expect(decisionFor(vm)).toMatchObject(expected);
  });

  it('says how much memory is missing', () => {
    const { action, rule, reason } = decisionFor({ memory: '20GiB' }, { memory: '32GiB' });
    expect({ action, rule }).toEqual({ action: 'shut-down', rule: 'memory' });
    expect(reason?.['en-US']).toBe('b cannot take it: it has 16 GiB of memory left, and the VM needs 20 GiB');
  });

  it('an HA VM that is off and has no room anywhere blocks', () => {
    expect(decisionFor({ memory: '300GiB', status: 'STOPPED' })).toMatchObject({
      action: 'block',
      rule: 'ha-stuck',
    });
  });

  it.each([
    { status: 'CONNECTED_ERROR' },
    { status: 'SESSION_EXPIRED' },
    { status: 'INITIALIZING' },
    { state: 'REMOVING' },
  ])('a host that is %j takes nothing', (fields) => {
    expect(decisionFor({}, { fields })).toMatchObject({ action: 'shut-down', rule: 'host-usable' });
  });

  it('a host with a mere warning takes VMs', () => {
    expect(decisionFor({}, { fields: { status: 'CONNECTED_WARNING' } })).toMatchObject({
      action: 'live-migrate',
    });
  });

  it.each<[string, Omit<ScenarioPlacementGroup, 'name' | 'vms'>, string]>([
    ['must run on a', { must_run_on: ['a'] }, 'shut-down'],
    ['must run on b', { must_run_on: ['b'] }, 'live-migrate'],
    ['must not run on b', { must_not_run_on: ['b'] }, 'shut-down'],
    ['must not run on a', { must_not_run_on: ['a'] }, 'live-migrate'],
  ])('a Must rule of a placement group holds: %s', (_name, rule, action) => {
    expect(decisionFor({}, {}, [{ name: 'g', vms: ['vm'], ...rule }])).toMatchObject({ action });
  });

  it.each([
    ['apart', 'shut-down'],
    ['together', 'live-migrate'],
  ] as const)('VMs that must be %s', (vms_must_be, action) => {
    const groups = [{ name: 'g', vms: ['vm', 'other'], vms_must_be }];
    expect(decisionFor({}, { vms: [{ name: 'other' }] }, groups)).toMatchObject({ action });
  });

  it('two VMs that must be apart are planned onto different hosts', () => {
    const world = build({
      scenario: 1,
      clusters: [
        {
          name: 'c',
          hosts: [{ name: 'a', vms: [{ name: 'one' }, { name: 'two' }] }, { name: 'b' }, { name: 'c' }],
          placement_groups: [{ name: 'g', vms: ['one', 'two'], vms_must_be: 'apart' }],
        },
      ],
    });
    const targets = planOf(world, 'a').map((planned) => ('to' in planned ? planned.to : planned.action));
    expect(new Set(targets).size).toBe(2);
  });

  it('memory promised to one VM is not promised to the next', () => {
    const vms = [
      { name: 'one', memory: '10GiB' },
      { name: 'two', memory: '10GiB' },
    ];
    const world = build({
      scenario: 1,
      clusters: [
        {
          name: 'c',
          hosts: [
            { name: 'a', vms },
            { name: 'b', memory: '32GiB' },
          ],
        },
      ],
    });
    expect(planOf(world, 'a').map(({ action }) => action)).toEqual(['live-migrate', 'shut-down']);
  });

  it('a host with more than 150 VMs cannot enter', () => {
    const vms = Array.from({ length: 151 }, (_, i) => ({
      name: `vm-${i}`,
      memory: '1MiB',
      status: 'STOPPED' as const,
      ha: false,
    }));
    const world = build({
      scenario: 1,
      clusters: [{ name: 'c', hosts: [{ name: 'a', vms }, { name: 'b' }] }],
    });
    const host = world.must('Host', [...world.all('Host')].find(({ name }) => name === 'a')?.id ?? '');
    expect(findBlocking(world, host, planOf(world, 'a')).map(({ check }) => check)).toEqual([
      'check_vm_count',
    ]);
  });

  it('a host with 150 VMs can', () => {
    const vms = Array.from({ length: 150 }, (_, i) => ({
      name: `vm-${i}`,
      memory: '1MiB',
      status: 'STOPPED' as const,
      ha: false,
    }));
    const world = build({
      scenario: 1,
      clusters: [{ name: 'c', hosts: [{ name: 'a', vms }, { name: 'b' }] }],
    });
    const host = world.must('Host', [...world.all('Host')].find(({ name }) => name === 'a')?.id ?? '');
    expect(findBlocking(world, host, planOf(world, 'a'))).toEqual([]);
  });

  it.each([{ status: 'CONNECTED_ERROR' }, { status: 'SESSION_EXPIRED' }, { state: 'REMOVING' }])(
    'a host that is %j cannot enter',
    (fields) => {
      const world = build({
        scenario: 1,
        clusters: [{ name: 'c', hosts: [{ name: 'a', fields }, { name: 'b' }] }],
      });
      const host = world.must('Host', [...world.all('Host')].find(({ name }) => name === 'a')?.id ?? '');
      expect(findBlocking(world, host, []).map(({ check }) => check)).toEqual(['check_host_state']);
    },
  );

  it('VMs that must be together move one after the other to the same host', () => {
    const world = build({
      scenario: 1,
      clusters: [
        {
          name: 'c',
          hosts: [{ name: 'a', vms: [{ name: 'one' }, { name: 'two' }] }, { name: 'b' }, { name: 'd' }],
          placement_groups: [{ name: 'g', vms: ['one', 'two'], vms_must_be: 'together' }],
        },
      ],
    });
    const targets = planOf(world, 'a').map((planned) => ('to' in planned ? planned.to : planned.action));
    expect(targets).toHaveLength(2);
    expect(new Set(targets).size).toBe(1);
    expect(targets).not.toContain('shut-down');
  });

  it('data recovery keeps hosts out', () => {
    const world = build({
      scenario: 1,
      clusters: [{ name: 'c', fields: { recover_data_size: 1 }, hosts: [{ name: 'a' }, { name: 'b' }] }],
    });
    const [host] = world.all('Host');
    expect(findBlocking(world, world.must('Host', host?.id ?? ''), []).map(({ check }) => check)).toEqual([
      'check_storage_need_recover',
    ]);
  });
});

describe('the scenario `default`', () => {
  const world = build(defaultScenario);
  const plans = [...world.all('Host')].map((host) => ({ host, plan: planEvacuation(world, host) }));

  it('shows every rule, each that shuts down or blocks once', () => {
    const rules = plans.flatMap(({ plan }) => plan).map(({ rule }) => rule);
    const all = Object.keys({ ...TIE_RULES, ...TARGET_RULES, ...PLAN_RULES });
    // `asked-for` belongs to a request, not to an inventory.
    expect(new Set(rules)).toEqual(new Set(all.filter((rule) => rule !== 'asked-for')));
    const once = rules.filter((rule) => rule !== 'can-move');
    expect(once.toSorted()).toEqual([...new Set(once)].toSorted());
  });

  it('every host can be put into maintenance but the one named for it', () => {
    const blocked = plans.filter(({ host, plan }) => findBlocking(world, host, plan).length > 0);
    expect(blocked.map(({ host }) => host.name)).toEqual(['node-04-blocked-by-vms']);
  });
});

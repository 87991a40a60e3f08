/**
 * Random scenarios and actions for property tests.
 * @module
 */
import fc from 'fast-check';
import type { Scenario, ScenarioVm } from '../../src/fixtures/scenario.ts';
import type { VmOperation } from '../../src/server/engine/vm/operate.ts';

const GIB_PER_HOST = 64;

const vm = (index: number): fc.Arbitrary<ScenarioVm> =>
  fc
    .record({
      memory: fc.constantFrom('1GiB', '4GiB', '12GiB', '30GiB'),
      status: fc.constantFrom('RUNNING', 'RUNNING', 'RUNNING', 'STOPPED', 'STOPPED', 'SUSPENDED'),
      ha: fc.boolean(),
      tie: fc.constantFrom(
        {},
        {},
        {},
        { gpus: ['g'] },
        { usb_devices: ['u'] },
        { pci_nics: ['n'] },
        { nested_virtualization: true },
      ),
      service: fc.constantFrom({}, {}, {}, { system_service: 'REGISTRY' }),
      label: fc.constantFrom({}, {}, { labels: { tier: 'web' } }, { labels: { tier: 'db', a_b: '10%' } }),
      inBin: fc.boolean(),
    })
    .map(({ memory, status, ha, tie, service, label, inBin }) => {
      const bin = status === 'STOPPED' && inBin ? { recycle_bin: `in-recycle-bin-${index}` } : {};
      return { name: `vm-${index}`, memory, status, ha, ...tie, ...service, ...label, ...bin };
    });

/** Scenarios of one or two clusters with one to four hosts each, and VMs that fit on them. */
export const scenarios: fc.Arbitrary<Scenario> = fc
  .array(fc.array(fc.array(vm(0), { maxLength: 4 }), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 2,
  })
  .map((clusters) => ({
    scenario: 1,
    clusters: clusters.map((hosts, c) => ({
      name: `cluster-${c}`,
      hosts: hosts.map((vms, h) => ({
        name: `host-${c}-${h}`,
        memory: `${GIB_PER_HOST + 8}GiB`,
        system_memory: '8GiB',
        vms: fitting(vms, c, h),
      })),
      ...placementGroups(
        hosts.flatMap((vms, h) => fitting(vms, c, h)).map(({ name }) => name),
        c,
      ),
    })),
  }));

/** Returns as many VMs as the host has memory for, each with a name of its own. */
function fitting(vms: readonly ScenarioVm[], cluster: number, host: number): ScenarioVm[] {
  let left = GIB_PER_HOST;
  return vms.flatMap((one, index) => {
    left -= Number.parseInt(String(one.memory), 10);
    const name = `vm-${cluster}-${host}-${index}`;
    return left < 0
      ? []
      : [{ ...one, name, ...(one.recycle_bin && { recycle_bin: `in-recycle-bin-${name}` }) }];
  });
}

function placementGroups(names: readonly string[], cluster: number): object {
  const [first, second, third] = names;
  if (first === undefined || second === undefined || third === undefined) return {};
  return {
    placement_groups: [
      { name: 'stay', vms: [first], must_run_on: [`host-${cluster}-0`] },
      { name: 'apart', vms: [second, third], vms_must_be: 'apart' },
    ],
  };
}

export type Action =
  | { readonly do: 'precheck'; readonly host: number }
  | { readonly do: 'enter'; readonly host: number; readonly shutDown: 'needed' | 'nothing' | 'everything' }
  | { readonly do: 'exit'; readonly host: number; readonly back: 'everything' | 'nothing' | 'running' }
  | {
      readonly do: 'operate';
      readonly vm: number;
      readonly operation: VmOperation;
      readonly host: number | null;
    }
  | { readonly do: 'wait'; readonly ms: number };

const OPERATIONS: readonly VmOperation[] = [
  'start',
  'shut-down',
  'power-off',
  'restart',
  'force-restart',
  'suspend',
  'resume',
  'migrate',
  'recycle',
  'recover',
  'delete',
];

const host = fc.nat({ max: 7 });

/** Sequences of what clients do. */
export const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('precheck' as const), host }),
    fc.record({
      do: fc.constant('enter' as const),
      host,
      shutDown: fc.constantFrom('needed', 'needed', 'nothing', 'everything'),
    }),
    fc.record({
      do: fc.constant('exit' as const),
      host,
      back: fc.constantFrom('everything', 'nothing', 'running'),
    }),
    fc.record({
      do: fc.constant('operate' as const),
      vm: fc.nat({ max: 31 }),
      operation: fc.constantFrom(...OPERATIONS),
      host: fc.option(host),
    }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(100, 1_000, 5_000, 60_000) }),
  ),
  { maxLength: 16 },
);

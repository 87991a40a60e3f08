/**
 * The worlds that needs are seeded with. Each has a cluster that the case works on, and a cluster of decoys:
 * hosts and VMs that differ from those of the case only in where they are.
 * @module
 */
import type { Scenario, ScenarioCluster, ScenarioHost, ScenarioVm } from '../control/scenario.ts';

/** No case may touch these. */
const DECOYS: ScenarioCluster = {
  name: 'decoy-cls',
  hosts: [
    {
      name: 'decoy-01',
      vms: [
        { name: 'decoy-web-01', memory: '8GiB' },
        { name: 'decoy-gpu-01', memory: '8GiB', ha: false, gpus: ['NVIDIA A10'] },
        { name: 'decoy-off-01', memory: '4GiB', status: 'STOPPED' },
      ],
    },
    { name: 'decoy-02', vms: [{ name: 'decoy-web-02', memory: '8GiB' }] },
  ],
};

/** Returns a world of one cluster with these hosts, beside the decoys. */
export function worldOf(hosts: readonly ScenarioHost[], more: Partial<ScenarioCluster> = {}): Scenario {
  return { scenario: 1, clusters: [{ ...more, name: 'case-cls', hosts }, DECOYS] };
}

/**
 * Returns a world of three hosts: the first has these VMs, the second has one of its own, the third has none.
 */
export function threeHosts(vms: readonly ScenarioVm[], more: Partial<ScenarioCluster> = {}): Scenario {
  return worldOf(
    [
      { name: 'case-01', vms },
      { name: 'case-02', vms: [{ name: 'other-web-01', memory: '8GiB' }] },
      { name: 'case-03' },
    ],
    more,
  );
}

/** A VM of each kind that entering handles differently, and one more. */
export const MIXED: readonly ScenarioVm[] = [
  { name: 'web-01', memory: '8GiB', vcpu: 4, labels: { tier: 'web' } },
  { name: 'web-02', memory: '6GiB', labels: { tier: 'web' } },
  { name: 'gpu-01', memory: '16GiB', vcpu: 8, ha: false, gpus: ['NVIDIA A10'] },
  { name: 'standby-ha-01', memory: '4GiB', status: 'STOPPED' },
  { name: 'template-01', memory: '4GiB', status: 'STOPPED', ha: false },
];

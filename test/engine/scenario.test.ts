import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildWorld } from '../../src/fixtures/build.ts';
import { generateScenario } from '../../src/fixtures/generate.ts';
import { parseScenario } from '../../src/fixtures/parse-scenario.ts';
import type { Scenario } from '../../src/fixtures/scenario.ts';
import { findBlocking } from '../../src/server/engine/maintenance/checks.ts';
import { planEvacuation } from '../../src/server/engine/maintenance/plan.ts';
import type { World } from '../../src/server/engine/world/world.ts';
import { dump } from '../kit/scenario-runner.ts';

function build(scenario: Scenario, seed = '1'): World {
  return buildWorld(scenario, { seed, start: Date.parse('2026-01-01T00:00:00Z'), user: 'root' });
}

const HOST = 'clusters: [{name: c, hosts: [{name: a';

describe('a scenario', () => {
  it('may be YAML or JSON', () => {
    const yaml = parseScenario('scenario: 1\nclusters:\n  - name: c\n    hosts:\n      - name: a\n');
    expect(parseScenario('{"scenario":1,"clusters":[{"name":"c","hosts":[{"name":"a"}]}]}')).toEqual(yaml);
  });

  it('keeps the ids, sizes and other fields it says', () => {
    const world = build(
      parseScenario(
        `scenario: 1\n${HOST}, id: host-1, local_id: uuid-1, memory: 1TiB, system_memory: 2GiB, fields: {os_version: 5.1.0}, vms: [{name: v, memory: 512MiB, fields: {description: mine}}]}]}]`,
      ),
    );
    expect(world.must('Host', 'host-1')).toMatchObject({
      local_id: 'uuid-1',
      total_memory_bytes: 2 ** 40,
      os_memory_bytes: 2 ** 31,
      os_version: '5.1.0',
    });
    expect([...world.all('Vm')]).toMatchObject([{ memory: 2 ** 29, description: 'mine', host: 'host-1' }]);
  });

  it.each<[string, string, RegExp]>([
    ['nothing', '', /the scenario must be object/],
    ['a list', '[]', /the scenario must be object/],
    ['broken YAML', 'scenario: [1', /line 1/],
    ['no format version', 'clusters: []', /must have required property 'scenario'/],
    [
      'another format version',
      `scenario: 2\n${HOST}}]}]`,
      /scenario must be equal to one of the allowed values/,
    ],
    ['no cluster', 'scenario: 1\nclusters: []', /clusters must NOT have fewer than 1 items/],
    [
      'an unknown member',
      `scenario: 1\n${HOST}, ram: 8GiB}]}]`,
      /clusters\.0\.hosts\.0 must NOT have additional properties: "ram"/,
    ],
    ['a wrong size', `scenario: 1\n${HOST}, memory: 8GB}]}]`, /clusters\.0\.hosts\.0\.memory/],
    [
      'a wrong status',
      `scenario: 1\n${HOST}, vms: [{name: v, status: ON}]}]}]`,
      /vms\.0\.status .*"RUNNING"/,
    ],
    [
      'a bomb of aliases',
      `scenario: 1\na: &a [1,1,1,1,1,1,1,1,1,1]\n${Array.from({ length: 8 }, (_, i) => `x${i}: &x${i} [${Array.from({ length: 10 }, () => `*${i === 0 ? 'a' : `x${i - 1}`}`).join(',')}]`).join('\n')}`,
      /alias/i,
    ],
  ])('is refused with its place: %s', (_name, text, message) => {
    expect(() => parseScenario(text)).toThrow(message);
  });

  it.each<[string, string, RegExp]>([
    [
      'a host name twice',
      `scenario: 1\n${HOST}}, {name: a}]}]`,
      /clusters\.0\.hosts: the name a is used twice/,
    ],
    [
      'an id twice',
      `scenario: 1\n${HOST}, id: x}, {name: b, id: x}]}]`,
      /clusters\.0\.hosts\.1\.id: x is used twice/,
    ],
    [
      'VMs that do not fit',
      `scenario: 1\n${HOST}, memory: 32GiB, vms: [{name: v, memory: 64GiB}]}]}]`,
      /host a gives its VMs .* more than it has/,
    ],
    [
      'an unknown field',
      `scenario: 1\n${HOST}, fields: {colour: red}}]}]`,
      /hosts\.0\.fields\.colour: Host has no such field/,
    ],
    ['a wrong value', `scenario: 1\n${HOST}, fields: {status: FINE}}]}]`, /hosts\.0\.fields\.status/],
    [
      'a computed field',
      `scenario: 1\n${HOST}, fields: {vm_num: 3}}]}]`,
      /hosts\.0\.fields\.vm_num: this is computed/,
    ],
    [
      'an unknown service',
      `scenario: 1\n${HOST}, vms: [{name: v, system_service: X}]}]}]`,
      /vms\.0\.fields\.vm_usage/,
    ],
    [
      'a group of strangers',
      'scenario: 1\nclusters: [{name: c, hosts: [{name: a}], placement_groups: [{name: g, vms: [ghost]}]}]',
      /placement_groups\.0: the cluster has no Vm named ghost/,
    ],
    [
      'entering without a job',
      `scenario: 1\n${HOST}, fields: {host_state: {state: ENTERING_MAINTENANCE_MODE, enter_maintenance_time: "", maintenance_job_id: ""}}}]}]`,
      /host a is entering maintenance, but no job does it/,
    ],
    [
      'busy without a job',
      `scenario: 1\n${HOST}, fields: {entityAsyncStatus: UPDATING}}]}]`,
      /host a is busy, but no job/,
    ],
    [
      'more memory than there is',
      `scenario: 1\n${HOST}, memory: 99999999TiB}]}]`,
      /more memory than there is/,
    ],
    [
      'a field that has a member of its own',
      `scenario: 1\n${HOST}, fields: {total_memory_bytes: 1}}]}]`,
      /not said under fields/,
    ],
    [
      'maintenance without a record',
      `scenario: 1\n${HOST}, fields: {host_state: {state: MAINTENANCE_MODE, enter_maintenance_time: "", maintenance_job_id: ""}}}]}]`,
      /host a is in maintenance without a record/,
    ],
  ])('cannot be built, and says why: %s', (_name, text, message) => {
    expect(() => build(parseScenario(text))).toThrow(message);
  });

  it('the one in the documentation is good', () => {
    const page = readFileSync('docs/scenarios.md', 'utf8');
    const [, example] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(build(parseScenario(example ?? '')).size('Vm')).toBeGreaterThan(0);
  });
});

describe('generated scenarios', () => {
  const counts = { clusters: 2, hosts: 4, vms: 24 };

  it('have the requested number of clusters, hosts and VMs', () => {
    const world = build(generateScenario(counts, '1'));
    expect([world.size('Cluster'), world.size('Host'), world.size('Vm')]).toEqual([2, 8, 48]);
  });

  it('are the same for the same seed, and others for another', () => {
    const world = (seed: string) => dump(build(generateScenario(counts, seed), seed));
    expect(world('1')).toBe(world('1'));
    expect(world('1')).not.toBe(world('2'));
  });

  it.each([
    { clusters: 1, hosts: 2, vms: 7 },
    { clusters: 1, hosts: 3, vms: 100 },
    { clusters: 2, hosts: 8, vms: 400 },
  ])('let every host be evacuated: $hosts hosts, $vms VMs', (many) => {
    const world = build(generateScenario(many, 'room'));
    for (const host of world.all('Host')) {
      const plan = planEvacuation(world, host);
      expect(findBlocking(world, host, plan)).toEqual([]);
      expect(plan.filter(({ rule }) => rule === 'memory')).toEqual([]);
    }
  });
});

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isRead } from '../../contracts/kit/session/path.ts';
import { runSafely } from '../../contracts/kit/safety/run-safely.ts';
import { openTarget } from '../../contracts/kit/target/target.ts';
import { CASES } from '../../contracts/suite/index.ts';
import type { Scenario, ScenarioHost, ScenarioVm } from '../../src/fixtures/scenario.ts';
import { createTestFake, type TestFake } from '../kit/fake.ts';

const PRECHECK = '/enter-maintenance-mode-precheck';
const folder = mkdtempSync(join(tmpdir(), 'contract-preflight-'));
const intents = join(folder, 'intents.jsonl');

afterEach(() => rmSync(intents, { force: true }));

const VMS: readonly ScenarioVm[] = [
  { name: 'web', memory: '8GiB' },
  { name: 'gpu', ha: false, gpus: ['A10'] },
];

/** A cluster in which node-a can enter maintenance, but for what is changed. */
function clusterWith(changes: {
  readonly host?: Partial<ScenarioHost>;
  readonly other?: Partial<ScenarioHost>;
  readonly fields?: Record<string, unknown>;
  readonly rule?: boolean;
}): Scenario {
  const groups = [{ name: 'stay', vms: ['web'], must_run_on: ['node-a'] }];
  return {
    scenario: 1,
    clusters: [
      {
        name: 'lab',
        hosts: [
          { name: 'node-a', memory: '64GiB', vms: VMS, ...changes.host },
          { name: 'node-b', memory: '64GiB', ...changes.other },
        ],
        ...(changes.rule === true && { placement_groups: groups }),
        ...(changes.fields && { fields: changes.fields }),
      },
    ],
  };
}

/** Runs a case on node-a; answers what became of it, and every request that was no read. */
async function runOn(
  scenario: Scenario,
  host = 'node-a',
  prepare: (fake: TestFake) => Promise<void> = () => Promise.resolve(),
) {
  const fake = createTestFake({ scenario, clock: 'polls' });
  await prepare(fake);
  const changes: string[] = [];
  const said: string[] = [];
  const target = await openTarget({
    url: 'http://fake',
    transport: (request) => {
      const path = new URL(request.url).pathname.replace('/v2/api', '');
      if (!isRead(path)) changes.push(path);
      return fake.fetch(request);
    },
    asReal: true,
    pollMs: 0,
    user: 'root',
    password: 'root',
  });
  const cases = CASES.filter(({ id }) => id === 'ENTER-001');
  const options = { allowed: { host, intents }, say: (line: string) => void said.push(line) };
  const reason = await runSafely(cases, target, options).then(
    ({ results }) => results.map(({ status }) => status).join(' '),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { changes, reason, said: said.join('\n') };
}

describe('preflight', () => {
  it('lets a run begin when nothing speaks against it, and shows the plan', async () => {
    const { reason, said } = await runOn(clusterWith({}));
    expect(reason).toBe('pass');
    expect(said).toMatch(
      /Host node-a .* enters maintenance mode.*\n.*node-b.*\n {2}web +RUNNING +8 GiB +moved live/,
    );
    expect(said).not.toContain('REFUSED');
  });

  it.each<[string, Scenario, string]>([
    [
      'the host is not well',
      clusterWith({ host: { fields: { status: 'CONNECTED_WARNING' } } }),
      'CONNECTED_WARNING',
    ],
    ['the host is being removed', clusterWith({ host: { fields: { state: 'REMOVING' } } }), 'REMOVING'],
    [
      'no other host is well',
      clusterWith({ other: { fields: { status: 'CONNECTED_ERROR' } } }),
      'none is well',
    ],
    ['the cluster recovers data', clusterWith({ fields: { recover_data_size: 1 } }), 'bytes to recover'],
    [
      'the cluster is not connected',
      clusterWith({ fields: { connect_state: 'DISCONNECTED' } }),
      'DISCONNECTED',
    ],
    [
      'a VM is suspended',
      clusterWith({ host: { vms: [{ name: 'web', status: 'SUSPENDED' }] } }),
      'web is SUSPENDED',
    ],
    [
      'a VM runs CloudTower',
      clusterWith({ host: { vms: [{ name: 'tower', system_service: 'CLOUDTOWER' }] } }),
      'tower runs CloudTower',
    ],
    [
      'a system VM cannot be moved',
      clusterWith({
        host: { vms: [{ name: 'sks', system_service: 'SKS_MANAGEMENT', usb_devices: ['key'] }] },
      }),
      'sks runs SKS_MANAGEMENT',
    ],
    [
      'a VM finds no room',
      clusterWith({
        host: {
          memory: '96GiB',
          vms: [
            { name: 'big', memory: '47GiB' },
            { name: 'small', memory: '2GiB' },
          ],
        },
      }),
      'no room is left for VM small',
    ],
  ])('refuses when %s, and has only read', async (_what, scenario, why) => {
    const { changes, reason, said } = await runOn(scenario);
    expect(reason).toContain('not fit to be put into maintenance');
    expect(said).toMatch(/REFUSED .*\n {8}but /);
    expect(said).toContain(why);
    const [, vm] = /but (?:no room is left for VM )?(web|tower|sks|small)\b/.exec(said) ?? [];
    expect(/^ {2}(\w+) .* blocks the run$/m.exec(said)?.[1]).toBe(vm);
    expect(changes).toEqual([]);
    expect(existsSync(intents)).toBe(false);
  });

  it.each([
    ['it is entering', 'node-a', 'ENTERING_MAINTENANCE_MODE', 'its host_state is ENTERING'],
    ['it is in maintenance', 'node-a', 'MAINTENANCE_MODE', 'its host_state is MAINTENANCE_MODE'],
    ['a task is at work on it', 'node-a', 'ENTERING_MAINTENANCE_MODE', '(EXECUTING)'],
    ['something is being done to it', 'node-a', 'ENTERING_MAINTENANCE_MODE', 'it is UPDATING'],
    ['another host is entering', 'node-b', 'ENTERING_MAINTENANCE_MODE', 'node-b is ENTERING'],
    ['another host is in maintenance', 'node-b', 'MAINTENANCE_MODE', 'node-b is MAINTENANCE_MODE'],
  ] as const)('refuses when %s, and has only read', async (_what, name, state, why) => {
    const prepare = (fake: TestFake) => bring(fake, name, state);
    const { changes, reason, said } = await runOn(clusterWith({}), 'node-a', prepare);
    expect(reason).toContain('not fit to be put into maintenance');
    expect(said).toContain(why);
    expect(changes).toEqual([]);
  });

  it('refuses when the precheck wants a VM shut down that nothing told of', async () => {
    const { changes, reason, said } = await runOn(clusterWith({ rule: true }));
    expect(reason).toContain('not fit to be put into maintenance');
    expect(said).toContain('it wants VM web shut down');
    expect(changes).toEqual([PRECHECK]);
  });

  it('refuses a host that is not there, and a name that several have', async () => {
    expect((await runOn(clusterWith({}), 'node-z')).reason).toContain('There is no host node-z');
    const twin = { ...clusterWith({}).clusters[0], name: 'second', hosts: [{ name: 'node-a' }] };
    const both = { ...clusterWith({}), clusters: [...clusterWith({}).clusters, twin] };
    expect((await runOn(both)).reason).toMatch(
      /Several hosts are named node-a; give the id: .* in cluster second/,
    );
  });
});

/** Somebody else lets a host enter. */
async function bring(
  fake: TestFake,
  name: string,
  state: 'ENTERING_MAINTENANCE_MODE' | 'MAINTENANCE_MODE',
): Promise<void> {
  const host = [...fake.world.all('Host')].find((one) => one.name === name);
  const shutdown_vms = [...fake.world.all('Vm')].filter((vm) => vm.name === 'gpu').map((vm) => vm.local_id);
  const where = { host_id: host?.id };
  const data = name === 'node-a' ? { shutdown_vms } : {};
  await fake.call('/enter-maintance-mode', { where, data });
  const until = { host: name, state };
  fake.clock.set({ mode: 'manual' });
  fake.clock.advance({ until });
  fake.clock.set({ mode: 'polls' });
}

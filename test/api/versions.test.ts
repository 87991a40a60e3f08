/**
 * What a version of the API has and lacks. The test fake checks each answer against the contract of its version.
 */
import { describe, expect, it } from 'vitest';
import { runCase } from '../../contracts/kit/case/run-case.ts';
import { openTarget } from '../../contracts/kit/target/target.ts';
import { deriveAt } from '../../contracts/openapi/derive.ts';
import { contract } from '../../contracts/openapi/generated/document.ts';
import type { ApiDocument, ApiVersion } from '../../contracts/openapi/schema.ts';
import { API_VERSIONS, LATEST } from '../../contracts/openapi/version.ts';
import { CASES } from '../../contracts/suite/index.ts';
import { createFake } from '../../src/server/fake.ts';
import { checkWire } from '../kit/check.ts';
import { createTestFake, type Host } from '../kit/fake.ts';
import { enter, exit, exitCheck, PRECHECK } from '../kit/maintenance.ts';
import { isDeep, sample } from '../kit/runs.ts';

const READS = [
  '/get-clusters',
  '/get-hosts',
  '/get-labels',
  '/get-tasks',
  '/get-user-audit-logs',
  '/get-users',
  '/get-vm-placement-groups',
  '/get-vms',
] as const;

const SUITE_VERSIONS: readonly ApiVersion[] = sample(API_VERSIONS, API_VERSIONS.length);
const MAINTENANCE_VERSIONS: readonly ApiVersion[] = sample(API_VERSIONS, 4);

const CASES_OF_READS = CASES.filter(({ id }) => /^(WIRE|VERSION|LANGUAGE|PAGE)-/.test(id));

describe.each(API_VERSIONS)('a fake of %s', (apiVersion) => {
  it.skipIf(!MAINTENANCE_VERSIONS.includes(apiVersion))(
    'answers by the document of that version, before, during and after maintenance',
    async () => {
      const fake = createTestFake({ apiVersion });
      const readAll = async () => {
        for (const path of READS) {
          const { status, body } = await fake.post(path, {});
          expect(status, path).toBe(200);
          const count = await fake.call(`${path}-connection`, {});
          expect(count).toEqual({ aggregate: { count: Array.isArray(body) ? body.length : 0 } });
        }
      };
      await readAll();
      const { id } = await fake.host('edge-01');
      await fake.finish((await fake.call(PRECHECK, { where: { id } })).task_id);
      expect((await enter(fake, 'edge-01')).status).toBe('SUCCESSED');
      await readAll();
      await exitCheck(fake, 'edge-01');
      await exit(fake, 'edge-01');
      await readAll();
      expect(await fake.post('/get-version', undefined, { method: 'GET' })).toMatchObject({
        body: apiVersion,
      });
      expect((await fake.call('/get-my-info', undefined)).username).toBe('root');
    },
  );

  it.skipIf(!SUITE_VERSIONS.includes(apiVersion))(
    'passes the suite; in a fast run, what it says about versions and the form of answers',
    async () => {
      const fake = createFake({ apiVersion, clock: 'polls' });
      const transport = async (request: Request) => {
        const answer = await fake.fetch(request);
        const text = await answer.text();
        if (request.url.includes('/v2/api/')) checkWire(request, answer, JSON.parse(text), apiVersion);
        return new Response(text, answer);
      };
      const target = await openTarget({
        url: 'http://fake.localhost',
        transport,
        user: 'root',
        password: 'root',
        pollMs: 0,
      });
      for (const one of isDeep ? CASES : CASES_OF_READS)
        expect(await runCase(one, target)).toMatchObject({
          status: expect.stringMatching(/^(pass|skip|observed)$/),
        });
    },
  );

  it('has no path of a later version, and says which version brought it', async () => {
    const fake = createTestFake({ apiVersion });
    const { 'x-later-paths': later = {} } = deriveAt(contract, apiVersion);
    for (const [path, since] of Object.entries(later)) {
      const { status, body } = await fake.postRejected(path, {});
      expect([status, body.message]).toEqual([
        404,
        `CloudTower has ${path} from ${since} on; this server serves ${apiVersion}.`,
      ]);
    }
  });

  it('answers 501 for every path of that version that is not simulated', async () => {
    const fake = createTestFake({ apiVersion });
    for (const path of notSimulated(deriveAt(contract, apiVersion)))
      expect((await fake.postRejected(path, {})).status, path).toBe(501);
  });
});

function notSimulated({ 'x-not-simulated-paths': paths = {} }: ApiDocument): readonly string[] {
  return Object.keys(paths);
}

/** The operations of the official documents and SDKs. */
const PATHS: Readonly<Record<ApiVersion, number>> = {
  '4.0.0': 456,
  '4.1.0': 456,
  '4.2.0': 456,
  '4.3.0': 502,
  '4.4.0': 527,
  '4.5.0': 531,
  '4.6.0': 554,
  '4.7.0': 569,
  '4.8.0': 573,
  '4.9.0': 577,
};

it.each(API_VERSIONS)('%s has as many paths as the official document', (version) => {
  const document = deriveAt(contract, version);
  expect([...Object.keys(document.paths), ...notSimulated(document)]).toHaveLength(PATHS[version] ?? 0);
});

describe('the marks of versions', () => {
  const propertiesAt = (version: ApiVersion, schema: string) =>
    Object.keys(deriveAt(contract, version).components.schemas[schema]?.properties ?? {});
  const valuesAt = (version: ApiVersion, schema: string) =>
    deriveAt(contract, version).components.schemas[schema]?.enum;

  it.each([
    ['4.1.0', '4.0.0', 'Vm', 'unique_logical_size'],
    ['4.2.0', '4.1.0', 'Vm', 'bios_uuid'],
    ['4.5.0', '4.4.0', 'Vm', 'backup_plans'],
    ['4.5.0', '4.4.0', 'VmWhereInput', 'backup_plans_some'],
    ['4.6.0', '4.5.0', 'Vm', 'used_size'],
    ['4.7.0', '4.6.0', 'Vm', 'ha_priority'],
    ['4.7.0', '4.6.0', 'Host', 'merged_status'],
    ['4.7.0', '4.6.0', 'HostWhereInput', 'disk_pools_some'],
    ['4.7.0', '4.6.0', 'ClusterWhereInput', 'ecp_license'],
    ['4.8.0', '4.7.0', 'VmPlacementGroup', 'usage'],
    ['4.9.0', '4.8.0', 'Cluster', 'overprovision_ratio'],
    ['4.9.0', '4.8.0', 'HostWhereInput', 'total_logical_cpu_cores_gte'],
  ] as const)('%s, not %s, has %s.%s', (since, before, schema, field) => {
    expect(propertiesAt(since, schema)).toContain(field);
    expect(propertiesAt(before, schema)).not.toContain(field);
  });

  it.each([
    ['4.4.0', '4.3.0', 'ContentLanguage', '*'],
    ['4.5.0', '4.4.0', 'UserSource', 'SSO'],
    ['4.5.0', '4.4.0', 'MfaType', 'Sms'],
    ['4.8.0', '4.7.0', 'ConnectState', 'CONNECTED_ERROR'],
    ['4.8.0', '4.7.0', 'VmUsage', 'CLOUDTOWER_WITNESS'],
  ] as const)('%s, not %s, has the value %s.%s', (since, before, schema, value) => {
    expect(valuesAt(since, schema)).toContain(value);
    expect(valuesAt(before, schema)).not.toContain(value);
  });

  it('give every operation the header external-cloudtower-id from 4.7.0 on', () => {
    const withHeader = (version: ApiVersion) =>
      Object.values(deriveAt(contract, version).paths)
        .flatMap((methods) => Object.values(methods))
        .filter(({ parameters = [] }) =>
          parameters.some(({ $ref }) => $ref?.endsWith('ExternalCloudtowerId')),
        );
    expect(withHeader('4.6.0')).toEqual([]);
    expect(withHeader('4.7.0')).toHaveLength(Object.keys(contract.paths).length);
  });
});

it.each(['4.6.0', '4.7.0'] as const)('%s takes the header external-cloudtower-id', async (apiVersion) => {
  const fake = createTestFake({ apiVersion });
  const headers = { 'external-cloudtower-id': 'another' };
  expect(await fake.post('/get-hosts', {}, { headers })).toMatchObject({ status: 200 });
  expect(await fake.post('/get-version', undefined, { method: 'GET', headers })).toMatchObject({
    status: 200,
  });
});

describe('the fields of 4.7.0 and 4.8.0', () => {
  it.each([
    ['CONNECTED_HEALTHY', 'CONNECTED', 'HEALTHY'],
    ['CONNECTED_WARNING', 'CONNECTED', 'UNUSUAL'],
    ['CONNECTED_ERROR', 'CONNECTED', 'UNUSUAL'],
    ['CONNECTING', 'DISCONNECTED', 'DISCONNECTED'],
    ['INITIALIZING', 'DISCONNECTED', 'INITIALIZING'],
    ['SESSION_EXPIRED', 'DISCONNECTED', 'DISCONNECTED'],
  ] as const)('of a host that is %s: %s and %s', async (status, connect_status, merged_status) => {
    const fake = createTestFake();
    const { id } = await fake.host('node-01');
    fake.world.update('Host', id, { status });
    expect(await fake.host('node-01')).toMatchObject({ connect_status, merged_status });
    expect(
      await fake.call('/get-hosts', { where: { id, connect_status, merged_status_not: null } }),
    ).toHaveLength(1);
  });

  it('commited_memory_bytes is what the running and suspended VMs of a host or cluster have', async () => {
    const fake = createTestFake();
    const memory = async () => (await fake.host('edge-01')).commited_memory_bytes;
    const vms = await fake.call('/get-vms', { where: { host: { name: 'edge-01' }, status: 'RUNNING' } });
    expect(await memory()).toBe(vms.reduce((sum, vm) => sum + vm.memory, 0));
    const [cluster] = await fake.call('/get-clusters', {});
    const hosts = await fake.call('/get-hosts', { where: { cluster: { id: cluster?.id } } });
    const sum = (value: (host: Host) => number) => hosts.reduce((all, host) => all + value(host), 0);
    expect(cluster).toMatchObject({
      commited_memory_bytes: sum((host) => host.commited_memory_bytes ?? 0),
      used_cache_space: sum((host) => host.used_cache_space ?? 0),
      valid_cache_space: sum((host) => host.total_cache_capacity ?? 0),
    });
    await enter(fake, 'edge-01');
    expect(await memory()).toBe(0);
  });

  it('ha_priority is set where ha is', async () => {
    const fake = createTestFake();
    for (const { ha, ha_priority } of await fake.call('/get-vms', {}))
      expect(ha_priority).toBe(ha ? 'LEVEL_2_MEDIUM' : null);
  });
});

it('the default is the newest version that the contract describes completely', () => {
  expect(LATEST).toBe('4.8.0');
  expect(contract.info.version).toBe(API_VERSIONS.at(-1));
});

import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/fixtures/parse-scenario.ts';
import { createTestFake } from '../kit/fake.ts';

const fake = createTestFake();

async function names(path: '/get-hosts' | '/get-vms' | '/get-clusters', body: object): Promise<string[]> {
  const { status, body: rows } = await fake.post(path, body);
  expect(status, JSON.stringify(rows)).toBe(200);
  return rows.map(({ name }) => name);
}

const vms = (where: object) => names('/get-vms', { where });

describe('reads answer', () => {
  it('whole entities, every field of the contract in alphabetical order', async () => {
    const { body } = await fake.post('/get-vms', { first: 1 });
    const keys = Object.keys(body[0] ?? {});
    expect(keys).toHaveLength(73);
    expect(keys).toEqual(keys.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('integers as integers, lists as lists', async () => {
    const { body } = await fake.post('/get-hosts', {});
    for (const host of body) {
      expect(Number.isInteger(host.allocatable_memory_bytes)).toBe(true);
      expect(host.labels).toEqual([]);
    }
  });

  it('only the fields of the version they serve', async () => {
    const old = createTestFake({ apiVersion: '4.0.0' });
    const { body } = await old.post('/get-vms', { where: { name: 'web-01' } });
    expect(Object.keys(body[0] ?? {})).toHaveLength(63);
    expect(body[0]).toMatchObject({ labels: [{ id: expect.any(String) }] });
    expect(JSON.stringify(body[0])).not.toContain('"key"');
    expect((await old.post('/get-vms', { where: { bios_uuid: 'x' } })).status).toBe(400);
  });

  it('the same to a body that is empty, {} and nothing at all', async () => {
    const all = await fake.post('/get-hosts', {});
    const none = await fake.post('/get-hosts', undefined, { headers: { 'content-type': null } });
    expect(none.body).toEqual(all.body);
  });
});

describe('filters', () => {
  it('by id, id_in, name, local_id', async () => {
    const web = await fake.vm('web-01');
    const app = await fake.vm('app-01');
    expect(await vms({ id: web.id })).toEqual(['web-01']);
    expect(await vms({ local_id: web.local_id })).toEqual(['web-01']);
    expect(await vms({ id_in: [app.id, 'unknown', web.id, web.id] })).toEqual(['web-01', 'app-01']);
    expect(await vms({ id_in: [] })).toEqual([]);
    expect(await vms({ id: 'unknown' })).toEqual([]);
    expect(await vms({ id: web.id, name: 'app-01' })).toEqual([]);
  });

  it('relations by id, by name, and their absence', async () => {
    const host = await fake.host('edge-01');
    expect(await vms({ host: { id: host.id } })).toEqual(['kiosk-no-other-host-01']);
    expect(await vms({ cluster: { name: 'edge-cls-01' } })).toEqual(['kiosk-no-other-host-01']);
    expect(await vms({ host: null })).toEqual([]);
    expect(await names('/get-hosts', { where: { vms_some: { name: 'web-01' } } })).toEqual(['node-01']);
    expect(await names('/get-hosts', { where: { vms_none: { status: 'RUNNING' } } })).toEqual([]);
    expect(await names('/get-hosts', { where: { vms_some: { status: 'SUSPENDED' } } })).toEqual([
      'node-04-blocked-by-vms',
    ]);
    expect(await names('/get-clusters', { where: { vms_every: { status: 'RUNNING' } } })).toEqual([
      'edge-cls-01',
    ]);
  });

  it('logic: AND [] is true, OR [] is false, NOT [a, b] is neither', async () => {
    const count = (await vms({})).length;
    expect(await vms({ AND: [] })).toHaveLength(count);
    expect(await vms({ OR: [] })).toEqual([]);
    expect(await vms({ NOT: [] })).toHaveLength(count);
    expect(await vms({ OR: [{ name: 'web-01' }, { name: 'web-02' }] })).toEqual(['web-01', 'web-02']);
    expect(await vms({ NOT: [{ status: 'RUNNING' }, { status: 'STOPPED' }] })).toEqual([
      'report-suspended-01',
    ]);
  });

  it('NULL: IS NULL, IS NOT NULL, and no row for a negative comparison', async () => {
    const bin = ['in-recycle-bin-5d0c9f0e-6a0e-4f0c-9c55-2f6c3f1b7a10'];
    expect(await vms({ original_name_not: null })).toEqual(bin);
    expect(await vms({ original_name: null })).not.toContain(bin[0]);
    expect(await vms({ original_name_not: 'x' })).toEqual(bin);
    expect(await vms({ NOT: [{ original_name: 'x' }] })).toEqual(bin);
    expect(await vms({ original_name_not_in: [] })).toHaveLength((await vms({})).length);
  });

  it('derived numbers filter and order like stored ones', async () => {
    expect(await names('/get-hosts', { where: { running_vm_num: 0 } })).toEqual([]);
    expect(await names('/get-hosts', { orderBy: 'vm_num_DESC', first: 1 })).toEqual(['node-01']);
  });
});

describe('filters that go round in circles', () => {
  const circles = (levels: number): object =>
    levels === 0
      ? { name: 'nope' }
      : { cluster: { hosts_some: { vms_none: { host: circles(levels - 1) } } } };

  it('are answered as soon as others, however deep', async () => {
    const start = performance.now();
    expect((await fake.post('/get-hosts', { where: circles(16) })).status).toBe(200);
    // Without remembering what was tested already it would take longer than anybody waits.
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('pages', () => {
  const page = (body: object) =>
    names('/get-vms', { where: { cluster: { name: 'prod-cls-01' } }, orderBy: 'name_ASC', ...body });

  it('first, last, skip, after and before cut as Prisma 1 does', async () => {
    const all = await page({});
    const [, , third] = all;
    const cursor = (await fake.vm(third ?? '')).id;
    expect(await page({ first: 2 })).toEqual(all.slice(0, 2));
    expect(await page({ first: 2, skip: 1 })).toEqual(all.slice(1, 3));
    expect(await page({ last: 2 })).toEqual(all.slice(-2));
    expect(await page({ last: 2, skip: 1 })).toEqual(all.slice(-3, -1));
    expect(await page({ after: cursor })).toEqual(all.slice(3));
    expect(await page({ before: cursor })).toEqual(all.slice(0, 2));
    expect(await page({ after: 'unknown' })).toEqual([]);
    expect(await page({ first: 0 })).toEqual([]);
  });

  it('a connection counts the page', async () => {
    const { body } = await fake.post('/get-vms-connection', { first: 3 });
    expect(body).toEqual({ aggregate: { count: 3 } });
  });
});

describe('a small world', () => {
  const one = createTestFake({
    scenario: parseScenario(
      '{"scenario":1,"clusters":[{"name":"c","hosts":[{"name":"only","vms":[{"name":"v"}]}]}]}',
    ),
  });

  it('lets precheck find its only host without a filter', async () => {
    expect((await one.post('/enter-maintenance-mode-precheck', { where: {} })).status).toBe(200);
  });
});

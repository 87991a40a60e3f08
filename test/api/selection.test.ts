/**
 * Which VMs and hosts an operation touches, and that it touches none if its filter excludes nothing. Two mechanisms
 * are tested apart: an empty condition is left out of an OR, and a filter that still excludes nothing is refused.
 */
import { describe, expect, it } from 'vitest';
import { contract } from '../../contracts/openapi/generated/document.ts';
import { createTestFake, type TestFake } from '../kit/fake.ts';

const scenario = {
  scenario: 1 as const,
  clusters: [
    {
      name: 'c',
      hosts: [
        { name: 'a', vms: [{ name: 'x' }, { name: 'y' }] },
        { name: 'b', vms: [{ name: 'z' }] },
      ],
    },
  ],
};

/** Sends an operation on VMs. Returns the names of those it touches, or the status that refuses it. */
async function touched(fake: TestFake, where: unknown): Promise<string | number> {
  const { status, body } = await fake.post('/suspend-vm', { where });
  if (status !== 200) return status;
  const names = await Promise.all(
    body.map(async ({ data: { id } }) => (await fake.call('/get-vms', { where: { id } }))[0]?.name),
  );
  return names.toSorted().join('');
}

it.each<[object, string]>([
  [{ OR: [{}, { name: 'x' }] }, 'x'],
  [{ OR: [{ name: 'x' }, {}] }, 'x'],
  [{ OR: [{ AND: [{}] }, { name: 'x' }] }, 'x'],
  [{ OR: [{ OR: [{}, {}] }, { name: 'x' }] }, 'x'],
  [{ OR: [{ AND: null }, { name: 'x' }] }, 'x'],
  [{ AND: [{ OR: [{}, { name: 'x' }] }] }, 'x'],
  [{ NOT: [{ NOT: [{ OR: [{}, { name: 'x' }] }] }] }, 'x'],
  [{ NOT: [{ OR: [{}, { name: 'x' }] }] }, 'yz'],
  [{ host: { OR: [{}, { name: 'b' }] } }, 'z'],
  [{ host: { vms_some: { OR: [{}, { name: 'z' }] } } }, 'z'],
  [{ host: { vms_none: { OR: [{}, { name: 'z' }] } } }, 'xy'],
  [{ cluster: { hosts_some: { OR: [{}, { name: 'nobody' }] } } }, ''],
  [{ NOT: [{}] }, ''],
  [{ NOT: [{}, { AND: [] }] }, ''],
  [{ OR: [] }, ''],
  [{ id_in: [] }, ''],
  [{ name: null }, ''],
  [{ AND: [{}, { id_not_in: [] }, { name: 'x' }] }, 'x'],
])('an empty condition is left out of what %j selects', async (where, names) => {
  expect(await touched(createTestFake({ scenario }), where)).toBe(names);
});

const EXCLUDES_NOTHING: readonly object[] = [
  {},
  { AND: [] },
  { AND: [{}] },
  { AND: null },
  { AND: [{}, { AND: [{}] }] },
  { OR: null },
  { OR: [{}] },
  { OR: [{ OR: [{}, {}] }, {}] },
  { OR: [{ AND: [] }, { id: 'x' }] },
  { OR: [{ NOT: [] }, { id: 'x' }] },
  { OR: [{ id_not_in: [] }, { id: 'x' }] },
  { OR: [{}, { name_contains: '' }] },
  { NOT: [] },
  { NOT: null },
  { NOT: [{ OR: [] }] },
  { NOT: [{ NOT: [{}] }] },
  { NOT: [{ id_in: [] }] },
  { NOT: [{ id: null }] },
  { id_not_in: [] },
  { entityAsyncStatus_not_in: [] },
  { id_not: null },
  { name_not_in: null },
  { name_contains: '' },
  { name_starts_with: '' },
  { name_ends_with: '%' },
  { name_contains: '%%' },
  { NOT: [{ name_not_contains: '' }] },
  { labels_every: {} },
  { labels_every: { OR: [{}, {}] } },
  { labels_every: { key_not: null } },
  { labels_none: { id_in: [] } },
  { NOT: [{ labels_some: { OR: [] } }] },
];

describe('a filter that excludes nothing', () => {
  it.each(EXCLUDES_NOTHING)('is refused where it would touch everything: %j', async (where) => {
    const fake = createTestFake({ scenario });
    const before = fake.dump();
    expect(await touched(fake, where)).toBe(400);
    expect((await fake.post('/update-host', { where, data: { scvm_name: 'x' } })).status).toBe(400);
    expect(fake.dump()).toBe(before);
  });

  it.each(EXCLUDES_NOTHING)('matches everything in a read: %j', async (where) => {
    expect(await createTestFake({ scenario }).call('/get-vms', { where })).toHaveLength(3);
  });

  it.each(EXCLUDES_NOTHING)('touches everything where that is the choice: %j', async (where) => {
    const fake = createTestFake({ scenario, behaviours: { 'operation.empty-where': 'everything' } });
    expect(await touched(fake, where)).toBe('xyz');
  });

  it.each<object>([
    { OR: [{}, { name: 'x' }] },
    { OR: [{ AND: [{}] }, { name: 'x' }] },
    { AND: [{ OR: [{ name: 'x' }, {}] }] },
    { NOT: [{ NOT: [{ OR: [{}, { name: 'x' }] }] }] },
  ])('is %j, too, where an empty condition is not left out', async (where) => {
    const behaviours = { 'reads.empty-condition': 'everything' } as const;
    expect(await touched(createTestFake({ scenario, behaviours }), where)).toBe(400);
    const bold = { ...behaviours, 'operation.empty-where': 'everything' } as const;
    expect(await touched(createTestFake({ scenario, behaviours: bold }), where)).toBe('xyz');
  });

  it('is one whose filters are all unknown, where those are ignored', async () => {
    const fake = createTestFake({ scenario, behaviours: { 'where.unknown-filter': 'ignored' } });
    expect(await touched(fake, { nmae: 'x' })).toBe(400);
    expect(await touched(fake, { OR: [{ nmae: 'x' }, { name: 'x' }] })).toBe('x');
  });

  it('is a relation of which every host has one', async () => {
    const fake = createTestFake({ scenario });
    const update = (where: object) => fake.post('/update-host', { where, data: { scvm_name: 'x' } });
    expect((await update({ cluster: {} })).status).toBe(400);
    expect((await update({ NOT: [{ cluster: null }] })).status).toBe(400);
    expect((await update({ cluster: null })).body).toEqual([]);
    expect((await update({ cluster: { OR: [{}, { name: 'nobody' }] } })).body).toEqual([]);
  });

  it.each<[object, string]>([
    [{ host: {} }, 'xyz'],
    [{ NOT: [{ name: 'nobody' }] }, 'xyz'],
    [{ name_not: 'nobody' }, 'xyz'],
    [{ vcpu_gte: 0 }, 'xyz'],
    [{ host: { vms_some: {} } }, 'xyz'],
  ])('is not one that excludes nothing at the moment: %j', async (where, names) => {
    expect(await touched(createTestFake({ scenario }), where)).toBe(names);
  });
});

describe('an operation that takes a filter', () => {
  const PATHS = Object.keys(contract.paths).filter(
    (path) => !path.startsWith('/get-') && /-vm(-|$)/.test(path),
  );

  it.each([...PATHS, '/update-host'])(
    'touches nothing where a branch lets everything in: %s',
    async (path) => {
      const fake = createTestFake({ scenario, behaviours: { 'reads.empty-condition': 'everything' } });
      const before = fake.dump();
      const { id } = await fake.vm('x');
      const host = await fake.host('b');
      for (const where of [{}, { OR: [{}, { id }] }, { OR: [{ id }, { AND: [] }] }, { id_not_in: [] }]) {
        const { status, body } = await fake.postRejected(path, { where, data: { host_id: host.id } });
        expect(status).toBe(400);
        expect(body.message).toMatch(/^where: it excludes nothing/);
      }
      expect(fake.dump()).toBe(before);
    },
  );
});

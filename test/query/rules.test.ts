import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/fixtures/parse-scenario.ts';
import { createTestFake } from '../kit/fake.ts';

/** Four VMs: a and B run, c is off, d is in the recycle bin; only d has an original_name. Ids ascend in this order. */
const fake = createTestFake({
  scenario: parseScenario(`
scenario: 1
clusters:
  - name: one
    hosts:
      - name: full
        vms:
          - { name: a, id: vm-1, vcpu: 1, labels: { tier: web } }
          - { name: B, id: vm-2, vcpu: 2 }
          - { name: c, id: vm-3, vcpu: 2, status: STOPPED }
          - { name: d, id: vm-4, vcpu: 4, recycle_bin: bin }
      - name: empty
`),
});

const NAMES = ['web_01', 'web-01', '100%', 'wow!', 'a🙂c', 'x\\y.z'];

async function find(body: object): Promise<string[]> {
  const { status, body: rows } = await fake.post('/get-vms', body);
  expect(status, JSON.stringify(rows)).toBe(200);
  return rows.map(({ id }) => id.replace('vm-', ''));
}

async function hosts(where: object): Promise<string[]> {
  return (await fake.post('/get-hosts', { where })).body.map(({ name }) => name);
}

describe('the rules of Prisma 1, worked by hand', () => {
  it.each<[string, object, string]>([
    ['no where', {}, '1234'],
    ['where null', { where: null }, '1234'],
    ['equality', { where: { vcpu: 2 } }, '23'],
    ['not', { where: { vcpu_not: 2 } }, '14'],
    ['in', { where: { vcpu_in: [1, 4] } }, '14'],
    ['in of nothing matches none', { where: { vcpu_in: [] } }, ''],
    ['not_in of nothing matches all', { where: { original_name_not_in: [] } }, '1234'],
    ['in null is IS NULL', { where: { original_name_in: null } }, '123'],
    ['not_in null is IS NOT NULL', { where: { original_name_not_in: null } }, '4'],
    ['null is IS NULL', { where: { original_name: null } }, '123'],
    ['not null is IS NOT NULL', { where: { original_name_not: null } }, '4'],
    ['not drops NULL rows', { where: { original_name_not: 'x' } }, '4'],
    ['not_in drops NULL rows', { where: { original_name_not_in: ['x'] } }, '4'],
    ['not_contains drops NULL rows', { where: { original_name_not_contains: 'x' } }, '4'],
    ['NOT drops NULL rows, too', { where: { NOT: [{ original_name: 'x' }] } }, '4'],
    ['a comparison with null is never true', { where: { vcpu_gt: null } }, ''],
    ['contains null is never true', { where: { name_contains: null } }, ''],
    ['lt, lte, gt, gte', { where: { vcpu_gte: 2, vcpu_lt: 4 } }, '23'],
    ['text is compared, too', { where: { name_gt: 'a' } }, '34'],
    ['text is case-sensitive', { where: { name: 'b' } }, ''],
    ['contains is case-sensitive', { where: { name_contains: 'b' } }, '4'],
    ['starts_with', { where: { name_starts_with: 'b' } }, '4'],
    ['not_starts_with', { where: { name_not_starts_with: 'b' } }, '123'],
    ['ends_with', { where: { name_ends_with: 'in' } }, '4'],
    ['the empty text is in every text', { where: { name_contains: '' } }, '1234'],
    ['members are joined by and', { where: { vcpu: 2, status: 'RUNNING' } }, '2'],
    ['AND of nothing is true', { where: { AND: [] } }, '1234'],
    ['OR of nothing is false', { where: { OR: [] } }, ''],
    ['NOT of nothing is true', { where: { NOT: [] } }, '1234'],
    ['NOT of two is neither', { where: { NOT: [{ vcpu: 1 }, { vcpu: 4 }] } }, '23'],
    ['NOT of {} is never true', { where: { NOT: [{}] } }, ''],
    ['NOT of {} and another is never true', { where: { NOT: [{}, { vcpu: 1 }] } }, ''],
    ['NOT of an AND of {} is never true', { where: { NOT: [{ AND: [{}] }] } }, ''],
    ['AND of {} is true', { where: { AND: [{}] } }, '1234'],
    ['{} in AND is left out', { where: { AND: [{}, { vcpu: 1 }] } }, '1'],
    ['OR of {} is true', { where: { OR: [{}] } }, '1234'],
    ['OR of several {} is true', { where: { OR: [{}, {}] } }, '1234'],
    ['{} in OR is left out', { where: { OR: [{}, { vcpu: 1 }] } }, '1'],
    ['{} behind another in OR is left out', { where: { OR: [{ vcpu: 1 }, {}, { vcpu: 4 }] } }, '14'],
    ['{} in OR leaves the other members', { where: { vcpu: 2, OR: [{}] } }, '23'],
    [
      'a filter that is only {} inside is {}',
      { where: { OR: [{ AND: [{}, { OR: [{}] }] }, { vcpu: 1 }] } },
      '1',
    ],
    ['null is as {}', { where: { OR: [{ AND: null, NOT: null }, { vcpu: 1 }] } }, '1'],
    ['AND of nothing is true and not {}', { where: { OR: [{ AND: [] }, { vcpu: 1 }] } }, '1234'],
    ['NOT of nothing is true and not {}', { where: { OR: [{ NOT: [] }, { vcpu: 1 }] } }, '1234'],
    ['OR of nothing in OR is false', { where: { OR: [{ OR: [] }, { vcpu: 1 }] } }, '1'],
    ['NOT of {} in OR is false', { where: { OR: [{ NOT: [{}] }, { vcpu: 1 }] } }, '1'],
    ['NOT of an OR with {}', { where: { NOT: [{ OR: [{}, { vcpu: 1 }] }] } }, '234'],
    ['{} in a relation to one is left out', { where: { host: { OR: [{}, { name: 'empty' }] } } }, ''],
    ['{} in _some is left out', { where: { labels_some: { OR: [{}, { key: 'x' }] } } }, ''],
    ['{} in _every is left out', { where: { labels_every: { OR: [{}, { key: 'x' }] } } }, '234'],
    ['{} in _none is left out', { where: { labels_none: { OR: [{}, { key: 'x' }] } } }, '1234'],
    ['a relation {} is a condition', { where: { OR: [{ labels_some: {} }, { vcpu: 4 }] } }, '14'],
    ['logic null is left out', { where: { AND: null, OR: null, NOT: null } }, '1234'],
    ['a relation {} is some related row', { where: { host: {} } }, '1234'],
    ['a relation null is no related row', { where: { host: null } }, ''],
    ['relations nest', { where: { host: { cluster: { hosts_some: { name: 'empty' } } } } }, '1234'],
    ['some label', { where: { labels_some: { key: 'tier' } } }, '1'],
    ['no label', { where: { labels_none: {} } }, '234'],
    ['every of no label is true', { where: { labels_every: { key: 'x' } } }, '234'],
    ['order up', { orderBy: 'vcpu_ASC' }, '1234'],
    ['ties by id ascending, downwards too', { orderBy: 'vcpu_DESC' }, '4231'],
    ['NULL last, upwards', { orderBy: 'original_name_ASC' }, '4123'],
    ['NULL first, downwards', { orderBy: 'original_name_DESC' }, '1234'],
    ['first', { first: 2 }, '12'],
    ['first with skip', { first: 2, skip: 1 }, '23'],
    ['last', { last: 2 }, '34'],
    ['last keeps the order', { last: 3, orderBy: 'vcpu_DESC' }, '231'],
    ['last with skip skips from the end', { last: 2, skip: 1 }, '23'],
    ['skip beyond the end', { skip: 9 }, ''],
    ['after', { after: 'vm-2' }, '34'],
    ['before', { before: 'vm-3' }, '12'],
    ['after and before', { after: 'vm-1', before: 'vm-4' }, '23'],
    ['after in another order', { after: 'vm-2', orderBy: 'vcpu_DESC' }, '31'],
    ['a cursor outside of the filter', { after: 'vm-1', where: { vcpu_gt: 1 } }, '234'],
    ['an unknown cursor leaves nothing', { after: 'vm-9' }, ''],
    ['NULL comes after no cursor', { after: 'vm-4', orderBy: 'original_name_ASC' }, ''],
    ['NULL comes before no cursor', { before: 'vm-4', orderBy: 'original_name_DESC' }, ''],
    ['nothing comes after a cursor on NULL', { after: 'vm-1', orderBy: 'original_name_ASC' }, ''],
    ['nothing comes before a cursor on NULL', { before: 'vm-3', orderBy: 'original_name_ASC' }, ''],
    ['nothing comes after it downwards', { after: 'vm-1', orderBy: 'original_name_DESC', last: 2 }, ''],
    ['a cursor on NULL counts only for the order', { after: 'vm-1', orderBy: 'vcpu_ASC' }, '234'],
    ['before with last', { before: 'vm-4', last: 2 }, '23'],
    ['before with first', { before: 'vm-4', first: 1 }, '1'],
    ['after with skip', { after: 'vm-1', skip: 1 }, '34'],
    ['the cursor itself is left out', { after: 'vm-4', before: 'vm-4' }, ''],
    [
      'members null are left out',
      { first: null, last: null, skip: null, after: null, before: null, orderBy: null },
      '1234',
    ],
  ])('%s', async (_rule, body, expected) => {
    expect((await find(body)).join('')).toBe(expected);
    const { body: count } = await fake.post('/get-vms-connection', body);
    expect(count.aggregate.count, 'a connection counts the page').toBe(expected.length);
  });

  it.each<[string, object, string[]]>([
    ['every is true of a host without VMs', { vms_every: { vcpu: 99 } }, ['empty']],
    ['some', { vms_some: { vcpu: 4 } }, ['full']],
    ['some of {} is any VM', { vms_some: {} }, ['full']],
    ['none', { vms_none: {} }, ['empty']],
    [
      'every is true where a comparison is unknown',
      { vms_every: { original_name_not: 'x' } },
      ['full', 'empty'],
    ],
  ])('relations to many: %s', async (_rule, where, expected) => {
    expect(await hosts(where)).toEqual(expected);
  });

  it.each<[string, object, RegExp]>([
    ['first with last', { first: 1, last: 1 }, /one of the two/],
    ['negative first', { first: -1 }, /first: expected an integer from 0/],
    ['negative last', { last: -1 }, /last: expected an integer from 0/],
    ['negative skip', { skip: -1 }, /skip: expected an integer from 0/],
    ['an escape character that escapes nothing', { where: { name_ends_with: 'a!' } }, /doubled/],
    ['the same under NOT', { where: { NOT: [{ name_not_ends_with: '!!!' }] } }, /doubled/],
    ['a relation to many that is null', { where: { labels_some: null } }, /cannot be null/],
  ])('is refused: %s', async (_rule, body, message) => {
    const { status, body: error } = await fake.postRejected('/get-vms', body);
    expect(status).toBe(400);
    expect(error.message).toMatch(message);
  });

  it.each<[string, object, string[]]>([
    ['_ is any character', { name_contains: 'b_0' }, ['web_01', 'web-01']],
    ['_ is exactly one character', { name_starts_with: 'web__' }, ['web_01', 'web-01']],
    ['_ is a character outside of the BMP, too', { name_contains: 'a_c' }, ['a🙂c']],
    ['% is any text', { name_contains: 'w%1' }, ['web_01', 'web-01']],
    ['% is the empty text, too', { name_starts_with: '1%0%0' }, ['100%']],
    ['% is in every name', { name_not_contains: '%' }, []],
    ['_ is in every name that has a character', { name_not_contains: '_' }, []],
    ['starts_with is bound to the beginning', { name_starts_with: '_eb' }, ['web_01', 'web-01']],
    ['not_starts_with is its negation', { name_not_starts_with: '_eb' }, ['100%', 'wow!', 'a🙂c', 'x\\y.z']],
    ['ends_with is bound to the end', { name_ends_with: '_01' }, ['web_01', 'web-01']],
    ['not_ends_with is its negation', { name_not_ends_with: '_1' }, ['100%', 'wow!', 'a🙂c', 'x\\y.z']],
    ['! takes the meaning from _', { name_contains: 'b!_0' }, ['web_01']],
    ['! takes the meaning from %', { name_contains: '!%' }, ['100%']],
    ['! takes the meaning from % at the end', { name_ends_with: '0!%' }, ['100%']],
    ['!! is !', { name_ends_with: '!!' }, ['wow!']],
    ['! before another character is left out', { name_contains: '!w!e!b' }, ['web_01', 'web-01']],
    ['! at the end takes the meaning from the % behind it', { name_contains: '0!' }, ['100%']],
    ['nothing else is special', { name_contains: '\\_.' }, ['x\\y.z']],
    ['. is a full stop', { name_contains: 'b.0' }, []],
    ['equality has no wildcards', { name: 'web_01' }, ['web_01']],
    ['nor has _in', { name_in: ['web_01', '%'] }, ['web_01']],
    ['several wildcards', { name_contains: '%_%!%%' }, ['100%']],
  ])('wildcards: %s', async (_rule, where, expected) => {
    const named = createTestFake({
      scenario: {
        scenario: 1,
        clusters: [{ name: 'c', hosts: [{ name: 'h', vms: NAMES.map((name) => ({ name })) }] }],
      },
    });
    const names = async (body: object) => (await named.call('/get-vms', body)).map(({ name }) => name);
    expect((await names({ where })).toSorted()).toEqual(expected.toSorted());
    const hostCount = async (filter: object) =>
      (await named.call('/get-hosts-connection', { where: filter })).aggregate.count;
    expect(await hostCount({ vms_some: where })).toBe(expected.length > 0 ? 1 : 0);
    expect(await hostCount({ vms_every: where })).toBe(expected.length === NAMES.length ? 1 : 0);
    expect(await hostCount({ vms_none: where })).toBe(expected.length > 0 ? 0 : 1);
  });

  it('a long pattern is compared in time', async () => {
    const scenario = parseScenario(
      `{ scenario: 1, clusters: [{ name: c, hosts: [{ name: h, vms: [{ name: ${'a'.repeat(60)} }] }] }] }`,
    );
    const named = createTestFake({ scenario });
    expect(await named.call('/get-vms', { where: { name_contains: `${'%a'.repeat(30_000)}b` } })).toEqual([]);
    expect(await named.call('/get-vms', { where: { name_contains: '%a_'.repeat(20) } })).toHaveLength(1);
  });

  it('a hundred thousand ids are more than a body may hold', async () => {
    const where = {
      id_in: Array.from(
        { length: 100_000 },
        (_, index) => `cm6k2v9f2005td09588${String(index).padStart(6, '0')}`,
      ),
    };
    expect((await fake.post('/get-vms', { where })).status).toBe(413);
    expect(
      (await fake.post('/get-vms', { where: { id_in: [...where.id_in.slice(0, 30_000), 'vm-2'] } })).body,
    ).toHaveLength(1);
  });
});

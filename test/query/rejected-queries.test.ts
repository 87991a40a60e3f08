/**
 * Queries that are wrong in themselves: members, filters, operands, orders and pages.
 */
import { describe, expect, it } from 'vitest';
import { contract } from '../../contracts/openapi/generated/document.ts';
import { createTestFake } from '../kit/fake.ts';
import { assertRejected, rejections, where } from '../kit/rejections.ts';

const reads = Object.entries(contract.paths).flatMap(([path, { post }]) =>
  path.startsWith('/get-') && post?.requestBody !== undefined ? [path] : [],
);

const COUNT = 'expected an integer from 0 to 2147483647, or null, got';

describe('a query', () => {
  const fake = createTestFake();
  it.each([
    ...rejections('/get-hosts', 400, [
      ['an unknown member', { frist: 1 }, 'frist: no such member; there are after, before, first'],
      ['__proto__ as a member', '{"__proto__":{"first":1}}', '__proto__: no such member'],
      ['constructor as a member', { constructor: {} }, 'constructor: no such member'],
      ['a member with a long name', { ['m'.repeat(9000)]: 1 }, /^m{200}: no such member/],
      ['a negative first', { first: -1 }, `first: ${COUNT} -1`],
      ['a fractional first', { first: 1.5 }, `first: ${COUNT} 1.5`],
      ['a first beyond int32', { first: 2_147_483_648 }, `first: ${COUNT} 2147483648`],
      ['a first beyond every number', '{"first":1e999}', 'first: expected an integer'],
      ['first as text', { first: '1' }, `first: ${COUNT} "1"`],
      ['first as an array', { first: [1] }, `first: ${COUNT} an array`],
      ['a negative last', { last: -1 }, `last: ${COUNT} -1`],
      ['a fractional last', { last: 0.1 }, `last: ${COUNT} 0.1`],
      ['a huge last', { last: 1e300 }, `last: ${COUNT} 1e+300`],
      ['a negative skip', { skip: -1 }, `skip: ${COUNT} -1`],
      ['a fractional skip', { skip: 2.5 }, `skip: ${COUNT} 2.5`],
      ['skip as a boolean', { skip: true }, `skip: ${COUNT} true`],
      ['first with last', { first: 1, last: 1 }, 'first, last: expected one of the two, not both'],
      ['a number as after', { after: 1 }, 'after: expected an id or null, got 1'],
      ['an array as before', { before: [] }, 'before: expected an id or null, got an array'],
      ['an unknown orderBy', { orderBy: 'nme_ASC' }, /^orderBy: .*HostOrderByInput.*name_ASC.*"nme_ASC"/],
      ['orderBy without a direction', { orderBy: 'name' }, /^orderBy: .*such as name_ASC/],
      ['orderBy by a relation', { orderBy: 'cluster_ASC' }, /^orderBy: .*"cluster_ASC"/],
      ['orderBy as a list', { orderBy: ['name_ASC'] }, /^orderBy: .*got an array/],
      ['orderBy by __proto__', { orderBy: '__proto__' }, /^orderBy: .*"__proto__"/],
      ['a long orderBy', { orderBy: 'z'.repeat(9000) }, /^orderBy: .*"z{59}…/],
      where('where as an array', [], ': expected an object, got an array'),
      where('where as text', 'node-01', ': expected an object, got "node-01"'),
      where('where as a number', 1, ': expected an object, got 1'),
      where(
        'an unknown filter',
        { nme: 'a' },
        '.nme: HostWhereInput has no such filter; the nearest is name.',
      ),
      where(
        'a misspelt operator',
        { name_conatins: 'a' },
        '.name_conatins: HostWhereInput has no such filter; the',
      ),
      where('__proto__ as a filter', JSON.parse('{"__proto__":1}'), '.__proto__: HostWhereInput has no such'),
      where('toString as a filter', { toString: 'a' }, '.toString: HostWhereInput has no such filter'),
      where('a filter without a name', { '': 1 }, '.: HostWhereInput has no such filter'),
      where('a long filter', { ['f'.repeat(9000)]: 1 }, `.${'f'.repeat(200)}: HostWhereInput has no such`),
      where('a number for a string', { name: 1 }, '.name: expected a string or null, got 1'),
      where(
        'a boolean for a part',
        { name_contains: true },
        '.name_contains: expected a string or null, got true',
      ),
      where('a string for a list', { name_in: 'a' }, '.name_in: expected an array or null, got "a"'),
      where('a number among strings', { id_in: ['a', 1] }, '.id_in[1]: expected a string or null, got 1'),
      where('null in a list', { id_not_in: [null] }, '.id_not_in[0]: expected a value, not null'),
      where('a string for an integer', { vm_num: '1' }, '.vm_num: expected an integer or null, got "1"'),
      where(
        'a fraction for an integer',
        { vm_num_gt: 1.5 },
        '.vm_num_gt: expected an integer or null, got 1.5',
      ),
      where('more than an int32 holds', { vm_num: 2 ** 31 }, '.vm_num: expected a number within int32'),
      where('a string for a number', { used_cpu_hz_lt: '1' }, '.used_cpu_hz_lt: expected a number or null'),
      where(
        '"true" for a boolean',
        { is_os_in_raid1: 'true' },
        '.is_os_in_raid1: expected true, false or null',
      ),
      where('an unknown value of an enum', { status: 'OK' }, '.status: expected one of CONNECTED_ERROR,'),
      where('an enum in lower case', { state_in: ['in_use'] }, '.state_in[0]: expected one of IDLE, IN_USE'),
      where('a string for a relation', { cluster: 'a' }, '.cluster: expected an object, got "a"'),
      where(
        'a fault behind a relation',
        { cluster: { nme: 1 } },
        '.cluster.nme: ClusterWhereInput has no such',
      ),
      where('null for a relation to many', { vms_some: null }, '.vms_some: expected an object'),
      where('an array for a relation to many', { vms_every: [] }, '.vms_every: expected an object'),
      where('an object for AND', { AND: {} }, '.AND: expected an array of filters or null, got an object'),
      where('text for OR', { OR: 'a' }, '.OR: expected an array of filters or null, got "a"'),
      where('null inside NOT', { NOT: [{}, null] }, '.NOT[1]: expected an object, not null'),
      where(
        'a fault inside AND',
        { AND: [{ OR: [{ vcpu: 1 }] }] },
        '.AND[0].OR[0].vcpu: HostWhereInput has no',
      ),
      where(
        'a filter on JSON',
        { host_state: { state: 'IN_USE' } },
        '.host_state: CloudTower has no filter on Host',
      ),
      where(
        'null for JSON',
        { host_state: null },
        '.host_state: CloudTower has no filter on Host.host_state',
      ),
      where('a filter on a list', { cpu_fan_speed: [1] }, '.cpu_fan_speed: CloudTower has no filter'),
      where('text for an entity that is not simulated', { ipmi: 'a' }, '.ipmi: expected an object, got "a"'),
      where('null for many that are not simulated', { nics_some: null }, '.nics_some: expected an object'),
    ]),
    ...rejections('/get-hosts', 501, [
      where('ipmi', { ipmi: { id: 'a' } }, '.ipmi: CloudTower can filter by Ipmi, but'),
      where('no ipmi', { ipmi: null }, '.ipmi: CloudTower can filter by Ipmi, but'),
      where(
        'a disk behind a relation, inside NOT',
        { NOT: [{ vms_some: { vm_disks_none: { id: 'a' } } }] },
        '.NOT[0].vms_some.vm_disks_none: CloudTower can filter by VmDisk, but',
      ),
      where(
        'a licence of 4.7.0',
        { cluster: { ecp_license: {} } },
        '.cluster.ecp_license: CloudTower can filter by EcpLicense',
      ),
    ]),
    ...rejections('/get-tasks', 400, [
      where('a number for a date', { finished_at_gt: 1 }, '.finished_at_gt: expected an instant such as'),
      where(
        'a part of a date',
        { finished_at_contains: '2' },
        '.finished_at_contains: TaskWhereInput has no such',
      ),
    ]),
    ...reads.flatMap((path) =>
      rejections(path, 400, [
        where('an unknown filter', { nme: 'a' }, '.nme: '),
        ['an unknown member', { data: null }, 'data: no such member'],
        ['a negative skip', { skip: -1 }, `skip: ${COUNT} -1`],
      ]),
    ),
  ])('rejects %s', async (_, rejection) => {
    await expect(assertRejected(fake, rejection)).resolves.toBeUndefined();
  });
});

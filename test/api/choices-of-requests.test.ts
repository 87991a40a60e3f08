/**
 * What the probes do not look at in the choices about tokens, requests, errors and reads.
 */
import { describe, expect, it } from 'vitest';
import { createTestFake, type TestFake } from '../kit/fake.ts';
import { exitCheck, precheck, requestEnter, startEnter, TIED } from '../kit/maintenance.ts';

const HOUR_MS = 60 * 60 * 1_000;

const statusWith = async (fake: TestFake, token: string | null, path = '/get-hosts') =>
  (await fake.post(path, {}, { headers: { authorization: token } })).status;

describe('tokens', () => {
  const login = async (fake: TestFake) =>
    (await fake.call('/login', { username: 'root', password: 'root' })).data.token;
  const statusAfterAnHour = async (fake: TestFake) => {
    const token = await login(fake);
    fake.clock.advance(HOUR_MS);
    expect(await statusWith(fake, token)).toBe(200);
    fake.clock.advance(1_000);
    return statusWith(fake, token);
  };

  it('live for ever with token.life: forever', async () => {
    const fake = createTestFake({ behaviours: { 'token.life': 'forever' } });
    expect(await statusAfterAnHour(fake)).toBe(200);
  });

  it('of a login live an hour with token.life: one-hour; the API token and a fresh login stay valid', async () => {
    const fake = createTestFake({ behaviours: { 'token.life': 'one-hour' } });
    expect(await statusAfterAnHour(fake)).toBe(401);
    expect(await statusWith(fake, await login(fake))).toBe(200);
    expect(await statusWith(fake, 'token')).toBe(200);
  });

  it.each(['400', '401', '403', '500'] as const)(
    'that have expired get token.expired: %s',
    async (status) => {
      const fake = createTestFake({ behaviours: { 'token.life': 'one-hour', 'token.expired': status } });
      expect(await statusAfterAnHour(fake)).toBe(Number(status));
    },
  );
});

describe('a request without a token', () => {
  it('for a known path with the wrong method gets 405, or 401 if the token is checked first', async () => {
    const statuses = async (choice: 'not-found' | 'token-first') => {
      const fake = createTestFake({ behaviours: { 'unknown-path.without-token': choice } });
      return [
        await statusWith(fake, null, '/get-version'),
        await statusWith(fake, null, '/get-nothing'),
        await statusWith(fake, 'token', '/get-nothing'),
      ];
    };
    expect(await statuses('not-found')).toEqual([405, 404, 404]);
    expect(await statuses('token-first')).toEqual([401, 401, 404]);
  });
});

describe('what is not simulated', () => {
  it.each(['404', '500', '501'] as const)(
    'gets %s with an ErrorBody that names it, an operation as well as a filter',
    async (choice) => {
      const behaviours = { 'not-simulated.status': choice, 'unknown-path.body': 'text' } as const;
      const fake = createTestFake({ behaviours });
      const status = Number(choice);
      expect((await fake.postRejected('/get-vlans', {})).body).toEqual({
        message: 'CloudTower has /get-vlans, but cloudtower-fake does not simulate it.',
        status,
        path: '/get-vlans',
      });
      const where = { vm_disks_some: { id: 'a' } };
      for (const path of ['/get-vms', '/shutdown-vm'])
        expect((await fake.postRejected(path, { where })).body).toEqual({
          message:
            'where.vm_disks_some: CloudTower can filter by VmDisk, but cloudtower-fake does not simulate it.',
          status,
          path,
        });
    },
  );
});

describe('a login', () => {
  it('of an unknown user is answered word for word as one with a wrong password', async () => {
    const fake = createTestFake({ behaviours: { 'login.unknown-user': 'as-wrong-password' } });
    const rejection = async (username: string) => {
      const { status, body } = await fake.postRejected('/login', { username, password: 'wrong' });
      return { status, body };
    };
    expect(await rejection('nobody')).toEqual(await rejection('root'));
  });
});

describe('an invalid request', () => {
  const withoutData = async (fake: TestFake) => {
    const { id } = await fake.host('edge-01');
    return (await fake.post('/enter-maintance-mode', { where: { host_id: id } })).status;
  };
  const unknownFilter = async (fake: TestFake) =>
    (await fake.post('/get-hosts', { where: { nmae: 'node-01' } })).status;

  it('gets body.invalid for its body and where.invalid for its filter: neither choice changes the other', async () => {
    const body = createTestFake({ behaviours: { 'body.invalid': '500' } });
    expect([await withoutData(body), await unknownFilter(body)]).toEqual([500, 400]);
    const where = createTestFake({ behaviours: { 'where.invalid': '500' } });
    expect([await withoutData(where), await unknownFilter(where)]).toEqual([400, 500]);
  });

  it.each([
    ['ignored', 200],
    ['refused', 400],
  ] as const)('body.unknown-member: %s holds for members of members', async (choice, status) => {
    const fake = createTestFake({ behaviours: { 'body.unknown-member': choice } });
    const where = { host_id: (await fake.host('edge-01')).id };
    const enter = async (data: object) => (await fake.post('/enter-maintance-mode', { where, data })).status;
    expect(await enter({ shutdown_vms: [], force: true })).toBe(status);
  });

  it('has no unknown member where all its members are known', async () => {
    const fake = createTestFake({ behaviours: { 'body.unknown-member': 'refused' } });
    expect((await requestEnter(fake, 'edge-01', ['kiosk-no-other-host-01'])).status).toBe(200);
  });

  it('whose unknown filter is ignored is filtered by the others', async () => {
    const fake = createTestFake({ behaviours: { 'where.unknown-filter': 'ignored' } });
    const hosts = await fake.call('/get-hosts', { where: { nmae: 'x', name: 'node-01' } });
    expect(hosts.map(({ name }) => name)).toEqual(['node-01']);
  });

  it('whose filter has values of another type is coerced if they can be, and rejected if they cannot', async () => {
    const fake = createTestFake({ behaviours: { 'where.types': 'coerced' } });
    const where = { vcpu_gt: '8', nested_virtualization: 'false' };
    expect(await fake.call('/get-vms', { where })).toMatchObject([{ name: 'warehouse-big-memory-01' }]);
    expect((await fake.postRejected('/get-vms', { where: { vcpu_gt: 'many' } })).status).toBe(400);
  });
});

describe('a host filter', () => {
  it.each([
    ['accepted', 200],
    ['refused', 400],
  ] as const)('selector.id: %s holds for entering, too', async (choice, status) => {
    const fake = createTestFake({ behaviours: { 'selector.id': choice } });
    const { id } = await fake.host('edge-01');
    expect((await fake.post('/enter-maintance-mode', { where: { id }, data: {} })).status).toBe(status);
  });

  it('that matches several hosts means the first in the order of reads', async () => {
    const fake = createTestFake({ behaviours: { 'host-filter.several': 'first' } });
    const { task_id } = await fake.call('/enter-maintenance-mode-precheck', { where: {} });
    const [first] = await fake.call('/get-hosts', { first: 1 });
    expect((await fake.task(task_id)).resource_id).toBe(first?.id);
  });
});

describe('the ids of VMs in lists', () => {
  const idsOf = async (fake: TestFake, kind: 'id' | 'local_id') => {
    const vms = await Promise.all(TIED.map((name) => fake.vm(name)));
    return vms.map((vm) => vm[kind]).toSorted();
  };

  it.each([
    ['local-id', 'local_id'],
    ['cuid', 'id'],
  ] as const)('vm-lists.id-kind: %s holds for the precheck and the exit check', async (choice, kind) => {
    const fake = createTestFake({ behaviours: { 'vm-lists.id-kind': choice } });
    const { shutdownVms } = await precheck(fake, 'node-01');
    expect(shutdownVms.map(({ vm_uuid }) => vm_uuid).toSorted()).toEqual(await idsOf(fake, kind));
    await fake.finish(await startEnter(fake, 'node-01'));
    const { shutDownVms } = await exitCheck(fake, 'node-01');
    expect(shutDownVms.map(({ vm_uuid }) => vm_uuid).toSorted()).toEqual(await idsOf(fake, kind));
  });

  it('vm-lists.cuid holds for entering, too', async () => {
    const enterWithIds = async (choice: 'accepted' | 'refused' | 'ignored') => {
      const fake = createTestFake({ behaviours: { 'vm-lists.cuid': choice } });
      const where = { host_id: (await fake.host('node-01')).id };
      const data = { shutdown_vms: await idsOf(fake, 'id') };
      const { status, body } = await fake.post('/enter-maintance-mode', { where, data });
      return status === 200 ? fake.finish(body.task_id) : status;
    };
    expect(await enterWithIds('accepted')).toMatchObject({ status: 'SUCCESSED' });
    expect(await enterWithIds('refused')).toBe(404);
    expect(await enterWithIds('ignored')).toMatchObject({
      error_message: expect.stringContaining('data.shutdown_vms does not name it'),
    });
  });
});

describe('the answer of an operation', () => {
  it.each([
    ['required-fields', 36],
    ['whole', 92],
  ] as const)('has, with mutation.data: %s, %i fields of the host', async (choice, count) => {
    const fake = createTestFake({ behaviours: { 'mutation.data': choice } });
    expect(Object.keys((await requestEnter(fake, 'edge-01')).body.data)).toHaveLength(count);
  });

  it('to an empty filter that means everything has every host', async () => {
    const fake = createTestFake({ behaviours: { 'operation.empty-where': 'everything' } });
    expect(await fake.call('/update-host', { where: {}, data: {} })).toHaveLength(5);
  });

  it('to a filter that matches nothing is an empty list', async () => {
    const fake = createTestFake({ behaviours: { 'operation.unmatched-where': 'empty' } });
    expect(await fake.call('/start-vm', { where: { id: 'nobody' } })).toEqual([]);
  });

  it.each([
    ['times-out', { status: 'RUNNING', entityAsyncStatus: null }],
    ['shuts-down', { status: 'STOPPED', entityAsyncStatus: null }],
  ] as const)('shut-down.without-tools: %s leaves the VM so', async (choice, expected) => {
    const fake = createTestFake({ behaviours: { 'shut-down.without-tools': choice } });
    const { id } = await fake.vm('web-01');
    fake.world.update('Vm', id, { vm_tools_status: 'NOT_INSTALLED' });
    const [started] = await fake.call('/shutdown-vm', { where: { id } });
    await fake.finish(started?.task_id);
    expect(await fake.vm('web-01')).toMatchObject(expected);
  });
});

describe('reads', () => {
  const idsOf = async (fake: TestFake, body: object) =>
    (await fake.call('/get-hosts', body)).map(({ id }) => id);

  it('page with cursors in the order newest-first', async () => {
    const fake = createTestFake({ behaviours: { 'reads.default-order': 'newest-first' } });
    const ids = await idsOf(fake, {});
    expect(await idsOf(fake, { after: ids[1], first: 2 })).toEqual(ids.slice(2, 4));
  });

  it('with before an unknown cursor answer as with after one', async () => {
    const before = (choice: 'empty' | 'refused' | 'ignored') =>
      createTestFake({ behaviours: { 'reads.unknown-cursor': choice } }).post('/get-hosts', {
        before: 'nobody',
      });
    expect((await before('empty')).body).toEqual([]);
    expect((await before('refused')).status).toBe(400);
    expect((await before('ignored')).body).toHaveLength(5);
  });

  it('of which a NOT of nothing excludes nothing answer every host', async () => {
    const fake = createTestFake({ behaviours: { 'reads.not-of-nothing': 'everything' } });
    for (const where of [{ NOT: [{}] }, { NOT: [{ AND: [{}] }] }, { NOT: [] }, { NOT: [{}, { OR: [] }] }])
      expect(await idsOf(fake, { where })).toHaveLength(5);
    expect(await idsOf(fake, { where: { NOT: [{}, { name_starts_with: 'node' }] } })).toHaveLength(1);
  });

  it.each([
    ['left-out', [1, 1, 1, 5, 5]],
    ['everything', [5, 5, 5, 5, 5]],
  ] as const)('take {} in an OR, with reads.empty-condition: %s, as %j hosts', async (choice, counts) => {
    const fake = createTestFake({ behaviours: { 'reads.empty-condition': choice } });
    const one = { name: 'node-01' };
    const filters = [
      { OR: [{}, one] },
      { OR: [one, { AND: [{}] }] },
      { NOT: [{ NOT: [{ OR: [{}, one] }] }] },
      { OR: [{}] },
      { OR: [one, { AND: [] }] },
    ];
    const found = await Promise.all(filters.map((where) => idsOf(fake, { where })));
    expect(found.map(({ length }) => length)).toEqual(counts);
  });

  it.each([
    ['wildcards', [5, 4, 0, 3, 1, 400]],
    ['literal', [0, 0, 5, 0, 5, 0]],
  ] as const)('take wildcards, with reads.wildcards: %s, as %j hosts', async (choice, counts) => {
    const fake = createTestFake({ behaviours: { 'reads.wildcards': choice } });
    const filters = [
      { name_contains: 'e_0' },
      { name_starts_with: 'n%-' },
      { name_not_contains: '%' },
      { name_ends_with: 'node_0_' },
      { name_not_starts_with: '!n' },
      { name_ends_with: '!' },
    ];
    const found = await Promise.all(filters.map((where) => fake.post('/get-hosts', { where })));
    expect(found.map(({ status, body }) => (status === 200 ? body.length : status))).toEqual(counts);
  });

  it.each([
    ['unknown', [0, 0, 1, 0]],
    ['greatest', [2, 2, 4, 3]],
  ] as const)('compare null, with reads.null-at-cursor: %s, as %j hosts', async (choice, counts) => {
    const fake = createTestFake({ behaviours: { 'reads.null-at-cursor': choice } });
    const [first, second, third] = fake.world.all('Host');
    if (first === undefined || second === undefined || third === undefined) throw new Error('Too few hosts.');
    for (const { id } of fake.world.all('Host')) fake.world.update('Host', id, { scvm_name: null });
    fake.world.update('Host', second.id, { scvm_name: 'a' });
    fake.world.update('Host', third.id, { scvm_name: 'b' });
    const pages = [
      { after: first.id, orderBy: 'scvm_name_ASC' },
      { before: first.id, orderBy: 'scvm_name_ASC' },
      { after: second.id, orderBy: 'scvm_name_ASC' },
      { before: third.id, orderBy: 'scvm_name_DESC' },
    ];
    const found = await Promise.all(pages.map((page) => idsOf(fake, page)));
    expect(found.map(({ length }) => length)).toEqual(counts);
  });

  it.each([
    ['sensitive', [0, 0, 0, 0]],
    ['insensitive', [1, 1, 1, 4]],
  ] as const)('compare texts %s to case in every operator', async (choice, counts) => {
    const fake = createTestFake({ behaviours: { 'reads.text-case': choice } });
    const { id } = await fake.host('node-01');
    const filters = [
      { name: 'NODE-01' },
      { name_in: ['Node-01'] },
      { id: id.toUpperCase() },
      { name_contains: 'NODE' },
    ];
    const found = await Promise.all(filters.map((where) => idsOf(fake, { where })));
    expect(found.map(({ length }) => length)).toEqual(counts);
  });

  it.each([
    ['page', 1],
    ['all', 4],
  ] as const)('count, with connection.count: %s, %i of four hosts', async (choice, count) => {
    const fake = createTestFake({ behaviours: { 'connection.count': choice } });
    const body = { where: { name_starts_with: 'node' }, first: 2, skip: 3 };
    expect(await fake.call('/get-hosts-connection', body)).toEqual({ aggregate: { count } });
  });
});

describe('a page limit', () => {
  const manyLabels = (choice: 'none' | 'cut-at-1000' | 'refused-above-1000') => {
    const fake = createTestFake({ behaviours: { 'reads.page-limit': choice } });
    const [label] = fake.world.all('Label');
    if (label === undefined) throw new Error('The scenario has no label.');
    for (let count = fake.world.size('Label'); count < 1_005; count += 1)
      fake.world.insert('Label', { ...label, id: `label-${count}`, value: String(count) });
    return async (body: object) => {
      const answer = await fake.post('/get-labels', body);
      return answer.status === 200 ? answer.body.length : answer.status;
    };
  };

  it('of none answers everything', async () => {
    expect(await manyLabels('none')({})).toBe(1_005);
  });

  it('that cuts answers 1000 at most, from either end', async () => {
    const read = manyLabels('cut-at-1000');
    expect([await read({}), await read({ first: 1_001 }), await read({ last: 1_001 })]).toEqual([
      1_000, 1_000, 1_000,
    ]);
    expect(await read({ first: 7 })).toBe(7);
  });

  it('that rejects answers 1000 unless more are requested, from either end', async () => {
    const read = manyLabels('refused-above-1000');
    expect([await read({}), await read({ first: 1_000 })]).toEqual([1_000, 1_000]);
    expect([await read({ first: 1_001 }), await read({ last: 1_001 })]).toEqual([400, 400]);
  });
});

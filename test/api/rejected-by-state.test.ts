/**
 * Requests that the world rejects: ids that nothing has, and hosts that are in another state.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestFake } from '../kit/fake.ts';
import { ENTER, EXIT, EXIT_CHECK, PRECHECK, RESULT } from '../kit/maintenance.ts';
import { assertRejected, type Fault, rejections, where } from '../kit/rejections.ts';

/** Ids follow from the seed: those of this world are those of every fresh one. */
const known = createTestFake();
const [node01, node02] = [await known.host('node-01'), await known.host('node-02')];
const [web, gpu, sriov] = [
  await known.vm('web-01'),
  await known.vm('gpu-render-01'),
  await known.vm('db-sriov-01'),
];
const [standby, template] = [await known.vm('standby-ha-off-01'), await known.vm('template-off-01')];
const app = await known.vm('app-01');

const of = (host_id: unknown, data: unknown) => ({ where: { host_id }, data });
const enter = (shutdown_vms: unknown) => of(node01.id, { shutdown_vms });
const exit = (data: unknown) => of(node01.id, data);

/** Ids that no object has, whatever they mean in JavaScript. */
const STRANGE: readonly (readonly [what: string, id: string])[] = [
  ['an unknown id', 'cmunknown0000000000000000'],
  ['an empty id', ''],
  ['the id __proto__', '__proto__'],
  ['the id constructor', 'constructor'],
  ['the id toString', 'toString'],
  ['an id with a NUL', `${node01.id}\0`],
  ['an id with a newline', `${node01.id}\n`],
  ['an id in upper case', node01.id.toUpperCase()],
  ['an id in other letters', '节点😀'],
  ['half a surrogate pair', '\ud800'],
  ['an id of 100,000 letters', 'x'.repeat(100_000)],
];
const strange = (body: (id: string) => unknown, says: string): Fault[] =>
  STRANGE.map(([what, id]) => [what, body(id), says]);

describe('an id that nothing has', () => {
  const fake = createTestFake();
  it.each(STRANGE)('finds nothing in a read: %s', async (_, id) => {
    for (const filter of [{ id }, { id_in: [id] }, { vms_some: { id } }, { cluster: { id } }]) {
      expect(await fake.call('/get-hosts', { where: filter })).toEqual([]);
    }
    expect(await fake.call('/get-hosts', { after: id })).toEqual([]);
  });
});

describe('a host in normal use', () => {
  const fake = createTestFake();
  it.each([
    ...[PRECHECK, RESULT, ENTER, EXIT_CHECK, EXIT].flatMap((path) =>
      rejections(path, 400, [
        ['a body without where', { data: {} }, 'body: where is missing'],
        ['null as where', { where: null, data: {} }, 'where: expected an object, got null'],
        ['an array as where', { where: [node01.id], data: {} }, 'where: expected an object, got an array'],
        ['text as where', { where: 'node-01', data: {} }, 'where: expected an object, got "node-01"'],
        ['a number as where', { where: 7, data: {} }, 'where: expected an object, got 7'],
      ]),
    ),
    ...[PRECHECK, EXIT_CHECK].flatMap((path) => [
      ...rejections(path, 404, [
        ...strange((id) => ({ where: { id } }), 'where: no host matches. [LOAD_HOST_FAILED]'),
        where('a name that no host has', { name: 'node-99' }, ': no host matches'),
        where('an empty OR', { OR: [] }, ': no host matches'),
      ]),
      ...rejections(path, 400, [
        ['a where that matches all', { where: {} }, /^where: \d+ hosts match, and one is needed/],
        where(
          'a where that matches two',
          { id_in: [node01.id, node02.id] },
          ': 2 hosts match, and one is needed',
        ),
        where('an unknown filter', { host_id: node01.id }, '.host_id: HostWhereInput has no such filter'),
        where('a number as id', { id: 1 }, '.id: expected a string or null, got 1'),
        where('a filter on JSON', { host_state: {} }, '.host_state: CloudTower has no filter'),
      ]),
      ...rejections(path, 501, [
        where('what is not simulated', { disks_some: {} }, '.disks_some: CloudTower can filter by Disk, but'),
      ]),
    ]),
    ...rejections(
      RESULT,
      404,
      strange((task_id) => ({ where: { task_id } }), 'where.task_id: no task has the id'),
    ),
    ...rejections(
      RESULT,
      404,
      strange((id) => ({ where: { id } }), 'no task has the id'),
    ),
    ...rejections(RESULT, 400, [
      where('a where without task_id', {}, ': task_id is missing'),
      where('null as task_id', { task_id: null }, '.task_id: expected a string, got null'),
      where('an array as task_id', { task_id: ['a'] }, '.task_id: expected a string, got an array'),
      ['an object as id', { where: { id: {} } }, /^where\.\w+: expected a string, got an object/],
      where('an id and another task_id', { id: 'a', task_id: 'b' }, ': id and task_id name different things'),
    ]),
    ...[ENTER, EXIT].flatMap((path) => [
      ...rejections(
        path,
        404,
        strange((id) => of(id, {}), 'where.host_id: no host has the id'),
      ),
      ...rejections(path, 404, [
        ['a local_id', of(node01.local_id, {}), `local_id of node-01: send its id, ${node01.id}`],
      ]),
      ...rejections(path, 400, [
        ['a body without data', of(node01.id, undefined), 'body: data is missing'],
        ['null as data', of(node01.id, null), 'data: expected an object, got null'],
        ['an array as data', of(node01.id, []), 'data: expected an object, got an array'],
        ['text as data', of(node01.id, 'x'), 'data: expected an object, got "x"'],
        ['a where without host_id', of(undefined, {}), 'where: host_id is missing'],
        ['a host by its name', { where: { name: 'node-01' }, data: {} }, 'where: host_id is missing'],
        ['null as host_id', of(null, {}), 'where.host_id: expected a string, got null'],
        ['an array as host_id', of([node01.id], {}), 'where.host_id: expected a string, got an array'],
        [
          'two hosts',
          { where: { id: node01.id, host_id: node02.id }, data: {} },
          'where: id and host_id name diff',
        ],
      ]),
    ]),
    ...rejections(
      ENTER,
      404,
      strange((id) => enter([gpu.id, id]), 'data.shutdown_vms[1]: no VM has the local_id or id'),
    ),
    ...rejections(ENTER, 400, [
      ['null as shutdown_vms', enter(null), 'data.shutdown_vms: expected an array, got null'],
      ['text as shutdown_vms', enter('x'), 'data.shutdown_vms: expected an array, got "x"'],
      [
        'what the precheck lists',
        enter([{ vm_uuid: gpu.id }]),
        'shutdown_vms[0]: expected a string, got an object',
      ],
      ['null in shutdown_vms', enter([gpu.id, null]), 'data.shutdown_vms[1]: expected a string, got null'],
      [
        'a VM of another host',
        enter([gpu.id, app.id]),
        'data.shutdown_vms[1]: VM app-01 is not on host node-01',
      ],
    ]),
    ...['poweron_vms', 'live_migrate_back_vms', 'offline_migrate_back_vms'].flatMap((list) =>
      rejections(EXIT, 400, [
        [`null as ${list}`, exit({ [list]: null }), `data.${list}: expected an array, got null`],
        [`text as ${list}`, exit({ [list]: 'x' }), `data.${list}: expected an array, got "x"`],
        [`a number in ${list}`, exit({ [list]: [1] }), `data.${list}[0]: expected a string, got 1`],
      ]),
    ),
    ...rejections(EXIT, 400, [
      ['to end what never began', exit({}), 'Host node-01 cannot leave maintenance mode'],
    ]),
    ...rejections(EXIT_CHECK, 400, [
      ['to check what never began', { where: { id: node01.id } }, 'node-01 has no exit check'],
    ]),
  ])('rejects %s', async (_, rejection) => {
    await expect(assertRejected(fake, rejection)).resolves.toBeUndefined();
  });
});

describe('a host that is being checked', () => {
  const fake = createTestFake();
  beforeAll(async () => {
    await fake.post(PRECHECK, { where: { name: 'node-01' } });
  });
  it.each([
    ...rejections(PRECHECK, 400, [
      [
        'a second check of it',
        { where: { name: 'node-01' } },
        /node-01 .*is being checked.*PRE_CHECK_FAILED/,
      ],
      ['a check of its neighbour', { where: { name: 'node-02' } }, /node-01 .*is being checked.*at a time/],
    ]),
  ])('rejects %s', async (_, rejection) => {
    await expect(assertRejected(fake, rejection)).resolves.toBeUndefined();
  });
});

describe.each(['ENTERING_MAINTENANCE_MODE', 'MAINTENANCE_MODE'])('a host in %s', (state) => {
  const fake = createTestFake();
  beforeAll(async () => {
    const { body } = await fake.post(ENTER, enter([gpu.id, sriov.local_id]));
    if (state === 'MAINTENANCE_MODE') await fake.finish(body.task_id);
  });
  const taskOfEntering = async () => {
    const { body } = await fake.post('/get-tasks', { where: { resource_id: node01.id } });
    return { where: { task_id: body[0]?.id } };
  };

  it('is in that state', async () => {
    expect(await fake.host('node-01')).toMatchObject({ host_state: { state } });
  });
  it.each([
    ...rejections(ENTER, 400, [
      [
        'to enter twice',
        enter([]),
        `node-01 cannot enter maintenance mode: its host_state is ${state} already`,
      ],
      [
        'to enter twice, by where.id',
        { where: { id: node01.id }, data: {} },
        `host_state is ${state} already`,
      ],
      [
        'a second host of the cluster',
        of(node02.id, {}),
        /Host node-01 of the same cluster .*EXIST_HOST_IN_MT_MODE/,
      ],
    ]),
    ...rejections(PRECHECK, 400, [
      ['to check it', { where: { id: node01.id } }, `its host_state is ${state} already`],
    ]),
    ...rejections(RESULT, 400, [
      ['the task of entering', taskOfEntering, /^where\.task_id: task c\w+ is not a precheck/],
    ]),
    ...rejections(EXIT, 400, [
      ['a neighbour', of(node02.id, {}), 'Host node-02 cannot leave maintenance mode'],
    ]),
    ...rejections(EXIT_CHECK, 400, [
      ['a neighbour', { where: { id: node02.id } }, 'Host node-02 has no exit check'],
    ]),
  ])('rejects %s', async (_, rejection) => {
    await expect(assertRejected(fake, rejection)).resolves.toBeUndefined();
  });
});

describe('a host that is still entering', () => {
  const fake = createTestFake();
  beforeAll(async () => {
    await fake.post(ENTER, enter([gpu.id, sriov.id]));
    fake.clock.advance(5000);
  });

  it('has moved some of its VMs already', async () => {
    expect(await fake.host('node-01')).toMatchObject({
      host_state: { state: 'ENTERING_MAINTENANCE_MODE' },
    });
    expect(await fake.vm('web-01')).not.toMatchObject({ host: { id: node01.id } });
  });
  it.each([
    ...rejections(EXIT, 400, [
      ['to leave', exit({}), 'node-01 cannot leave maintenance mode: it is still entering'],
    ]),
    ...rejections(EXIT_CHECK, 400, [
      ['its check', { where: { id: node01.id } }, 'no exit check: it is still entering'],
    ]),
  ])('rejects %s', async (_, rejection) => {
    await expect(assertRejected(fake, rejection)).resolves.toBeUndefined();
  });
});

describe('a host in maintenance', () => {
  const fake = createTestFake();
  beforeAll(async () => {
    const { body } = await fake.post(ENTER, enter([gpu.id, sriov.local_id]));
    await fake.finish(body.task_id);
  });
  it.each([
    ...rejections(
      EXIT,
      404,
      strange((id) => exit({ poweron_vms: [gpu.id, id] }), 'data.poweron_vms[1]: no VM has'),
    ),
    ...rejections(EXIT, 400, [
      [
        'what was left alone',
        exit({ poweron_vms: [template.id] }),
        'VM template-off-01 was not touched by entering',
      ],
      [
        'another host’s VM',
        exit({ live_migrate_back_vms: [app.id] }),
        'VM app-01 was not touched by entering',
      ],
      [
        'to start what moved',
        exit({ poweron_vms: [gpu.id, web.id] }),
        'data.poweron_vms[1]: VM web-01 belongs to live_',
      ],
      [
        'to move what was shut down',
        exit({ live_migrate_back_vms: [gpu.id] }),
        'gpu-render-01 belongs to poweron_vms',
      ],
      [
        'to move cold VMs live',
        exit({ live_migrate_back_vms: [standby.id] }),
        'standby-ha-off-01 belongs to offline_',
      ],
      [
        'to move live VMs cold',
        exit({ offline_migrate_back_vms: [web.local_id] }),
        'web-01 belongs to live_migrate_',
      ],
    ]),
  ])('rejects %s', async (_, rejection) => {
    await expect(assertRejected(fake, rejection)).resolves.toBeUndefined();
  });
});

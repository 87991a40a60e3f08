/** What the control API and the library do to hosts: power on and off, lose and return. */
import { describe, expect, it } from 'vitest';
import type { BehaviourChoices } from '../../contracts/behaviours/index.ts';
import type { Scenario } from '../../src/fixtures/scenario.ts';
import type { Fake } from '../../src/server/fake.ts';
import { type Control, createTestFake, type TestFake } from '../kit/fake.ts';
import { EXIT_CHECK, enter, exit, startEnter } from '../kit/maintenance.ts';
import { assertSound } from '../kit/scenario-runner.ts';

type Report = Control['HostReport'];
type Refused = Control['ControlError'];
type ScenarioHost = NonNullable<Scenario['clusters']>[number]['hosts'][number];

/** How long a host takes to start, and how long HA waits, in ms. */
const START_MS = 60_000;
const HA_MS = 30_000;

function lab(hosts: readonly ScenarioHost[], more: object = {}): Scenario {
  return { scenario: 1, clusters: [{ name: 'lab', hosts: [...hosts], ...more }] };
}

/** Requests the power operation of CloudTower. Returns its task. */
async function operate(fake: TestFake, name: string, action: string, force: boolean) {
  const { id } = await fake.host(name);
  const { task_id } = await fake.call('/operate-host-power', {
    where: { host_id: id },
    data: { action, force },
  });
  return fake.finish(task_id);
}

function act<Body = Report>(fake: TestFake, path: string, body?: object) {
  return fake.control<Body>('POST', `/hosts/${path}`, body);
}

describe('a host that was powered off', () => {
  it('enter, power off, power on, exit: comes back in maintenance and leaves it with its VMs', async () => {
    const fake = createTestFake();
    await enter(fake, 'node-01');
    expect((await operate(fake, 'node-01', 'poweroff', false)).status).toBe('SUCCESSED');
    expect((await fake.host('node-01')).status).toBe('SESSION_EXPIRED');
    const { id, local_id } = await fake.host('node-01');
    expect((await act(fake, 'node-01/power-on')).body).toEqual({
      id,
      name: 'node-01',
      status: 'SESSION_EXPIRED',
      starts_at: new Date(fake.clock.now() + START_MS).toISOString(),
    });
    fake.clock.advance(START_MS - 1);
    expect((await fake.host('node-01')).status).toBe('SESSION_EXPIRED');
    expect((await fake.post(EXIT_CHECK, { where: { id } })).status).toBe(400);
    fake.clock.advance(1);
    expect(await fake.host('node-01')).toMatchObject({
      status: 'CONNECTED_HEALTHY',
      host_state: { state: 'MAINTENANCE_MODE' },
      local_id,
    });
    await exit(fake, 'node-01');
    expect(await fake.vm('gpu-render-01')).toMatchObject({ status: 'RUNNING', host: { name: 'node-01' } });
    assertSound(fake.world);
  });

  it.each<[string, (fake: TestFake, id: string, uuid: string) => unknown]>([
    ['its id', (fake, id) => act(fake, `${id}/power-on`)],
    ['its local_id', (fake, _, uuid) => act(fake, `${uuid}/power-on`)],
    ['the general form', (fake) => act(fake, 'node-01/power', { action: 'on' })],
    ['the library', (fake) => fake.hosts.powerOn('node-01')],
  ])('is powered on by %s, too', async (_, powerOn) => {
    const fake = createTestFake();
    const { id, local_id } = await fake.host('node-01');
    await operate(fake, 'node-01', 'poweroff', true);
    await powerOn(fake, id, local_id);
    fake.clock.advance(START_MS);
    expect((await fake.host('node-01')).status).toBe('CONNECTED_HEALTHY');
  });

  it('in use is in use again, and its VMs stay off', async () => {
    const fake = createTestFake();
    await operate(fake, 'node-01', 'poweroff', true);
    fake.hosts.powerOn('node-01');
    fake.clock.advance(START_MS);
    expect(await fake.host('node-01')).toMatchObject({ host_state: null, running_vm_num: 0 });
    expect((await fake.vm('gpu-render-01')).status).toBe('STOPPED');
    const [started] = await fake.call('/start-vm', { where: { name: 'gpu-render-01' } });
    expect((await fake.finish(started?.task_id)).status).toBe('SUCCESSED');
  });

  it('is waited for by a client that only reads the host, on a clock of polls', async () => {
    const scenario = lab([{ name: 'a' }]);
    const fake = createTestFake({ clock: 'polls', scenario });
    fake.hosts.powerOff('a');
    const statuses = [(await fake.host('a')).status];
    fake.hosts.powerOn('a');
    for (let poll = 0; poll < 2; poll += 1) statuses.push((await fake.host('a')).status);
    expect(statuses).toEqual(['SESSION_EXPIRED', 'SESSION_EXPIRED', 'CONNECTED_HEALTHY']);
  });

  it('shows in the journal with the button, the power and the connection', async () => {
    const fake = createTestFake();
    fake.hosts.powerOff('node-01');
    fake.hosts.powerOn('node-01');
    fake.clock.advance(START_MS);
    await fake.host('node-01');
    const lines = fake.journal.events().flatMap(({ kind, line }) => (kind === 'Host' ? [line] : []));
    expect(lines).toEqual([
      '00:00:00 node-01 loses its power',
      '00:00:00 node-01 CONNECTED_HEALTHY to SESSION_EXPIRED, because it loses its power',
      '00:00:00 node-01 is powered on',
      '00:01:00 node-01 SESSION_EXPIRED to CONNECTED_HEALTHY, because it was powered on',
    ]);
  });

  it('starts in a restored world as it would have started', async () => {
    const fake = createTestFake();
    fake.hosts.powerOff('node-01');
    fake.hosts.powerOn('node-01');
    fake.clock.advance(10_000);
    const saved = fake.snapshot();
    fake.clock.advance(START_MS);
    const direct = fake.world.tables();
    const copy = createTestFake();
    copy.restore(saved);
    copy.clock.advance(START_MS);
    expect(copy.world.tables()).toEqual(direct);
    expect((await copy.host('node-01')).status).toBe('CONNECTED_HEALTHY');
  });
});

describe('an act on a host that cannot be', () => {
  const nothing = () => undefined;
  it.each<[string, (fake: TestFake) => unknown, string, object | undefined, number, string]>([
    [
      'an unknown host',
      nothing,
      'node-1/power-on',
      undefined,
      404,
      'There is no host node-1. Did you mean node-0',
    ],
    ['an unknown host to lose', nothing, 'nowhere/lose', {}, 404, 'There is no host nowhere.'],
    ['an unknown host to return', nothing, 'nowhere/return', undefined, 404, 'There is no host nowhere.'],
    [
      'a host that is on',
      nothing,
      'node-01/power-on',
      undefined,
      409,
      'is on: its status is CONNECTED_HEALTHY',
    ],
    ['a host that is not lost', nothing, 'node-01/return', undefined, 409, 'has not lost its connection'],
    ['an unknown action', nothing, 'node-01/power', { action: 'reset' }, 400, 'action'],
    ['no action', nothing, 'node-01/power', {}, 400, 'action'],
    ['an unknown status', nothing, 'node-01/lose', { status: 'ON_FIRE' }, 400, 'status'],
    ['off', (fake) => fake.hosts.powerOff('node-01'), 'node-01/power', { action: 'off' }, 409, 'is off'],
    ['off, to lose', (fake) => fake.hosts.powerOff('node-01'), 'node-01/lose', {}, 409, 'power it on'],
    [
      'off, to return',
      (fake) => fake.hosts.powerOff('node-01'),
      'node-01/return',
      undefined,
      409,
      'power it on',
    ],
    [
      'starting',
      ({ hosts }) => [hosts.powerOff('node-01'), hosts.powerOn('node-01')],
      'node-01/power-on',
      undefined,
      409,
      'is starting already',
    ],
    ['lost', (fake) => fake.hosts.lose('node-01'), 'node-01/power-on', undefined, 409, 'let it return first'],
    [
      'lost, to cut',
      (fake) => fake.hosts.lose('node-01'),
      'node-01/power',
      { action: 'off' },
      409,
      'return first',
    ],
    [
      'lost already',
      (fake) => fake.hosts.lose('node-01'),
      'node-01/lose',
      {},
      409,
      'has lost its connection',
    ],
    [
      'busy',
      (fake) => startEnter(fake, 'node-01'),
      'node-01/power',
      { action: 'off' },
      409,
      'is busy with a task',
    ],
  ])('is rejected and changes nothing: %s', async (_, before, path, body, status, reason) => {
    const fake = createTestFake();
    await before(fake);
    const state = fake.dump();
    const answer = await act<Refused>(fake, path, body);
    expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(reason) } });
    expect(fake.dump()).toBe(state);
  });
});

describe('a host that is lost by an act', () => {
  it('is out of reach until it returns, and leaves no fault behind', async () => {
    const fake = createTestFake();
    const lost = await act(fake, 'node-01/lose', { status: 'CONNECTED_ERROR' });
    expect(lost.body).toMatchObject({ name: 'node-01', status: 'CONNECTED_ERROR' });
    const [started] = await fake.call('/poweroff-vm', { where: { name: 'web-01' } });
    expect((await fake.finish(started?.task_id)).error_code).toBe('EC_CLUSTER_API_TIMEOUT');
    expect((await act(fake, 'node-01/return')).body.status).toBe('CONNECTED_HEALTHY');
    expect(fake.faults.list()).toEqual([]);
    const [again] = await fake.call('/poweroff-vm', { where: { name: 'web-01' } });
    expect((await fake.finish(again?.task_id)).status).toBe('SUCCESSED');
  });

  it('comes back with all faults, too', async () => {
    const fake = createTestFake();
    fake.hosts.lose('node-01');
    await fake.control('DELETE', '/faults');
    expect((await fake.host('node-01')).status).toBe('CONNECTED_HEALTHY');
  });

  it('returns as well if a fault at a step has lost it, and the fault stays', async () => {
    const fake = createTestFake();
    fake.faults.add({ do: 'lose-host', job: 'enter', step: 'live-migrate' });
    await fake.finish(await startEnter(fake, 'node-01'));
    fake.hosts.return('node-01');
    expect((await fake.host('node-01')).status).toBe('CONNECTED_HEALTHY');
    expect(fake.faults.list()).toMatchObject([{ id: 'fault-1', struck: 1 }]);
    await enter(fake, 'node-01');
  });

  it('can be lost again after it has come back by a reboot', async () => {
    const fake = createTestFake();
    fake.hosts.lose('node-01', 'CONNECTED_ERROR');
    await operate(fake, 'node-01', 'reboot', true);
    expect((await fake.host('node-01')).status).toBe('CONNECTED_HEALTHY');
    expect(fake.hosts.lose('node-01').status).toBe('SESSION_EXPIRED');
    expect(fake.hosts.return('node-01').status).toBe('CONNECTED_HEALTHY');
  });

  it('stays in maintenance, lost and returned', async () => {
    const fake = createTestFake();
    await enter(fake, 'node-01');
    fake.hosts.lose('node-01');
    fake.hosts.return('node-01');
    await exit(fake, 'node-01');
    expect((await fake.host('node-01')).host_state).toBeNull();
  });
});

describe('HA, when a host is down', () => {
  const downs: readonly [string, (fake: Fake) => unknown][] = [
    ['loses its power', (fake) => fake.hosts.powerOff('a')],
    ['loses its connection', (fake) => fake.hosts.lose('a')],
    ['is lost by a fault', (fake) => fake.faults.add({ do: 'lose-host', host: 'a' })],
  ];
  const ha = { name: 'ha', memory: '8GiB' };
  const two = lab([{ name: 'a', vms: [ha, { name: 'plain', ha: false }] }, { name: 'b' }]);

  async function afterwards(
    scenario: Scenario,
    down: (fake: Fake) => unknown,
    behaviours: BehaviourChoices = {},
  ) {
    const fake = createTestFake({ scenario, behaviours });
    down(fake);
    const before = await fake.vm('ha');
    fake.clock.advance(HA_MS - 1);
    expect(await fake.vm('ha')).toMatchObject({ host: { name: 'a' }, status: before.status });
    fake.clock.advance(1);
    assertSound(fake.world);
    return { fake, before, ha: await fake.vm('ha') };
  }

  it.each(downs)('restarts its VMs on another host half a minute after it %s', async (_, down) => {
    const { fake, ha: vm } = await afterwards(two, down);
    expect(vm).toMatchObject({ status: 'RUNNING', host: { name: 'b' }, vm_tools_status: 'RUNNING' });
    expect((await fake.vm('plain')).host?.name).toBe('a');
    const event = fake.journal.events().find(({ words }) => words.startsWith('restarted by HA'));
    expect(event?.line).toBe(
      '00:00:30 ha restarted by HA from a to b, because its host is off or out of reach',
    );
  });

  it.each(downs)('leaves its VMs where they are if the behaviour says so: it %s', async (_, down) => {
    const { before, ha: vm } = await afterwards(two, down, { 'host-down.ha-vms': 'stays' });
    expect(vm).toMatchObject({ status: before.status, host: { name: 'a' } });
  });

  it.each<[string, Scenario]>([
    ['there is no other host', lab([{ name: 'a', vms: [ha] }])],
    [
      'the other host has too little memory',
      lab([
        { name: 'a', vms: [{ ...ha, memory: '100GiB' }] },
        { name: 'b', memory: '32GiB' },
      ]),
    ],
    [
      'a Must rule forbids the other host',
      lab(
        [
          { name: 'a', vms: [ha, { name: 'plain', ha: false }] },
          { name: 'b', vms: [{ name: 'apart' }] },
        ],
        {
          placement_groups: [{ name: 'g', vms: ['ha', 'apart'], vms_must_be: 'apart' }],
        },
      ),
    ],
  ])('leaves a VM off if %s', async (_, scenario) => {
    const { ha: vm } = await afterwards(scenario, (fake) => fake.hosts.powerOff('a'));
    expect(vm).toMatchObject({ status: 'STOPPED', host: { name: 'a' } });
  });

  it('restarts no VM whose host is back in time', async () => {
    const fake = createTestFake({ scenario: two });
    fake.hosts.lose('a');
    fake.clock.advance(HA_MS - 1);
    fake.hosts.return('a');
    fake.clock.advance(HA_MS);
    expect(await fake.vm('ha')).toMatchObject({ status: 'RUNNING', host: { name: 'a' } });
    expect(fake.clock.state().nextEvent).toBeUndefined();
  });

  it('waits its whole time again when the host is lost again', async () => {
    const fake = createTestFake({ scenario: two });
    fake.hosts.lose('a');
    fake.clock.advance(20_000);
    fake.hosts.return('a');
    fake.hosts.lose('a');
    fake.clock.advance(HA_MS - 1);
    expect((await fake.vm('ha')).host?.name).toBe('a');
    fake.clock.advance(1);
    expect((await fake.vm('ha')).host?.name).toBe('b');
  });

  it('restarts no VM that was deleted, started elsewhere or recycled meanwhile', async () => {
    const vms = [{ name: 'deleted' }, { name: 'started' }, { name: 'recycled' }];
    const scenario = lab([{ name: 'a', vms }, { name: 'b' }, { name: 'c' }]);
    const fake = createTestFake({ scenario });
    fake.hosts.powerOff('a');
    const { id } = await fake.host('c');
    await fake.call('/delete-vm', { where: { name: 'deleted' } });
    await fake.call('/start-vm', { where: { name: 'started' }, data: { host_id: id } });
    await fake.call('/move-vm-to-recycle', { where: { name: 'recycled' } });
    fake.clock.advance(HA_MS);
    assertSound(fake.world);
    expect(await fake.vm('started')).toMatchObject({ status: 'RUNNING', host: { name: 'c' } });
    const recycled = await fake.call('/get-vms', { where: { in_recycle_bin: true } });
    expect(recycled).toMatchObject([{ status: 'STOPPED', host: { name: 'a' } }]);
    expect(await fake.call('/get-vms', { where: { name: 'deleted' } })).toEqual([]);
  });

  it('waits for a VM that a task is busy with', async () => {
    const fake = createTestFake({ scenario: two });
    fake.hosts.lose('a');
    fake.clock.advance(HA_MS - 500);
    await fake.call('/poweroff-vm', { where: { name: 'ha' } });
    fake.clock.advance(500);
    expect((await fake.vm('ha')).host?.name).toBe('a');
    fake.clock.advance(5_000);
    expect(await fake.vm('ha')).toMatchObject({ status: 'RUNNING', host: { name: 'b' } });
  });

  it('restarts them in a restored world as it would have restarted them', async () => {
    const fake = createTestFake({ scenario: two });
    fake.hosts.lose('a');
    fake.clock.advance(10_000);
    const saved = fake.snapshot();
    const copy = createTestFake({ scenario: two });
    copy.restore(saved);
    for (const one of [fake, copy]) one.clock.advance(HA_MS);
    expect(copy.world.tables()).toEqual(fake.world.tables());
    expect((await copy.vm('ha')).host?.name).toBe('b');
  });
});

/**
 * Messages in the language that a client asks for. That a rejected request is explained in Chinese, too, is
 * tested beside each of them (kit/rejections.ts).
 */
import { describe, expect, it } from 'vitest';
import type { BehaviourChoices } from '../../contracts/behaviours/index.ts';
import type { ApiVersion } from '../../contracts/openapi/schema.ts';
import { LATEST } from '../../contracts/openapi/version.ts';
import { createTestFake, type Task, type TestFake, type VmOperationPath, type Wire } from '../kit/fake.ts';
import { CHINESE, namesIn } from '../kit/languages.ts';
import { enter, exitCheck, requestEnter, requestExit, TIED } from '../kit/maintenance.ts';

type Ended = Pick<Task, 'status' | 'error_code' | 'error_message'>;
type Begin = (fake: TestFake) => Promise<string | null | undefined>;

const entering = async (fake: TestFake, host: string, vms: readonly string[] = []) =>
  (await requestEnter(fake, host, vms)).body.task_id;
const leaving = async (fake: TestFake, host: string, lists: Readonly<Record<string, readonly string[]>>) =>
  (await requestExit(fake, host, lists)).body.task_id;
const operating = async (fake: TestFake, path: VmOperationPath, vm: string) => {
  const { body } = await fake.post(path, { where: { name: vm } });
  return body[0]?.task_id;
};
/** Changes a VM behind the API's back. */
const change = async (fake: TestFake, vm: string, set: object) =>
  fake.world.update('Vm', (await fake.vm(vm)).id, set);
const changeHosts = (fake: TestFake, set: object, but: string) => {
  for (const { id, name } of fake.world.all('Host')) if (name !== but) fake.world.update('Host', id, set);
};

/** How tasks fail: what leads to it, and the task. */
const FAILURES: readonly (readonly [
  why: string,
  says: RegExp,
  begin: Begin,
  behaviours?: BehaviourChoices,
])[] = [
  [
    'a precheck of a blocked host',
    /report-suspended-01: it is SUSPENDED \(check_exists_suspend_or_unknown_vms\); .*everoute-system-usb-01: it runs/,
    async (fake) => {
      const where = { name: 'node-04-blocked-by-vms' };
      return (await fake.post('/enter-maintenance-mode-precheck', { where })).body.task_id;
    },
    { 'precheck.blocked': 'failed' },
  ],
  [
    'entering with a VM left out',
    /db-sriov-01 \(.*\) must be shut down.*it has the pass-through NIC ens1f0v3/,
    (fake) => entering(fake, 'node-01'),
  ],
  [
    'entering a blocked host',
    /archive-ha-no-room-01: it has HA and cannot be moved: .*GiB of memory left/,
    (fake) => entering(fake, 'node-04-blocked-by-vms'),
  ],
  [
    'entering while the cluster recovers data',
    /has 5 bytes of data to recover/,
    async (fake) => {
      const { cluster } = await fake.host('node-01');
      fake.world.update('Cluster', cluster?.id ?? '', { recover_data_size: 5 });
      return entering(fake, 'node-01');
    },
  ],
  [
    'entering with nowhere left to go',
    /cannot be migrated: .*cannot take it: its status is SESSION_EXPIRED/,
    async (fake) => {
      const task = await entering(fake, 'node-01', TIED);
      fake.clock.advance(1_500);
      fake.settle();
      changeHosts(fake, { status: 'SESSION_EXPIRED' }, 'node-01');
      return task;
    },
  ],
  [
    'bringing back a VM that was deleted',
    /does not exist any more/,
    async (fake) => {
      await enter(fake, 'node-01');
      const task = await leaving(fake, 'node-01', {
        live_migrate_back_vms: ['web-01'],
      });
      fake.world.remove('Vm', (await fake.vm('web-01')).id);
      return task;
    },
  ],
  [
    'bringing back a VM that was stopped',
    /VM web-01 is STOPPED: it cannot be moved back by live-migrate/,
    async (fake) => {
      await enter(fake, 'node-01');
      await change(fake, 'web-01', { status: 'STOPPED' });
      return leaving(fake, 'node-01', { live_migrate_back_vms: ['web-01'] });
    },
  ],
  [
    'powering on a VM that was suspended',
    /VM gpu-render-01 is SUSPENDED: it cannot be powered on/,
    async (fake) => {
      await enter(fake, 'node-01');
      await change(fake, 'gpu-render-01', { status: 'SUSPENDED' });
      return leaving(fake, 'node-01', { poweron_vms: ['gpu-render-01'] });
    },
  ],
  [
    'powering on a VM that has grown',
    /VM gpu-render-01 cannot be powered on: node-01 cannot take it: .*GiB/,
    async (fake) => {
      await enter(fake, 'node-01');
      await change(fake, 'gpu-render-01', { memory: 2 ** 50 });
      return leaving(fake, 'node-01', { poweron_vms: ['gpu-render-01'] });
    },
  ],
  [
    'shutting down a deaf guest',
    /VM template-off-01 did not shut down within 120 s/,
    async (fake) => {
      await change(fake, 'template-off-01', { status: 'RUNNING', vm_tools_status: 'NOT_INSTALLED' });
      return operating(fake, '/shutdown-vm', 'template-off-01');
    },
    { 'shut-down.without-tools': 'times-out' },
  ],
  [
    'starting a VM whose host is lost',
    /VM template-off-01 cannot be started: node-01 cannot take it: its status is CONNECTED_ERROR/,
    async (fake) => {
      const task = await operating(fake, '/start-vm', 'template-off-01');
      fake.world.update('Host', (await fake.host('node-01')).id, { status: 'CONNECTED_ERROR' });
      return task;
    },
  ],
];

describe('a failed task explains itself in the language of the request that started it', () => {
  const end = async (language: string, begin: Begin, behaviours?: BehaviourChoices): Promise<Ended> => {
    const fake = createTestFake({ language, ...(behaviours && { behaviours }) });
    const { status, error_code = null, error_message = null } = await fake.finish(await begin(fake));
    return { status, error_code, error_message };
  };

  it.each(FAILURES.map(([why, ...rest]) => ({ why, rest })))(
    '$why',
    async ({ rest: [says, begin, behaviours] }) => {
      const english = await end('en-US', begin, behaviours);
      const chinese = await end('zh-CN', begin, behaviours);
      expect(english).toEqual({
        status: 'FAILED',
        error_code: expect.any(String),
        error_message: expect.stringMatching(says),
      });
      expect(english.error_message).not.toMatch(CHINESE);
      expect(chinese).toEqual({ ...english, error_message: expect.stringMatching(CHINESE) });
      expect(namesIn(chinese.error_message ?? '')).toEqual(
        expect.arrayContaining(namesIn(english.error_message ?? '')),
      );
    },
  );

  it('whatever the language of the client that reads it', async () => {
    const fake = createTestFake();
    const inLanguage = (language: string) => ({ headers: { 'content-language': language } });
    const where = { host_id: (await fake.host('node-01')).id };
    const { body } = await fake.post('/enter-maintance-mode', { where, data: {} }, inLanguage('zh-CN'));
    await fake.finish(body.task_id);
    const read = async (language: string) =>
      (await fake.post('/get-tasks', { where: { id: body.task_id } }, inLanguage(language))).body;
    const [task] = await read('en-US');
    expect(task?.error_message).toMatch(CHINESE);
    expect(await read('zh-CN')).toEqual([task]);
  });
});

/** What operations are refused: the path, the body, and what is said. */
const REFUSALS: readonly (readonly [
  path: string,
  says: RegExp,
  body: (fake: TestFake) => Promise<object>,
  behaviours?: BehaviourChoices,
])[] = [
  ['/start-vm', /it is RUNNING, and must be STOPPED/, async () => ({ where: { name: 'web-01' } })],
  ['/suspend-vm', /pass-through NIC/, async () => ({ where: { name: 'db-sriov-01' } })],
  [
    '/recover-vm-from-recycle',
    /not in the recycle bin/,
    async () => ({ where: { name: 'template-off-01' } }),
  ],
  ['/migrate-vm', /it has the GPU/, async () => ({ where: { name: 'gpu-render-01' } })],
  ['/migrate-vm', /nested virtualization/, async () => ({ where: { name: 'lab-nested-01' } })],
  [
    '/migrate-vm',
    /placement group erp-on-node-03.*PlacementGroupMustFilter/,
    async () => ({ where: { name: 'erp-must-stay-01' } }),
    { 'vm.no-host': 'refused' },
  ],
  [
    '/migrate-vm',
    /GiB of memory left.*HostAvailableMemoryFilter/,
    async () => ({ where: { name: 'warehouse-big-memory-01' } }),
    { 'vm.no-host': 'refused' },
  ],
  [
    '/migrate-vm',
    /its cluster has no other host/,
    async () => ({ where: { name: 'kiosk-no-other-host-01' } }),
    { 'vm.no-host': 'refused' },
  ],
  [
    '/migrate-vm',
    /on host node-01 already/,
    async (fake) => ({
      where: { name: 'web-01' },
      data: { host_id: (await fake.host('node-01')).id },
    }),
  ],
  [
    '/migrate-vm',
    /host edge-01 is in another cluster/,
    async (fake) => ({
      where: { name: 'web-01' },
      data: { host_id: (await fake.host('edge-01')).id },
    }),
  ],
  [
    '/poweroff-vm',
    /^Resource \[VM-c\w+\] locked$/,
    async (fake) => {
      await operating(fake, '/restart-vm', 'web-01');
      return { where: { name: 'web-01' } };
    },
  ],
  [
    '/shutdown-vm',
    /where: it excludes nothing/,
    async () => ({ where: {} }),
    { 'operation.empty-where': 'refused' },
  ],
  [
    '/shutdown-vm',
    /where: no Vm matches/,
    async () => ({ where: { name: 'nobody' } }),
    { 'operation.unmatched-where': 'not-found' },
  ],
  [
    '/update-host',
    /two hosts named node-02.*EC_CHANGE_HOSTNAME_DUPLICATE/,
    async () => ({ where: { name: 'node-01' }, data: { name: 'node-02' } }),
  ],
  [
    '/update-host',
    /letters, digits and hyphens/,
    async () => ({ where: { name: 'node-01' }, data: { name: 'a b' } }),
  ],
  [
    '/update-host',
    /data\.ipmi: .* not simulated/,
    async () => ({ where: { name: 'node-01' }, data: { ipmi: { ip: '1', username: 'u', password: 'p' } } }),
  ],
  [
    '/operate-host-power',
    /node-01 is not in maintenance mode/,
    async (fake) => ({
      where: { host_id: (await fake.host('node-01')).id },
      data: { action: 'reboot', force: false },
    }),
  ],
  [
    '/operate-host-power',
    /node-01 of the same cluster has a power task/,
    async (fake) => {
      const busy = { host_id: (await fake.host('node-01')).id };
      await fake.post('/operate-host-power', { where: busy, data: { action: 'reboot', force: true } });
      const where = { host_id: (await fake.host('node-02')).id };
      return { where, data: { action: 'reboot', force: true } };
    },
  ],
  [
    '/enter-maintance-mode',
    /data\.shutdown_vms: VM .* must be shut down but is not named/,
    async (fake) => ({ where: { host_id: (await fake.host('node-01')).id }, data: {} }),
    { 'enter.missing-vm': 'refused' },
  ],
  [
    '/exit-maintance-mode',
    /VM web-01 belongs to live_migrate_back_vms/,
    async (fake) => {
      await enter(fake, 'node-01');
      const { liveMigrateVms } = await exitCheck(fake, 'node-01');
      const poweron_vms = liveMigrateVms
        .filter(({ vm_name }) => vm_name === 'web-01')
        .map(({ vm_uuid }) => vm_uuid);
      return { where: { host_id: (await fake.host('node-01')).id }, data: { poweron_vms } };
    },
  ],
  [
    '/enter-maintance-mode',
    /VM web-01 need not be shut down, .* can take it/,
    async (fake) => namingVm(fake, 'web-01'),
    { 'enter.listed-movable-vm': 'refused' },
  ],
  [
    '/enter-maintance-mode',
    /VM template-off-01 does not run, it is STOPPED/,
    async (fake) => namingVm(fake, 'template-off-01'),
    { 'enter.listed-off-vm': 'refused' },
  ],
  [
    '/enter-maintance-mode-precheck-result',
    /precheck \w+ has not ended/,
    async (fake) => {
      const where = { name: 'edge-01' };
      const { body } = await fake.post('/enter-maintenance-mode-precheck', { where });
      return { where: { task_id: body.task_id } };
    },
    { 'precheck-result.early': 'refused' },
  ],
  [
    '/enter-maintance-mode',
    /body: there is no force/,
    async () => ({ where: { host_id: 'x' }, data: {}, force: true }),
    { 'body.unknown-member': 'refused' },
  ],
  [
    '/login',
    /There is no user u-1/,
    async () => ({ username: 'u-1', password: 'x' }),
    { 'login.unknown-user': 'not-found' },
  ],
  [
    '/get-hosts',
    /after: expected the id of an entity that exists, got "x-1"/,
    async () => ({ after: 'x-1' }),
    { 'reads.unknown-cursor': 'refused' },
  ],
];

/** A request to enter that names one VM of node-01. */
async function namingVm(fake: TestFake, vm: string): Promise<object> {
  const { local_id } = await fake.vm(vm);
  return { where: { host_id: (await fake.host('node-01')).id }, data: { shutdown_vms: [local_id] } };
}

describe('a rejected operation is explained in the language of the request', () => {
  it.each(REFUSALS.map(([path, says, ...rest]) => ({ path, says, rest })))(
    '$path: $says',
    async ({ path, says, rest: [body, behaviours] }) => {
      const refused = async (language: string): Promise<Wire['ErrorBody']> => {
        const fake = createTestFake({ language, ...(behaviours && { behaviours }) });
        return (await fake.postRejected(path, await body(fake))).body;
      };
      const { message: english, ...rest } = await refused('en-US');
      const { message: chinese, ...others } = await refused('zh-CN');
      expect(english).toMatch(says);
      expect(english).not.toMatch(CHINESE);
      expect(chinese).toMatch(CHINESE);
      expect(others).toEqual(rest);
      expect(namesIn(chinese)).toEqual(expect.arrayContaining(namesIn(english)));
    },
  );
});

describe('content-language', () => {
  const errorIn = async (language: string, apiVersion: ApiVersion = LATEST) => {
    const fake = createTestFake({ language, apiVersion });
    const { status, body } = await fake.postRejected('/get-hosts', { first: -1 });
    return [status, body.message];
  };

  it('is English unless it is zh-CN', async () => {
    expect(await errorIn('en-US')).toEqual([400, expect.stringMatching(/^first: expected/)]);
    expect(await errorIn('')).toEqual(await errorIn('en-US'));
    expect(await errorIn('*')).toEqual(await errorIn('en-US'));
    expect(await errorIn('zh-CN')).toEqual([400, expect.stringMatching(/^first：应为/)]);
  });

  it.each(['fr-FR', 'zh', 'zh-cn', 'zh-CN, en-US'])(
    'that is none is refused in English: %s',
    async (language) => {
      expect(await errorIn(language)).toEqual([
        400,
        expect.stringMatching(/^content-language: expected one of .*en-US/),
      ]);
    },
  );

  it('* came with 4.4.0', async () => {
    expect(await errorIn('*', '4.4.0')).toEqual(await errorIn('en-US'));
    expect(await errorIn('*', '4.3.0')).toEqual([400, expect.stringContaining('content-language: expected')]);
  });
});

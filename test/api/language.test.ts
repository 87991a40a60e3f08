/**
 * What clients are told, in the language they ask for. That every refused request is told in Chinese too stands
 * beside each of them (support/refusals.ts).
 */
import { describe, expect, it } from 'vitest';
import type { BehaviourChoices } from '../../contracts/behaviours/index.ts';
import { CHINESE, namesIn } from '../kit/languages.ts';
import { enter, exitCheck, type Mutation, precheck } from '../kit/maintenance.ts';
import { createTarget, type Target, type Wire } from '../kit/target.ts';

type Ended = Pick<Wire['Task'], 'status' | 'error_code' | 'error_message'>;
type Begin = (target: Target) => Promise<string | null | undefined>;

const ask = async (target: Target, path: string, host: string, data: object): Promise<string | null> => {
  const where = { host_id: (await target.host(host)).id };
  return (await target.post<Mutation>(path, { where, data })).body.task_id ?? null;
};
const entering = (target: Target, host: string, data: object) =>
  ask(target, '/enter-maintance-mode', host, data);
const leaving = (target: Target, host: string, data: object) =>
  ask(target, '/exit-maintance-mode', host, data);
const operating = async (target: Target, path: string, vm: string, data?: object) => {
  const { body } = await target.post<Wire['WithTask_Vm_'][]>(path, { where: { name: vm }, data });
  return body[0]?.task_id;
};
/** Changes a VM behind the API's back. */
const change = async (target: Target, vm: string, set: object) =>
  target.fake.world.update('Vm', (await target.vm(vm)).id, set);
const changeHosts = (target: Target, set: object, but: string) => {
  for (const { id, name } of target.fake.world.all('Host'))
    if (name !== but) target.fake.world.update('Host', id, set);
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
    async (target) => {
      const where = { name: 'node-04-blocked-by-vms' };
      return (await target.post<{ task_id: string }>('/enter-maintenance-mode-precheck', { where })).body
        .task_id;
    },
    { 'precheck.blocked': 'failed' },
  ],
  [
    'entering with a VM left out',
    /db-sriov-01 \(.*\) must be shut down.*it has the pass-through NIC ens1f0v3/,
    (target) => entering(target, 'node-01', {}),
  ],
  [
    'entering a blocked host',
    /archive-ha-no-room-01: it has HA and cannot be moved: .*GiB of memory left/,
    (target) => entering(target, 'node-04-blocked-by-vms', {}),
  ],
  [
    'entering while the cluster recovers data',
    /has 5 bytes of data to recover/,
    async (target) => {
      const { cluster } = await target.host('node-01');
      target.fake.world.update('Cluster', cluster?.id ?? '', { recover_data_size: 5 });
      return entering(target, 'node-01', {});
    },
  ],
  [
    'entering with nowhere left to go',
    /cannot be migrated: .*cannot take it: its status is SESSION_EXPIRED/,
    async (target) => {
      const { shutdownVms } = await precheck(target, 'node-01');
      const task = await entering(target, 'node-01', {
        shutdown_vms: shutdownVms.map(({ vm_uuid }) => vm_uuid),
      });
      target.fake.clock.advance(1_500);
      target.fake.settle();
      changeHosts(target, { status: 'SESSION_EXPIRED' }, 'node-01');
      return task;
    },
  ],
  [
    'bringing back a VM that was deleted',
    /does not exist any more/,
    async (target) => {
      await enter(target, 'node-01');
      const task = await leaving(target, 'node-01', {
        live_migrate_back_vms: [(await target.vm('web-01')).local_id],
      });
      target.fake.world.remove('Vm', (await target.vm('web-01')).id);
      return task;
    },
  ],
  [
    'bringing back a VM that was stopped',
    /VM web-01 is STOPPED: it cannot be moved back by live-migrate/,
    async (target) => {
      await enter(target, 'node-01');
      await change(target, 'web-01', { status: 'STOPPED' });
      return leaving(target, 'node-01', { live_migrate_back_vms: [(await target.vm('web-01')).local_id] });
    },
  ],
  [
    'powering on a VM that was suspended',
    /VM gpu-render-01 is SUSPENDED: it cannot be powered on/,
    async (target) => {
      await enter(target, 'node-01');
      await change(target, 'gpu-render-01', { status: 'SUSPENDED' });
      return leaving(target, 'node-01', { poweron_vms: [(await target.vm('gpu-render-01')).local_id] });
    },
  ],
  [
    'powering on a VM that has grown',
    /VM gpu-render-01 cannot be powered on: node-01 cannot take it: .*GiB/,
    async (target) => {
      await enter(target, 'node-01');
      await change(target, 'gpu-render-01', { memory: 2 ** 50 });
      return leaving(target, 'node-01', { poweron_vms: [(await target.vm('gpu-render-01')).local_id] });
    },
  ],
  [
    'shutting down a deaf guest',
    /VM template-off-01 did not shut down within 120 s/,
    async (target) => {
      await change(target, 'template-off-01', { status: 'RUNNING', vm_tools_status: 'NOT_INSTALLED' });
      return operating(target, '/shutdown-vm', 'template-off-01');
    },
    { 'shut-down.without-tools': 'times-out' },
  ],
  [
    'starting a VM whose host is lost',
    /VM template-off-01 cannot be started: node-01 cannot take it: its status is CONNECTED_ERROR/,
    async (target) => {
      const task = await operating(target, '/start-vm', 'template-off-01');
      target.fake.world.update('Host', (await target.host('node-01')).id, { status: 'CONNECTED_ERROR' });
      return task;
    },
  ],
];

describe('a failed task tells why in the language in which it was asked for', () => {
  const end = async (language: string, begin: Begin, behaviours?: BehaviourChoices): Promise<Ended> => {
    const target = createTarget({ language, ...(behaviours && { behaviours }) });
    const { status, error_code = null, error_message = null } = await target.finish(await begin(target));
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

  it('whoever reads it', async () => {
    const target = createTarget();
    const send = async <T>(path: string, body: object, language: string): Promise<T> => {
      const headers = {
        authorization: 'token',
        'content-type': 'application/json',
        'content-language': language,
      };
      const request = new Request(`http://fake/v2/api${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return JSON.parse(await (await target.fake.fetch(request)).text());
    };
    const where = { host_id: (await target.host('node-01')).id };
    const asked = await send<Mutation>('/enter-maintance-mode', { where, data: {} }, 'zh-CN');
    await target.finish(asked.task_id);
    const read = (language: string) =>
      send<Wire['Task'][]>('/get-tasks', { where: { id: asked.task_id } }, language);
    const [task] = await read('en-US');
    expect(task?.error_message).toMatch(CHINESE);
    expect(await read('zh-CN')).toEqual([task]);
  });
});

/** What operations are refused: the path, the body, and what is said. */
const REFUSALS: readonly (readonly [
  path: string,
  says: RegExp,
  body: (target: Target) => Promise<object>,
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
  ['/migrate-vm', /placement group erp-on-node-03/, async () => ({ where: { name: 'erp-must-stay-01' } })],
  ['/migrate-vm', /GiB of memory left/, async () => ({ where: { name: 'warehouse-big-memory-01' } })],
  [
    '/migrate-vm',
    /its cluster has no other host/,
    async () => ({ where: { name: 'kiosk-no-other-host-01' } }),
  ],
  [
    '/migrate-vm',
    /on host node-01 already/,
    async (target) => ({
      where: { name: 'web-01' },
      data: { host_id: (await target.host('node-01')).id },
    }),
  ],
  [
    '/migrate-vm',
    /host edge-01 is in another cluster/,
    async (target) => ({
      where: { name: 'web-01' },
      data: { host_id: (await target.host('edge-01')).id },
    }),
  ],
  [
    '/poweroff-vm',
    /^Resource \[VM-c\w+\] locked$/,
    async (target) => {
      await operating(target, '/restart-vm', 'web-01');
      return { where: { name: 'web-01' } };
    },
  ],
  ['/shutdown-vm', /where: it is empty/, async () => ({ where: {} }), { 'operation.empty-where': 'refused' }],
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
    async (target) => ({
      where: { host_id: (await target.host('node-01')).id },
      data: { action: 'reboot', force: false },
    }),
  ],
  [
    '/operate-host-power',
    /node-01 of the same cluster has a power task/,
    async (target) => {
      await ask(target, '/operate-host-power', 'node-01', { action: 'reboot', force: true });
      const where = { host_id: (await target.host('node-02')).id };
      return { where, data: { action: 'reboot', force: true } };
    },
  ],
  [
    '/enter-maintance-mode',
    /data\.shutdown_vms: VM .* must be shut down but is not named/,
    async (target) => ({ where: { host_id: (await target.host('node-01')).id }, data: {} }),
    { 'enter.missing-vm': 'refused' },
  ],
  [
    '/exit-maintance-mode',
    /VM web-01 belongs to live_migrate_back_vms/,
    async (target) => {
      await enter(target, 'node-01');
      const { liveMigrateVms } = await exitCheck(target, 'node-01');
      const poweron_vms = liveMigrateVms
        .filter(({ vm_name }) => vm_name === 'web-01')
        .map(({ vm_uuid }) => vm_uuid);
      return { where: { host_id: (await target.host('node-01')).id }, data: { poweron_vms } };
    },
  ],
  [
    '/enter-maintance-mode',
    /VM web-01 need not be shut down, .* can take it/,
    async (target) => namingVm(target, 'web-01'),
    { 'enter.listed-movable-vm': 'refused' },
  ],
  [
    '/enter-maintance-mode',
    /VM template-off-01 does not run, it is STOPPED/,
    async (target) => namingVm(target, 'template-off-01'),
    { 'enter.listed-off-vm': 'refused' },
  ],
  [
    '/enter-maintance-mode-precheck-result',
    /precheck \w+ has not ended/,
    async (target) => {
      const where = { name: 'edge-01' };
      const { body } = await target.post<{ task_id: string }>('/enter-maintenance-mode-precheck', { where });
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
async function namingVm(target: Target, vm: string): Promise<object> {
  const { local_id } = await target.vm(vm);
  return { where: { host_id: (await target.host('node-01')).id }, data: { shutdown_vms: [local_id] } };
}

describe('an operation that is refused tells why in the language of the request', () => {
  it.each(REFUSALS.map(([path, says, ...rest]) => ({ path, says, rest })))(
    '$path: $says',
    async ({ path, says, rest: [body, behaviours] }) => {
      const refused = async (language: string): Promise<Wire['ErrorBody']> => {
        const target = createTarget({ language, ...(behaviours && { behaviours }) });
        return (await target.post<Wire['ErrorBody']>(path, await body(target))).body;
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
  const told = async (language: string, apiVersion: '4.0.0' | '4.6.0' = '4.6.0') => {
    const target = createTarget({ language, apiVersion });
    const { status, body } = await target.post<Wire['ErrorBody']>('/get-hosts', { first: -1 });
    return [status, body.message];
  };

  it('is English unless it is zh-CN', async () => {
    expect(await told('en-US')).toEqual([400, expect.stringMatching(/^first: expected/)]);
    expect(await told('')).toEqual(await told('en-US'));
    expect(await told('*')).toEqual(await told('en-US'));
    expect(await told('zh-CN')).toEqual([400, expect.stringMatching(/^first：应为/)]);
  });

  it.each(['fr-FR', 'zh', 'zh-cn', 'zh-CN, en-US'])(
    'that is none is refused in English: %s',
    async (language) => {
      expect(await told(language)).toEqual([
        400,
        expect.stringMatching(/^content-language: expected one of .*en-US/),
      ]);
    },
  );

  it('* came with 4.6.0', async () => {
    expect(await told('*', '4.0.0')).toEqual([400, expect.stringContaining('content-language: expected')]);
  });
});

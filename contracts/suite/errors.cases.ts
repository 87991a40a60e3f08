/**
 * How a target says no to what is malformed.
 * @module
 */
import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { RawRequest, Tools } from '../kit/case/tools.ts';
import { isRead } from '../kit/safety/reads.ts';
import { ok } from '../kit/session/client.ts';
import { anInventory } from './needs.ts';

/** Each is refused with an error body; nothing else is promised of it. */
const MALFORMED: readonly (readonly [
  id: string,
  promise: string,
  source: string,
  path: string,
  request: RawRequest,
])[] = [
  [
    'ERROR-011',
    'A body that is not JSON is refused.',
    'Bodies are application/json.',
    '/get-hosts',
    { body: '{"where":' },
  ],
  [
    'ERROR-012',
    'A body that is not an object is refused.',
    'Request bodies are objects.',
    '/get-hosts',
    { body: [] },
  ],
  [
    'ERROR-013',
    'A filter on a field that there is not is refused.',
    'WhereInputs have additionalProperties: false.',
    '/get-hosts',
    { body: { where: { no_such_field: 1 } } },
  ],
  [
    'ERROR-014',
    'A member of a read body that there is not is refused.',
    'The request bodies of reads have additionalProperties: false.',
    '/get-hosts',
    { body: { limit: 1 } },
  ],
  [
    'ERROR-015',
    'A filter with a value outside of its enum is refused.',
    'HostStatus is an enum.',
    '/get-hosts',
    { body: { where: { status: 'BROKEN_HEART' } } },
  ],
  [
    'ERROR-016',
    'A filter by host_state is refused: no query selects by maintenance state.',
    'HostWhereInput has no host_state: it is JSON.',
    '/get-hosts',
    { body: { where: { host_state: { state: 'MAINTENANCE_MODE' } } } },
  ],
  [
    'ERROR-017',
    'An order by a field that there is not is refused.',
    'HostOrderByInput is an enum.',
    '/get-hosts',
    { body: { orderBy: 'no_such_field_ASC' } },
  ],
  [
    'ERROR-018',
    'A precheck without where is refused.',
    'where is required.',
    '/enter-maintenance-mode-precheck',
    { body: {} },
  ],
  [
    'ERROR-019',
    'A precheck with a filter that there is not is refused.',
    'HostWhereInput has additionalProperties: false.',
    '/enter-maintenance-mode-precheck',
    { body: { where: { no_such_field: 1 } } },
  ],
  [
    'ERROR-020',
    'A precheck result without a task id is refused.',
    'where.task_id is required.',
    '/enter-maintance-mode-precheck-result',
    { body: { where: {} } },
  ],
  [
    'ERROR-021',
    'Entering without where is refused.',
    'where is required.',
    '/enter-maintance-mode',
    { body: { data: {} } },
  ],
  [
    'ERROR-022',
    'Entering without data is refused.',
    'data is required, even when it is empty.',
    '/enter-maintance-mode',
    { body: { where: { host_id: 'nobody' } } },
  ],
  [
    'ERROR-023',
    'Entering with null for the list of VMs is refused.',
    'shutdown_vms may be absent; it is not nullable.',
    '/enter-maintance-mode',
    { body: { where: { host_id: 'nobody' }, data: { shutdown_vms: null } } },
  ],
  [
    'ERROR-024',
    'Exiting without data is refused.',
    'data is required, even when it is empty.',
    '/exit-maintance-mode',
    { body: { where: { host_id: 'nobody' } } },
  ],
  [
    'ERROR-025',
    'Exiting with null for a list of VMs is refused.',
    'The lists may be absent; they are not nullable.',
    '/exit-maintance-mode',
    { body: { where: { host_id: 'nobody' }, data: { poweron_vms: null } } },
  ],
  [
    'ERROR-026',
    'Entering an unknown host is refused.',
    'The operation declares 404.',
    '/enter-maintance-mode',
    { body: { where: { host_id: 'nobody' }, data: {} } },
  ],
  [
    'ERROR-027',
    'Exiting an unknown host is refused.',
    'The operation declares 404.',
    '/exit-maintance-mode',
    { body: { where: { host_id: 'nobody' }, data: {} } },
  ],
  [
    'ERROR-028',
    'Powering off an unknown host is refused.',
    'The operation declares 404.',
    '/operate-host-power',
    { body: { where: { host_id: 'nobody' }, data: { action: 'poweroff', force: false } } },
  ],
  [
    'ERROR-029',
    'A path that CloudTower does not have is refused.',
    'It is no path of the official documents.',
    '/move-vm-to-recycle-bin',
    { body: {} },
  ],
];

export const errorCases: readonly Case[] = [
  ...MALFORMED.map(([id, promise, source, path, request]) =>
    defineCase({ id, promise, source, tier: tierOf(path), evidence: 'specified' }, anInventory, (t) =>
      isRefused(t, path, request),
    ),
  ),
  defineCase(
    {
      id: 'ERROR-001',
      promise: 'An error body repeats the status, and names the path without the base path.',
      tier: 'read',
      evidence: 'documented',
      source: "The published body of ResourceLocked: path '/remove-vm-disk', status 400.",
    },
    anInventory,
    async (t) => {
      const { status, body } = await t.send('/get-hosts', { body: { where: { no_such_field: 1 } } });
      expect(body, 'the error body').toMatchObject({ status, path: '/get-hosts' });
    },
  ),
  defineCase(
    {
      id: 'ERROR-002',
      promise: 'An error body has a message for people and shows no program stack.',
      tier: 'read',
      evidence: 'documented',
      source: 'The published body has neither stack nor operationName.',
    },
    anInventory,
    async (t) => {
      const { text, body } = await t.send('/get-hosts', { body: { where: { no_such_field: 1 } } });
      expect(body, 'the error body').toMatchObject({ message: expect.stringMatching(/\S/) });
      expect(text, 'the error body').not.toMatch(/\bat \S+ \(|:\d+:\d+\)|node_modules/);
    },
  ),
  defineCase(
    {
      id: 'ERROR-003',
      promise: 'A refused request changes nothing that hosts, VMs and tasks show.',
      tier: 'read',
      evidence: 'assumed',
      source: 'What is malformed is refused before anything is done.',
    },
    anInventory,
    async (t) => {
      const before = await everything(t);
      for (const [, , , path, request] of MALFORMED) {
        if (tierOf(path) === 'read') await t.send(path, request);
      }
      expect(await everything(t), 'hosts, VMs and tasks').toEqual(before);
    },
  ),
];

/** What is malformed should do nothing, yet a read-only run does not rely on it. */
function tierOf(path: string): 'read' | 'lifecycle' {
  return isRead(path) ? 'read' : 'lifecycle';
}

async function isRefused(t: Tools, path: string, request: RawRequest): Promise<void> {
  const { status, body } = await t.send(path, request);
  expect(status, 'status').toBeGreaterThanOrEqual(400);
  expect(body, 'the error body').toMatchObject({
    message: expect.any(String),
    status,
    path: expect.any(String),
  });
}

/** Live metrics move by themselves on a real system: only what requests change. */
async function everything(t: Tools) {
  const hosts = ok(await t.api.POST('/get-hosts', { body: {} }));
  const vms = ok(await t.api.POST('/get-vms', { body: {} }));
  const tasks = ok(await t.api.POST('/get-tasks-connection', { body: {} }));
  return {
    hosts: hosts.map(({ id, name, host_state }) => ({ id, name, host_state })),
    vms: vms.map(({ id, status, host }) => ({ id, status, host })),
    tasks: tasks.aggregate.count,
  };
}

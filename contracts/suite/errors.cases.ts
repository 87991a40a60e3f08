/**
 * How a target rejects malformed requests.
 * @module
 */
import { type Case, type CaseFacts, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { RawRequest, Tools } from '../kit/case/tools.ts';
import { ok } from '../kit/session/client.ts';
import { anInventory } from './needs.ts';

/** A request that is rejected with an error body; the wire promises nothing else about it. */
interface Malformed extends CaseFacts {
  readonly path: string;
  readonly request: RawRequest;
}

/** None of these should do anything. A read-only run does not rely on that: the tier is that of the path. */
const MALFORMED: readonly Malformed[] = [
  {
    id: 'ERROR-011',
    promise: 'A body that is not JSON is refused.',
    tier: 'read',
    evidence: 'specified',
    source: 'Bodies are application/json.',
    path: '/get-hosts',
    request: { body: '{"where":' },
  },
  {
    id: 'ERROR-012',
    promise: 'A body that is not an object is refused.',
    tier: 'read',
    evidence: 'specified',
    source: 'Request bodies are objects.',
    path: '/get-hosts',
    request: { body: [] },
  },
  {
    id: 'ERROR-013',
    promise: 'A filter on a field that there is not is refused.',
    tier: 'read',
    evidence: 'specified',
    source: 'WhereInputs have additionalProperties: false.',
    path: '/get-hosts',
    request: { body: { where: { no_such_field: 1 } } },
    rests: { 'where.unknown-filter': ['refused'] },
  },
  {
    id: 'ERROR-014',
    promise: 'A member of a read body that there is not is refused.',
    tier: 'read',
    evidence: 'specified',
    source: 'The request bodies of reads have additionalProperties: false.',
    path: '/get-hosts',
    request: { body: { limit: 1 } },
  },
  {
    id: 'ERROR-015',
    promise: 'A filter with a value outside of its enum is refused.',
    tier: 'read',
    evidence: 'specified',
    source: 'HostStatus is an enum.',
    path: '/get-hosts',
    request: { body: { where: { status: 'BROKEN_HEART' } } },
  },
  {
    id: 'ERROR-016',
    promise: 'A filter by host_state is refused: no query selects by maintenance state.',
    tier: 'read',
    evidence: 'specified',
    source: 'HostWhereInput has no host_state: it is JSON.',
    path: '/get-hosts',
    request: { body: { where: { host_state: { state: 'MAINTENANCE_MODE' } } } },
    rests: { 'where.unknown-filter': ['refused'] },
  },
  {
    id: 'ERROR-017',
    promise: 'An order by a field that there is not is refused.',
    tier: 'read',
    evidence: 'specified',
    source: 'HostOrderByInput is an enum.',
    path: '/get-hosts',
    request: { body: { orderBy: 'no_such_field_ASC' } },
  },
  {
    id: 'ERROR-018',
    promise: 'A precheck without where is refused.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'where is required.',
    path: '/enter-maintenance-mode-precheck',
    request: { body: {} },
  },
  {
    id: 'ERROR-019',
    promise: 'A precheck with a filter that there is not is refused.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'HostWhereInput has additionalProperties: false.',
    path: '/enter-maintenance-mode-precheck',
    request: { body: { where: { no_such_field: 1 } } },
    rests: { 'where.unknown-filter': ['refused'] },
  },
  {
    id: 'ERROR-020',
    promise: 'A precheck result without a task id is refused.',
    tier: 'read',
    evidence: 'specified',
    source: 'where.task_id is required.',
    path: '/enter-maintance-mode-precheck-result',
    request: { body: { where: {} } },
  },
  {
    id: 'ERROR-021',
    promise: 'Entering without where is refused.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'where is required.',
    path: '/enter-maintance-mode',
    request: { body: { data: {} } },
  },
  {
    id: 'ERROR-022',
    promise: 'Entering without data is refused.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'data is required, even when it is empty.',
    path: '/enter-maintance-mode',
    request: { body: { where: { host_id: 'nobody' } } },
  },
  {
    id: 'ERROR-023',
    promise: 'Entering with null for the list of VMs is refused.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'shutdown_vms may be absent; it is not nullable.',
    path: '/enter-maintance-mode',
    request: { body: { where: { host_id: 'nobody' }, data: { shutdown_vms: null } } },
  },
  {
    id: 'ERROR-024',
    promise: 'Exiting without data is refused.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'data is required, even when it is empty.',
    path: '/exit-maintance-mode',
    request: { body: { where: { host_id: 'nobody' } } },
  },
  {
    id: 'ERROR-025',
    promise: 'Exiting with null for a list of VMs is refused.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'The lists may be absent; they are not nullable.',
    path: '/exit-maintance-mode',
    request: { body: { where: { host_id: 'nobody' }, data: { poweron_vms: null } } },
  },
  {
    id: 'ERROR-026',
    promise: 'Entering an unknown host is refused.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'The operation declares 404.',
    path: '/enter-maintance-mode',
    request: { body: { where: { host_id: 'nobody' }, data: {} } },
  },
  {
    id: 'ERROR-027',
    promise: 'Exiting an unknown host is refused.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'The operation declares 404.',
    path: '/exit-maintance-mode',
    request: { body: { where: { host_id: 'nobody' }, data: {} } },
  },
  {
    id: 'ERROR-028',
    promise: 'Powering off an unknown host is refused.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'The operation declares 404.',
    path: '/operate-host-power',
    request: { body: { where: { host_id: 'nobody' }, data: { action: 'poweroff', force: false } } },
  },
];

export const errorCases: readonly Case[] = [
  ...MALFORMED.map(({ path, request, ...facts }) =>
    defineCase({
      ...facts,
      needs: anInventory,
      async run(t) {
        const { status, body } = await t.send(path, request);
        expect(status, 'status').toBeGreaterThanOrEqual(400);
        expect(body, 'the error body').toMatchObject({
          message: expect.any(String),
          status,
          path: expect.any(String),
        });
      },
    }),
  ),
  defineCase({
    id: 'ERROR-029',
    promise: 'A path that CloudTower does not have is not found.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'It is no path of the official documents. What body the 404 has is not known.',
    needs: anInventory,
    async run(t) {
      expect((await t.send('/move-vm-to-recycle-bin', { body: {} })).status, 'status').toBe(404);
    },
  }),
  defineCase({
    id: 'ERROR-001',
    promise: 'An error body repeats the status, and names the path without the base path.',
    tier: 'read',
    evidence: 'documented',
    source: "The published body of ResourceLocked: path '/remove-vm-disk', status 400.",
    rests: { 'where.unknown-filter': ['refused'] },
    needs: anInventory,
    async run(t) {
      const { status, body } = await t.send('/get-hosts', { body: { where: { no_such_field: 1 } } });
      expect(body, 'the error body').toMatchObject({ status, path: '/get-hosts' });
    },
  }),
  defineCase({
    id: 'ERROR-002',
    promise: 'An error body has a message for people and shows no program stack.',
    tier: 'read',
    evidence: 'documented',
    source: 'The published body has neither stack nor operationName.',
    rests: { 'where.unknown-filter': ['refused'] },
    needs: anInventory,
    async run(t) {
      const { text, body } = await t.send('/get-hosts', { body: { where: { no_such_field: 1 } } });
      expect(body, 'the error body').toMatchObject({ message: expect.stringMatching(/\S/) });
      expect(text, 'the error body').not.toMatch(/\bat \S+ \(|:\d+:\d+\)|node_modules/);
    },
  }),
  defineCase({
    id: 'ERROR-003',
    promise: 'A refused request changes nothing that hosts, VMs and tasks show.',
    tier: 'read',
    evidence: 'assumed',
    source: 'What is malformed is refused before anything is done.',
    needs: anInventory,
    async run(t) {
      const before = await readState(t);
      for (const { tier, path, request } of MALFORMED) {
        if (tier === 'read') await t.send(path, request);
      }
      expect(await readState(t), 'hosts, VMs and tasks').toEqual(before);
    },
  }),
];

/** What requests can change. Live metrics are left out: on a real system they change by themselves. */
async function readState(t: Tools) {
  const hosts = ok(await t.api.POST('/get-hosts', { body: {} }));
  const vms = ok(await t.api.POST('/get-vms', { body: {} }));
  const tasks = ok(await t.api.POST('/get-tasks-connection', { body: {} }));
  return {
    hosts: hosts.map(({ id, name, host_state }) => ({ id, name, host_state })),
    vms: vms.map(({ id, status, host }) => ({ id, status, host })),
    tasks: tasks.aggregate.count,
  };
}

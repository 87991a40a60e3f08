/**
 * The form of answers: types, headers, and which fields they have.
 * @module
 */

import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { RawAnswer, Tools } from '../kit/case/tools.ts';
import { Skip } from '../kit/case/verdict.ts';
import { ok } from '../kit/session/client.ts';
import type { Vm } from '../kit/session/wire.ts';
import { entitiesOf, fieldsOf } from '../openapi/fields.ts';
import { anInventory, disposable, oneOfEach } from './needs.ts';

/**
 * The reads, with the ids of the three cases of each: the shape of its entities, their fields, and the count.
 */
const READS = [
  {
    entity: 'Cluster',
    path: '/get-clusters',
    shapeId: 'WIRE-001',
    fieldsId: 'WIRE-021',
    countId: 'WIRE-041',
    bodyId: 'WIRE-081',
  },
  {
    entity: 'Host',
    path: '/get-hosts',
    shapeId: 'WIRE-002',
    fieldsId: 'WIRE-022',
    countId: 'WIRE-042',
    bodyId: 'WIRE-082',
  },
  {
    entity: 'Vm',
    path: '/get-vms',
    shapeId: 'WIRE-003',
    fieldsId: 'WIRE-023',
    countId: 'WIRE-043',
    bodyId: 'WIRE-083',
  },
  {
    entity: 'Task',
    path: '/get-tasks',
    shapeId: 'WIRE-004',
    fieldsId: 'WIRE-024',
    countId: 'WIRE-044',
    bodyId: 'WIRE-084',
  },
  {
    entity: 'VmPlacementGroup',
    path: '/get-vm-placement-groups',
    shapeId: 'WIRE-005',
    fieldsId: 'WIRE-025',
    countId: 'WIRE-045',
    bodyId: 'WIRE-085',
  },
  {
    entity: 'Label',
    path: '/get-labels',
    shapeId: 'WIRE-006',
    fieldsId: 'WIRE-026',
    countId: 'WIRE-046',
    bodyId: 'WIRE-086',
  },
  {
    entity: 'User',
    path: '/get-users',
    shapeId: 'WIRE-007',
    fieldsId: 'WIRE-027',
    countId: 'WIRE-047',
    bodyId: 'WIRE-087',
  },
  {
    entity: 'UserAuditLog',
    path: '/get-user-audit-logs',
    shapeId: 'WIRE-008',
    fieldsId: 'WIRE-028',
    countId: 'WIRE-048',
    bodyId: 'WIRE-088',
  },
] as const;

export const wireCases: readonly Case[] = [
  ...READS.map(({ entity, path, shapeId }) =>
    defineCase({
      id: shapeId,
      promise: `${path} answers a list of ${entity} entities: required fields are never null, others only where they may be, no field is unknown.`,
      tier: 'read',
      evidence: 'specified',
      source: `The schema ${entity} of the official documents; the official Python SDK raises on null in a required field.`,
      needs: oneOfEach,
      async run(t, needed) {
        await restartOne(t, needed);
        const { status, body } = await t.send(path, { body: {} });
        expect(status, 'status').toBe(200);
        t.contract.check({ method: 'POST', path, status, body });
        if (Array.isArray(body) && body.length === 0) throw new Skip(`There is no ${entity} to look at.`);
      },
    }),
  ),
  ...READS.map(({ entity, path, fieldsId }) =>
    defineCase({
      id: fieldsId,
      promise: `${path} answers every field of ${entity}, null where there is no value.`,
      tier: 'read',
      evidence: 'observed',
      source: 'In published traffic reads carry every key of the entity.',
      needs: oneOfEach,
      async run(t, needed) {
        await restartOne(t, needed);
        const document = t.contract.document;
        const names = entitiesOf(document).includes(entity)
          ? fieldsOf(document, entity).map(({ name }) => name)
          : [];
        const items = await list(t, path);
        if (items.length === 0) throw new Skip(`There is no ${entity} to look at.`);
        for (const item of items) {
          const lacking = names.filter((name) => !Object.hasOwn(item, name));
          expect(lacking, `fields that ${path} leaves out`).toEqual([]);
        }
      },
    }),
  ),
  ...READS.map(({ entity, path, countId }) =>
    defineCase({
      id: countId,
      promise: `${path}-connection answers the number of ${entity} entities, and nothing else.`,
      tier: 'read',
      evidence: 'specified',
      source: `${entity}Connection: {aggregate: {count}}; no edges, no page info.`,
      needs: anInventory,
      async run(t) {
        const { body } = await t.send(`${path}-connection`, { body: {} });
        const all = await list(t, path);
        expect(body, 'the connection').toEqual({ aggregate: { count: all.length } });
      },
    }),
  ),
  ...READS.map(({ path, bodyId }) =>
    defineCase({
      id: bodyId,
      promise: `${path} and its connection take every member of a read, and null in its place.`,
      tier: 'read',
      evidence: 'specified',
      source: 'The bodies of reads: where, orderBy, first, last, skip, after, before, all nullable.',
      needs: oneOfEach,
      async run(t, needed) {
        await restartOne(t, needed);
        const [first] = await list(t, path);
        const id = first !== undefined && 'id' in first ? String(first.id) : undefined;
        for (const body of readBodies(id)) {
          for (const read of [path, `${path}-connection`]) {
            const { status, text } = await t.send(read, { body });
            expect(status, `${read} ${JSON.stringify(body)}: ${text.slice(0, 200)}`).toBe(200);
          }
        }
      },
    }),
  ),
  defineCase({
    id: 'WIRE-101',
    promise: 'Every operation refuses a body that is not an object, with an error body.',
    tier: 'lifecycle',
    evidence: 'specified',
    source: 'Every request body is an object, or for two operations an array; 400 is declared for all.',
    needs: disposable,
    async run(t) {
      for (const path of pathsWithBody(t)) {
        const { status, body } = await t.send(path, { body: '"text"' });
        expect(status, `status of ${path}`).toBeGreaterThanOrEqual(400);
        expect(body, `the error body of ${path}`).toMatchObject({ status, path });
      }
    },
  }),
  defineCase({
    id: 'WIRE-061',
    promise: 'Every answer of an operation is application/json, whatever its status.',
    tier: 'read',
    evidence: 'specified',
    source: 'The official Go SDK cannot read any other type, even on 200.',
    needs: anInventory,
    async run(t) {
      for (const answer of await variousAnswers(t)) {
        expect(answer.headers.get('content-type'), `content-type of ${answer.status}`).toMatch(
          /^application\/json\b/,
        );
        expect(answer.body, 'the body as JSON').toBeDefined();
      }
    },
  }),
  defineCase({
    id: 'WIRE-062',
    promise: 'Every read answers an x-tower-request-id of its own.',
    tier: 'read',
    evidence: 'specified',
    source: 'A required header of the 200 answers of reads since 4.0.0.',
    needs: anInventory,
    async run(t) {
      const answers = [await t.send('/get-hosts', { body: {} }), await t.send('/get-hosts', { body: {} })];
      const ids = answers.map(({ headers }) => headers.get('x-tower-request-id'));
      expect(ids, 'x-tower-request-id').toEqual([expect.stringMatching(/\S/), expect.stringMatching(/\S/)]);
      expect(new Set(ids).size, 'different ids').toBe(2);
    },
  }),
  defineCase({
    id: 'WIRE-063',
    promise: 'Integers are written as integers: no fraction, no exponent, no text.',
    tier: 'read',
    evidence: 'specified',
    source: 'The official Go SDK rejects a fraction or an exponent in an integer field.',
    needs: anInventory,
    async run(t) {
      const { text } = await t.send('/get-hosts', { body: {} });
      const bytes = text.match(/"(?:total_memory_bytes|allocatable_memory_bytes|vm_num)":[^,}]*/g) ?? [];
      expect(bytes.length, 'integer fields').toBeGreaterThan(0);
      for (const field of bytes)
        expect(field, 'an integer literal').toEqual(expect.stringMatching(/":-?\d+$/));
    },
  }),
  defineCase({
    id: 'WIRE-064',
    promise: 'A read without a body answers as one with an empty body.',
    tier: 'read',
    evidence: 'observed',
    source: 'A real server answered get-tasks and get-vdses without a payload in published traffic.',
    needs: anInventory,
    async run(t) {
      const bare = await t.send('/get-hosts', { headers: { 'content-type': null } });
      const empty = await t.send('/get-hosts', { body: {} });
      expect(bare.status, 'status').toBe(200);
      expect(lengthOf(bare.body), 'number of hosts').toBe(lengthOf(empty.body));
    },
  }),
  defineCase({
    id: 'WIRE-065',
    promise: 'An answer in gzip is only sent to who asks for it.',
    tier: 'read',
    evidence: 'specified',
    source: 'The official Python SDK asks for identity encoding.',
    needs: anInventory,
    async run(t) {
      const { headers } = await t.send('/get-hosts', {
        body: {},
        headers: { 'accept-encoding': 'identity' },
      });
      expect(headers.get('content-encoding') ?? 'identity', 'content-encoding').toBe('identity');
    },
  }),
  defineCase({
    id: 'WIRE-066',
    promise: 'A base URL that ends in a slash works: the doubled slash in the path is no other path.',
    tier: 'read',
    evidence: 'specified',
    source: 'The official Python SDK with such a base URL requests /v2/api//login.',
    needs: anInventory,
    async run(t) {
      const { status } = await t.send('//get-hosts', { body: {} });
      expect(status, 'status').toBe(200);
    },
  }),
  defineCase({
    id: 'WIRE-067',
    promise: 'Members of a read body may be null, all of them.',
    tier: 'read',
    evidence: 'specified',
    source: 'Every member of the request bodies of reads is nullable.',
    needs: anInventory,
    async run(t) {
      const nothing = {
        after: null,
        before: null,
        first: null,
        last: null,
        skip: null,
        orderBy: null,
        where: null,
      };
      const { status, body } = await t.send('/get-vms', { body: nothing });
      expect(status, 'status').toBe(200);
      expect(lengthOf(body), 'number of VMs').toBe((await list(t, '/get-vms')).length);
    },
  }),
  defineCase({
    id: 'WIRE-068',
    promise: 'A relation shows what the contract says of the other end, and nothing else.',
    tier: 'read',
    evidence: 'specified',
    source: 'NestedCluster {id, name}, NestedHost {id, management_ip, name}, NestedVm {id, name}.',
    needs: anInventory,
    async run(t) {
      const [vm] = (await list(t, '/get-vms', { where: { host: {} } })).map(
        (one) => new Map(Object.entries(one)),
      );
      if (vm === undefined) throw new Skip('There is no VM on a host.');
      expect(keysOf(vm.get('cluster')), 'cluster').toEqual(['id', 'name']);
      expect(keysOf(vm.get('host')), 'host').toEqual(['id', 'management_ip', 'name']);
    },
  }),
];

/** Returns an answer of each kind that needs nothing of the target. */
async function variousAnswers(t: Tools): Promise<RawAnswer[]> {
  return [
    await t.send('/get-version', { method: 'GET' }),
    await t.send('/get-hosts', { body: {} }),
    await t.send('/get-hosts', { body: {}, headers: { authorization: null } }),
    await t.send('/get-hosts', { body: { first: 'many' } }),
    await t.send('/get-hosts', { body: '{"where":' }),
  ];
}

/** Bodies that together have every member of a read. */
function readBodies(id: string | undefined): readonly object[] {
  return [
    { where: {}, orderBy: 'id_ASC', first: 1, skip: 1 },
    { where: { id: id ?? 'nobody' }, last: 1 },
    ...(id === undefined ? [] : [{ after: id, first: 1 }, { before: id }]),
    { where: null, orderBy: null, first: null, last: null, skip: null, after: null, before: null },
  ];
}

/** Returns the operations that take a body. */
function pathsWithBody(t: Tools): string[] {
  return Object.entries(t.contract.document.paths)
    .filter(([, { post }]) => post?.requestBody !== undefined)
    .map(([path]) => path);
}

/** Leaves a task and an entry in the audit log, where that disturbs nobody. */
async function restartOne(
  t: Tools,
  { vm, isDisposable }: { readonly vm: Vm; readonly isDisposable: boolean },
): Promise<void> {
  if (!isDisposable) return;
  const tasks = ok(await t.api.POST('/force-restart-vm', { body: { where: { id: vm.id } } }));
  for (const { task_id } of tasks) await t.settle(task_id);
}

async function list(t: Tools, path: string, body: object = {}): Promise<object[]> {
  const { body: answer } = await t.send(path, { body });
  if (!Array.isArray(answer)) return [];
  return answer.filter((item) => typeof item === 'object' && item !== null);
}

function lengthOf(body: unknown): number | undefined {
  return Array.isArray(body) ? body.length : undefined;
}

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value).toSorted() : [];
}

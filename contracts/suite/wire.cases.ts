/**
 * The form of answers: types, headers, which fields are there.
 * @module
 */

import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { RawAnswer, Tools } from '../kit/case/tools.ts';
import { Skip } from '../kit/case/verdict.ts';
import { entitiesOf, fieldsOf } from '../openapi/fields.ts';
import { anInventory } from './needs.ts';

const READS: Readonly<Record<string, string>> = {
  Cluster: '/get-clusters',
  Host: '/get-hosts',
  Vm: '/get-vms',
  Task: '/get-tasks',
  VmPlacementGroup: '/get-vm-placement-groups',
  Label: '/get-labels',
  User: '/get-users',
  UserAuditLog: '/get-user-audit-logs',
};

const ENTITIES = Object.entries(READS);

export const wireCases: readonly Case[] = [
  ...ENTITIES.map(([entity, path], index) =>
    defineCase(
      {
        id: `WIRE-${String(index + 1).padStart(3, '0')}`,
        promise: `${path} answers a list of ${entity} entities: required fields are never null, others only where they may be, no field is unknown.`,
        tier: 'read',
        evidence: 'specified',
        source: `The schema ${entity} of the official documents; the official Python SDK raises on null in a required field.`,
      },
      anInventory,
      async (t) => {
        const { status, body } = await t.send(path, { body: {} });
        expect(status, 'status').toBe(200);
        t.contract.check({ method: 'POST', path, status, body });
        if (Array.isArray(body) && body.length === 0) throw new Skip(`There is no ${entity} to look at.`);
      },
    ),
  ),
  ...ENTITIES.map(([entity, path], index) =>
    defineCase(
      {
        id: `WIRE-${String(index + 21).padStart(3, '0')}`,
        promise: `${path} answers every field of ${entity}, null where there is no value.`,
        tier: 'read',
        evidence: 'observed',
        source: 'In published traffic reads carry every key of the entity.',
      },
      anInventory,
      async (t) => {
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
    ),
  ),
  ...ENTITIES.map(([entity, path], index) =>
    defineCase(
      {
        id: `WIRE-${String(index + 41).padStart(3, '0')}`,
        promise: `${path}-connection answers the number of ${entity} entities, and nothing else.`,
        tier: 'read',
        evidence: 'specified',
        source: `${entity}Connection: {aggregate: {count}}; no edges, no page info.`,
      },
      anInventory,
      async (t) => {
        const { body } = await t.send(`${path}-connection`, { body: {} });
        const all = await list(t, path);
        expect(body, 'the connection').toEqual({ aggregate: { count: all.length } });
      },
    ),
  ),
  defineCase(
    {
      id: 'WIRE-061',
      promise: 'Every answer is application/json, whatever its status.',
      tier: 'read',
      evidence: 'specified',
      source: 'The official Go SDK cannot read any other type, even on 200.',
    },
    anInventory,
    async (t) => {
      for (const answer of await variousAnswers(t)) {
        expect(answer.headers.get('content-type'), `content-type of ${answer.status}`).toMatch(
          /^application\/json\b/,
        );
        expect(answer.body, 'the body as JSON').toBeDefined();
      }
    },
  ),
  defineCase(
    {
      id: 'WIRE-062',
      promise: 'Every read answers an x-tower-request-id of its own.',
      tier: 'read',
      evidence: 'specified',
      source: 'A required header of the 200 answers of reads since 4.0.0.',
    },
    anInventory,
    async (t) => {
      const answers = [await t.send('/get-hosts', { body: {} }), await t.send('/get-hosts', { body: {} })];
      const ids = answers.map(({ headers }) => headers.get('x-tower-request-id'));
      expect(ids, 'x-tower-request-id').toEqual([expect.stringMatching(/\S/), expect.stringMatching(/\S/)]);
      expect(new Set(ids).size, 'different ids').toBe(2);
    },
  ),
  defineCase(
    {
      id: 'WIRE-063',
      promise: 'Integers are written as integers: no fraction, no exponent, no text.',
      tier: 'read',
      evidence: 'specified',
      source: 'The official Go SDK rejects a fraction or an exponent in an integer field.',
    },
    anInventory,
    async (t) => {
      const { text } = await t.send('/get-hosts', { body: {} });
      const bytes = text.match(/"(?:total_memory_bytes|allocatable_memory_bytes|vm_num)":[^,}]*/g) ?? [];
      expect(bytes.length, 'integer fields').toBeGreaterThan(0);
      for (const field of bytes)
        expect(field, 'an integer literal').toEqual(expect.stringMatching(/":-?\d+$/));
    },
  ),
  defineCase(
    {
      id: 'WIRE-064',
      promise: 'A read without a body answers as one with an empty body.',
      tier: 'read',
      evidence: 'observed',
      source: 'A real server answered get-tasks and get-vdses without a payload in published traffic.',
    },
    anInventory,
    async (t) => {
      const bare = await t.send('/get-hosts', { headers: { 'content-type': null } });
      const empty = await t.send('/get-hosts', { body: {} });
      expect(bare.status, 'status').toBe(200);
      expect(lengthOf(bare.body), 'number of hosts').toBe(lengthOf(empty.body));
    },
  ),
  defineCase(
    {
      id: 'WIRE-065',
      promise: 'An answer in gzip is only sent to who asks for it.',
      tier: 'read',
      evidence: 'specified',
      source: 'The official Python SDK asks for identity encoding.',
    },
    anInventory,
    async (t) => {
      const { headers } = await t.send('/get-hosts', {
        body: {},
        headers: { 'accept-encoding': 'identity' },
      });
      expect(headers.get('content-encoding') ?? 'identity', 'content-encoding').toBe('identity');
    },
  ),
  defineCase(
    {
      id: 'WIRE-066',
      promise: 'A base URL that ends in a slash works: the doubled slash in the path is no other path.',
      tier: 'read',
      evidence: 'specified',
      source: 'The official Python SDK with such a base URL requests /v2/api//login.',
    },
    anInventory,
    async (t) => {
      const { status } = await t.send('//get-hosts', { body: {} });
      expect(status, 'status').toBe(200);
    },
  ),
  defineCase(
    {
      id: 'WIRE-067',
      promise: 'Members of a read body may be null, all of them.',
      tier: 'read',
      evidence: 'specified',
      source: 'Every member of the request bodies of reads is nullable.',
    },
    anInventory,
    async (t) => {
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
  ),
  defineCase(
    {
      id: 'WIRE-068',
      promise: 'A relation shows what the contract says of the other end, and nothing else.',
      tier: 'read',
      evidence: 'specified',
      source: 'NestedCluster {id, name}, NestedHost {id, management_ip, name}, NestedVm {id, name}.',
    },
    anInventory,
    async (t) => {
      const [vm] = (await list(t, '/get-vms', { where: { host: {} } })).map(
        (one) => new Map(Object.entries(one)),
      );
      if (vm === undefined) throw new Skip('There is no VM on a host.');
      expect(keysOf(vm.get('cluster')), 'cluster').toEqual(['id', 'name']);
      expect(keysOf(vm.get('host')), 'host').toEqual(['id', 'management_ip', 'name']);
    },
  ),
];

/** One answer of each kind that asks nothing of the target. */
async function variousAnswers(t: Tools): Promise<RawAnswer[]> {
  return [
    await t.send('/get-version', { method: 'GET' }),
    await t.send('/get-hosts', { body: {} }),
    await t.send('/get-hosts', { body: {}, headers: { authorization: null } }),
    await t.send('/get-hosts', { body: { first: 'many' } }),
    await t.send('/get-nothing-at-all', { body: {} }),
    await t.send('/get-hosts', { body: '{"where":' }),
  ];
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

/**
 * Order and pages of reads.
 * @module
 */

import { type Case, type CaseRow, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { Tools } from '../kit/case/tools.ts';
import { Skip } from '../kit/case/verdict.ts';
import { ok } from '../kit/session/client.ts';
import type { Vm, Wire } from '../kit/session/wire.ts';
import { entitiesOf, fieldsOf, filterName, isOrderable } from '../openapi/fields.ts';
import { anInventory, severalVms } from './needs.ts';

type Query = Wire['GetVmsRequestBody'];

/** A page, and the part of the list of all ids that it must be. */
interface Page extends CaseRow {
  readonly query: (ids: readonly string[]) => Query;
  readonly expected: (ids: readonly string[]) => readonly string[];
}

const PRISMA = "Prisma 1's rules, whose shapes these are (inferred).";

const ORDER_SPEC = 'VmOrderByInput of the official documents.';

const PAGES: readonly Page[] = [
  {
    id: 'PAGE-001',
    promise: 'Without an order, the list is by id.',
    evidence: 'assumed',
    source: PRISMA,
    query: () => ({}),
    expected: (ids) => ids,
  },
  {
    id: 'PAGE-002',
    promise: 'first answers so many from the beginning.',
    evidence: 'assumed',
    source: PRISMA,
    query: () => ({ first: 2 }),
    expected: (ids) => ids.slice(0, 2),
  },
  {
    id: 'PAGE-003',
    promise: 'skip leaves out so many at the beginning.',
    evidence: 'assumed',
    source: PRISMA,
    query: () => ({ skip: 1 }),
    expected: (ids) => ids.slice(1),
  },
  {
    id: 'PAGE-004',
    promise: 'skip and first make pages without gap or overlap.',
    evidence: 'assumed',
    source: PRISMA,
    query: () => ({ skip: 2, first: 2 }),
    expected: (ids) => ids.slice(2, 4),
  },
  {
    id: 'PAGE-005',
    promise: 'last answers so many from the end, in the same order.',
    evidence: 'assumed',
    source: PRISMA,
    query: () => ({ last: 2 }),
    expected: (ids) => ids.slice(-2),
  },
  {
    id: 'PAGE-006',
    promise: 'skip with last leaves out at the end.',
    evidence: 'assumed',
    source: PRISMA,
    query: () => ({ last: 2, skip: 1 }),
    expected: (ids) => ids.slice(-3, -1),
  },
  {
    id: 'PAGE-007',
    promise: 'after begins behind the object of that id.',
    evidence: 'assumed',
    source: PRISMA,
    query: (ids) => ({ after: ids[1] ?? '' }),
    expected: (ids) => ids.slice(2),
  },
  {
    id: 'PAGE-008',
    promise: 'before ends ahead of the object of that id.',
    evidence: 'assumed',
    source: PRISMA,
    query: (ids) => ({ before: ids[3] ?? '' }),
    expected: (ids) => ids.slice(0, 3),
  },
  {
    id: 'PAGE-009',
    promise: 'after and first walk the list page by page.',
    evidence: 'assumed',
    source: PRISMA,
    query: (ids) => ({ after: ids[0] ?? '', first: 2 }),
    expected: (ids) => ids.slice(1, 3),
  },
  {
    id: 'PAGE-010',
    promise: 'first: 0 answers an empty list.',
    evidence: 'assumed',
    source: PRISMA,
    query: () => ({ first: 0 }),
    expected: () => [],
  },
  {
    id: 'PAGE-011',
    promise: 'first beyond the end answers what there is.',
    evidence: 'assumed',
    source: PRISMA,
    query: (ids) => ({ first: ids.length + 1 }),
    expected: (ids) => ids,
  },
];

/** Both directions of an order, and the sign of a comparison in that direction. */
const ORDERS: readonly (CaseRow & { readonly direction: 'ASC' | 'DESC'; readonly sign: 1 | -1 })[] = [
  {
    id: 'PAGE-021',
    promise: 'orderBy name_ASC sorts by name, smallest first.',
    evidence: 'specified',
    source: ORDER_SPEC,
    direction: 'ASC',
    sign: 1,
  },
  {
    id: 'PAGE-022',
    promise: 'orderBy name_DESC sorts by name, greatest first.',
    evidence: 'specified',
    source: ORDER_SPEC,
    direction: 'DESC',
    sign: -1,
  },
];

/** Prisma 1's errors 3014 and 3026 to 3028. */
const REFUSED: readonly (CaseRow & { readonly body: Query })[] = [
  {
    id: 'PAGE-031',
    promise: 'first and last together are refused.',
    evidence: 'assumed',
    source: PRISMA,
    body: { first: 1, last: 1 },
  },
  {
    id: 'PAGE-032',
    promise: 'A negative first is refused.',
    evidence: 'assumed',
    source: PRISMA,
    body: { first: -1 },
  },
  {
    id: 'PAGE-033',
    promise: 'A negative last is refused.',
    evidence: 'assumed',
    source: PRISMA,
    body: { last: -1 },
  },
  {
    id: 'PAGE-034',
    promise: 'A negative skip is refused.',
    evidence: 'assumed',
    source: PRISMA,
    body: { skip: -1 },
  },
];

const CONNECTIONS: readonly (CaseRow & Pick<Page, 'query'>)[] = [
  {
    id: 'PAGE-041',
    promise: 'A connection counts what the filter matches.',
    evidence: 'assumed',
    source: PRISMA,
    query: () => ({ where: { status: 'RUNNING' } }),
  },
  {
    id: 'PAGE-042',
    promise: 'A connection counts the page, not the whole.',
    evidence: 'assumed',
    source: PRISMA,
    query: () => ({ first: 2, skip: 1 }),
  },
  {
    id: 'PAGE-043',
    promise: 'A connection counts from a cursor on.',
    evidence: 'assumed',
    source: PRISMA,
    query: (ids) => ({ after: ids[1] ?? '' }),
  },
];

/** The reads whose filters and orders are all tried, with the ids of the two cases of each. */
const READS = [
  { entity: 'Host', path: '/get-hosts', filtersId: 'QUERY-101', ordersId: 'QUERY-111' },
  { entity: 'Vm', path: '/get-vms', filtersId: 'QUERY-102', ordersId: 'QUERY-112' },
  { entity: 'Cluster', path: '/get-clusters', filtersId: 'QUERY-103', ordersId: 'QUERY-113' },
  { entity: 'Task', path: '/get-tasks', filtersId: 'QUERY-104', ordersId: 'QUERY-114' },
] as const;

export const pageCases: readonly Case[] = [
  ...PAGES.map(({ query, expected, ...facts }) =>
    defineCase({
      ...facts,
      tier: 'read',
      rests: { 'reads.default-order': ['id'] },
      needs: severalVms,
      async run(t, { vms, limit }) {
        const ids = vms.map((vm) => vm.id).toSorted();
        expect(await page(t, query(ids)), 'ids of the page').toEqual(expected(ids).slice(0, limit));
      },
    }),
  ),
  ...ORDERS.map(({ direction, sign, ...facts }) =>
    defineCase({
      ...facts,
      tier: 'read',
      needs: severalVms,
      async run(t, { vms, limit }) {
        // By memory and not by name: the order of text depends on the collation.
        const sorted = ok(await t.api.POST('/get-vms', { body: { orderBy: `memory_${direction}` } }));
        const expected = vms
          .map(({ memory }) => memory)
          .toSorted((a, b) => sign * (a - b))
          .slice(0, limit);
        expect(
          sorted.map(({ memory }) => memory),
          'memory, in the order of the list',
        ).toEqual(expected);
      },
    }),
  ),
  defineCase({
    id: 'PAGE-023',
    promise: 'Objects that are equal by orderBy are in the order of their ids, whatever the direction.',
    tier: 'read',
    evidence: 'assumed',
    source: PRISMA,
    needs: severalVms,
    async run(t, { vms }) {
      const sorted = ok(await t.api.POST('/get-vms', { body: { orderBy: 'status_DESC' } }));
      const running = sorted.filter(({ status }) => status === 'RUNNING').map(({ id }) => id);
      const expected = idsOf(vms.filter(({ status }) => status === 'RUNNING'));
      expect(running, 'running VMs').toEqual(expected.slice(0, running.length));
      expect(running.length, 'number of running VMs').toBeGreaterThan(0);
    },
  }),
  defineCase({
    id: 'PAGE-026',
    promise: 'Nothing comes before or after a cursor that has null in the field of the order.',
    tier: 'read',
    evidence: 'assumed',
    source: 'Prisma 1 compares in SQL, where a comparison with NULL is neither true nor false (inferred).',
    rests: { 'reads.null-at-cursor': ['unknown'] },
    needs: severalVms,
    async run(t, { vms }) {
      const unnamed = vms.find(({ hostname }) => (hostname ?? null) === null);
      if (unnamed === undefined || vms.every(({ hostname }) => (hostname ?? null) === null))
        throw new Skip('No VM has a hostname, or every VM has one.');
      expect(await page(t, { orderBy: 'hostname_ASC', before: unnamed.id }), 'ids before it').toEqual([]);
      expect(await page(t, { orderBy: 'hostname_DESC', after: unnamed.id }), 'ids after it').toEqual([]);
    },
  }),
  defineCase({
    id: 'PAGE-024',
    promise: 'The order is there before the page is cut.',
    tier: 'read',
    evidence: 'specified',
    source: 'Terraform finds the newest task with orderBy and first: 1.',
    needs: severalVms,
    async run(t, { vms }) {
      const [most] = ok(await t.api.POST('/get-vms', { body: { orderBy: 'memory_DESC', first: 1 } }));
      expect(most?.memory, 'memory of the first').toBe(Math.max(...vms.map(({ memory }) => memory)));
    },
  }),
  defineCase({
    id: 'PAGE-025',
    promise: 'The filter is there before the page is cut.',
    tier: 'read',
    evidence: 'specified',
    source: 'GetVmsRequestBody: where and first together.',
    rests: { 'reads.default-order': ['id'] },
    needs: severalVms,
    async run(t, { vms }) {
      const wanted = vms.filter(({ status }) => status !== 'RUNNING');
      const list = ok(await t.api.POST('/get-vms', { body: { where: { status_not: 'RUNNING' }, first: 1 } }));
      expect(idsOf(list), 'ids').toEqual(idsOf(wanted).slice(0, 1));
    },
  }),
  ...REFUSED.map(({ body, ...facts }) =>
    defineCase({
      ...facts,
      tier: 'read',
      needs: anInventory,
      async run(t) {
        const { status } = await t.send('/get-vms', { body });
        expect(status, 'status').toBeGreaterThanOrEqual(400);
      },
    }),
  ),
  ...CONNECTIONS.map(({ query, ...facts }) =>
    defineCase({
      ...facts,
      tier: 'read',
      rests: { 'connection.count': ['page'] },
      needs: severalVms,
      async run(t, { vms, limit }) {
        const body = query(vms.map((vm) => vm.id).toSorted());
        const list = await page(t, body);
        if (list.length === limit) throw new Skip('The target cuts the list that the count belongs to.');
        const { aggregate } = ok(await t.api.POST('/get-vms-connection', { body }));
        expect(aggregate.count, `count of ${JSON.stringify(body)}`).toBe(list.length);
      },
    }),
  ),
  ...READS.flatMap(({ entity, path, filtersId, ordersId }) => [
    defineCase({
      id: filtersId,
      promise: `Every filter that ${entity}WhereInput has is accepted by ${path}.`,
      tier: 'read',
      evidence: 'specified',
      source: `${entity}WhereInput follows from the fields of ${entity} without exception.`,
      needs: anInventory,
      async run(t) {
        const OR = filtersOf(t, entity);
        expect(OR.length, 'filters').toBeGreaterThan(100);
        const { status, text } = await t.send(path, { body: { where: { OR }, first: 1 } });
        expect(status, text.slice(0, 300)).toBe(200);
      },
    }),
    defineCase({
      id: ordersId,
      promise: `Every order that ${entity}OrderByInput has is accepted by ${path}, JSON fields included.`,
      tier: 'read',
      evidence: 'specified',
      source: `${entity}OrderByInput of the official documents.`,
      needs: anInventory,
      async run(t) {
        const names = fieldsOf(t.contract.document, entity)
          .filter(isOrderable)
          .map(({ name }) => `${name}_ASC`);
        const answers = await Promise.all(
          names.map(async (orderBy) => ({
            orderBy,
            answer: await t.send(path, { body: { orderBy, first: 1 } }),
          })),
        );
        const refused = answers.filter(({ answer }) => answer.status !== 200).map(({ orderBy }) => orderBy);
        expect(refused, 'orders that are refused').toEqual([]);
      },
    }),
  ]),
];

/** Returns a filter for each operator of each field, with a value that every type accepts. */
function filtersOf(t: Tools, entity: string): object[] {
  const { document } = t.contract;
  const simulated = new Set(entitiesOf(document));
  return fieldsOf(document, entity).flatMap((field) =>
    field.entity !== undefined && !simulated.has(field.entity)
      ? []
      : field.operators.map((operator) => ({
          [filterName(field.name, operator)]: field.kind === 'relations' ? {} : null,
        })),
  );
}

async function page(t: Tools, body: Query): Promise<string[]> {
  return ok(await t.api.POST('/get-vms', { body })).map(({ id }) => id);
}

function idsOf(vms: readonly Vm[]): string[] {
  return vms.map(({ id }) => id).toSorted();
}

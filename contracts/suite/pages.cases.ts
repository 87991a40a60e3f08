/**
 * Order and pages of reads.
 * @module
 */

import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { Tools } from '../kit/case/tools.ts';
import { ok } from '../kit/session/client.ts';
import type { Vm, Wire } from '../kit/session/wire.ts';
import { entitiesOf, fieldsOf, filterName, isOrderable } from '../openapi/fields.ts';
import { anInventory, severalVms } from './needs.ts';

type Query = Wire['GetVmsRequestBody'];

/** A page, and which part of the whole list, by id, it is. */
interface Page {
  readonly id: string;
  readonly promise: string;
  readonly query: (ids: readonly string[]) => Query;
  readonly is: (ids: readonly string[]) => readonly string[];
}

const PRISMA = "Prisma 1's rules, whose shapes these are (inferred).";

const PAGES: readonly Page[] = [
  { id: 'PAGE-001', promise: 'Without an order, the list is by id.', query: () => ({}), is: (ids) => ids },
  {
    id: 'PAGE-002',
    promise: 'first answers so many from the beginning.',
    query: () => ({ first: 2 }),
    is: (ids) => ids.slice(0, 2),
  },
  {
    id: 'PAGE-003',
    promise: 'skip leaves out so many at the beginning.',
    query: () => ({ skip: 1 }),
    is: (ids) => ids.slice(1),
  },
  {
    id: 'PAGE-004',
    promise: 'skip and first make pages without gap or overlap.',
    query: () => ({ skip: 2, first: 2 }),
    is: (ids) => ids.slice(2, 4),
  },
  {
    id: 'PAGE-005',
    promise: 'last answers so many from the end, in the same order.',
    query: () => ({ last: 2 }),
    is: (ids) => ids.slice(-2),
  },
  {
    id: 'PAGE-006',
    promise: 'skip with last leaves out at the end.',
    query: () => ({ last: 2, skip: 1 }),
    is: (ids) => ids.slice(-3, -1),
  },
  {
    id: 'PAGE-007',
    promise: 'after begins behind the object of that id.',
    query: (ids) => ({ after: ids[1] ?? '' }),
    is: (ids) => ids.slice(2),
  },
  {
    id: 'PAGE-008',
    promise: 'before ends ahead of the object of that id.',
    query: (ids) => ({ before: ids[3] ?? '' }),
    is: (ids) => ids.slice(0, 3),
  },
  {
    id: 'PAGE-009',
    promise: 'after and first walk the list page by page.',
    query: (ids) => ({ after: ids[0] ?? '', first: 2 }),
    is: (ids) => ids.slice(1, 3),
  },
  { id: 'PAGE-010', promise: 'first: 0 answers an empty list.', query: () => ({ first: 0 }), is: () => [] },
  {
    id: 'PAGE-011',
    promise: 'first beyond the end answers what there is.',
    query: () => ({ first: 1_000_000 }),
    is: (ids) => ids,
  },
];

export const pageCases: readonly Case[] = [
  ...PAGES.map(({ id, promise, query, is }) =>
    defineCase(
      { id, promise, tier: 'read', evidence: 'assumed', source: PRISMA },
      severalVms,
      async (t, { vms }) => {
        const ids = vms.map((vm) => vm.id).toSorted();
        expect(await page(t, query(ids)), 'ids of the page').toEqual(is(ids));
      },
    ),
  ),
  ...(['ASC', 'DESC'] as const).map((direction, index) =>
    defineCase(
      {
        id: `PAGE-02${index + 1}`,
        promise: `orderBy name_${direction} sorts by name, ${direction === 'ASC' ? 'smallest' : 'greatest'} first.`,
        tier: 'read',
        evidence: 'specified',
        source: 'VmOrderByInput of the official documents.',
      },
      severalVms,
      async (t, { vms }) => {
        // By memory and not by name: how text is collated is another question.
        const sorted = ok(await t.api.POST('/get-vms', { body: { orderBy: `memory_${direction}` } }));
        const sign = direction === 'ASC' ? 1 : -1;
        const expected = vms.map(({ memory }) => memory).toSorted((a, b) => sign * (a - b));
        expect(
          sorted.map(({ memory }) => memory),
          'memory, in the order of the list',
        ).toEqual(expected);
      },
    ),
  ),
  defineCase(
    {
      id: 'PAGE-023',
      promise: 'Objects that are equal by orderBy are in the order of their ids, whatever the direction.',
      tier: 'read',
      evidence: 'assumed',
      source: PRISMA,
    },
    severalVms,
    async (t, { vms }) => {
      const sorted = ok(await t.api.POST('/get-vms', { body: { orderBy: 'status_DESC' } }));
      const running = sorted.filter(({ status }) => status === 'RUNNING').map(({ id }) => id);
      expect(running, 'running VMs').toEqual(idsOf(vms.filter(({ status }) => status === 'RUNNING')));
    },
  ),
  defineCase(
    {
      id: 'PAGE-024',
      promise: 'The order is there before the page is cut.',
      tier: 'read',
      evidence: 'specified',
      source: 'Terraform finds the newest task with orderBy and first: 1.',
    },
    severalVms,
    async (t, { vms }) => {
      const [most] = ok(await t.api.POST('/get-vms', { body: { orderBy: 'memory_DESC', first: 1 } }));
      expect(most?.memory, 'memory of the first').toBe(Math.max(...vms.map(({ memory }) => memory)));
    },
  ),
  defineCase(
    {
      id: 'PAGE-025',
      promise: 'The filter is there before the page is cut.',
      tier: 'read',
      evidence: 'specified',
      source: 'GetVmsRequestBody: where and first together.',
    },
    severalVms,
    async (t, { vms }) => {
      const wanted = vms.filter(({ status }) => status !== 'RUNNING');
      const list = ok(await t.api.POST('/get-vms', { body: { where: { status_not: 'RUNNING' }, first: 1 } }));
      expect(idsOf(list), 'ids').toEqual(idsOf(wanted).slice(0, 1));
    },
  ),
  ...refusedPages(),
  connection('PAGE-041', 'A connection counts what the filter matches.', () => ({
    where: { status: 'RUNNING' },
  })),
  connection('PAGE-042', 'A connection counts the page, not the whole.', () => ({ first: 2, skip: 1 })),
  connection('PAGE-043', 'A connection counts from a cursor on.', (ids) => ({ after: ids[1] ?? '' })),
  ...entityCases(),
];

/** Prisma 1's errors 3014 and 3026 to 3028. */
function refusedPages(): Case[] {
  const pages: readonly (readonly [string, string, Query])[] = [
    ['PAGE-031', 'first and last together are refused.', { first: 1, last: 1 }],
    ['PAGE-032', 'A negative first is refused.', { first: -1 }],
    ['PAGE-033', 'A negative last is refused.', { last: -1 }],
    ['PAGE-034', 'A negative skip is refused.', { skip: -1 }],
  ];
  return pages.map(([id, promise, body]) =>
    defineCase({ id, promise, tier: 'read', evidence: 'assumed', source: PRISMA }, anInventory, async (t) => {
      const { status } = await t.send('/get-vms', { body });
      expect(status, 'status').toBeGreaterThanOrEqual(400);
    }),
  );
}

/** What the contract derives for every entity is what the target takes. */
function entityCases(): Case[] {
  const reads = [
    ['Host', '/get-hosts'],
    ['Vm', '/get-vms'],
    ['Cluster', '/get-clusters'],
    ['Task', '/get-tasks'],
  ] as const;
  return reads.flatMap(([entity, path], index) => [
    defineCase(
      {
        id: `QUERY-10${index + 1}`,
        promise: `Every filter that ${entity}WhereInput has is accepted by ${path}.`,
        tier: 'read',
        evidence: 'specified',
        source: `${entity}WhereInput follows from the fields of ${entity} without exception.`,
      },
      anInventory,
      async (t) => {
        const OR = filtersOf(t, entity);
        expect(OR.length, 'filters').toBeGreaterThan(100);
        const { status, text } = await t.send(path, { body: { where: { OR }, first: 1 } });
        expect(status, text.slice(0, 300)).toBe(200);
      },
    ),
    defineCase(
      {
        id: `QUERY-11${index + 1}`,
        promise: `Every order that ${entity}OrderByInput has is accepted by ${path}, JSON fields included.`,
        tier: 'read',
        evidence: 'specified',
        source: `${entity}OrderByInput of the official documents.`,
      },
      anInventory,
      async (t) => {
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
    ),
  ]);
}

/** Each operator of each field once, with an operand that any type takes. */
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

function connection(id: string, promise: string, query: (ids: readonly string[]) => Query): Case {
  return defineCase(
    { id, promise, tier: 'read', evidence: 'assumed', source: PRISMA },
    severalVms,
    async (t, { vms }) => {
      const body = query(vms.map((vm) => vm.id).toSorted());
      const list = await page(t, body);
      const { aggregate } = ok(await t.api.POST('/get-vms-connection', { body }));
      expect(aggregate.count, `count of ${JSON.stringify(body)}`).toBe(list.length);
    },
  );
}

async function page(t: Tools, body: Query): Promise<string[]> {
  return ok(await t.api.POST('/get-vms', { body })).map(({ id }) => id);
}

function idsOf(vms: readonly Vm[]): string[] {
  return vms.map(({ id }) => id).toSorted();
}

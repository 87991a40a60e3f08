/**
 * Lies about the query language.
 * @module
 */
import { withAnswer, withRequest, listOf, members, type Mutant, membersOf } from './mutant.ts';

export const QUERY_MUTANTS: readonly Mutant[] = [
  {
    id: 'filters-ignored',
    lie: 'The where of get-vms is ignored.',
    caughtBy: 'QUERY-001',
    mutate: withRequest('/get-vms', (body) => ({ ...body, where: {} })),
  },
  {
    id: 'not-in-as-in',
    lie: '_not_in does the same as _in.',
    caughtBy: 'QUERY-004',
    mutate: withRequest('/get-vms', renaming('id_not_in', 'id_in')),
  },
  {
    id: 'lt-as-lte',
    lie: '_lt lets what is equal pass.',
    caughtBy: 'QUERY-007',
    mutate: withRequest('/get-vms', renaming('memory_lt', 'memory_lte')),
  },
  {
    id: 'gt-as-gte',
    lie: '_gt lets what is equal pass.',
    caughtBy: 'QUERY-009',
    mutate: withRequest('/get-vms', renaming('memory_gt', 'memory_gte')),
  },
  {
    id: 'contains-as-equals',
    lie: '_contains finds only what is equal.',
    caughtBy: 'QUERY-011',
    mutate: withRequest('/get-vms', renaming('name_contains', 'name')),
  },
  {
    id: 'or-as-and',
    lie: 'OR wants all of its filters.',
    caughtBy: 'QUERY-023',
    mutate: withRequest('/get-vms', renaming('OR', 'AND')),
  },
  {
    id: 'not-ignored',
    lie: 'NOT is ignored.',
    caughtBy: 'QUERY-024',
    mutate: withRequest('/get-vms', (body) => ({ ...body, where: without(body['where'], 'NOT') })),
  },
  {
    id: 'empty-or-true',
    lie: 'OR of nothing holds for everything.',
    caughtBy: 'QUERY-026',
    mutate: withRequest('/get-vms', (body) => ({ ...body, where: without(body['where'], 'OR') })),
  },
  {
    id: 'relation-ignored',
    lie: 'A filter on the host of a VM is ignored.',
    caughtBy: 'QUERY-028',
    mutate: withRequest('/get-vms', (body) => ({ ...body, where: without(body['where'], 'host') })),
  },
  {
    id: 'some-as-every',
    lie: '_some means _every.',
    caughtBy: 'QUERY-032',
    mutate: withRequest('/get-vms', renaming('labels_some', 'labels_every')),
  },
  {
    id: 'underscore-literal',
    lie: '_ in a part of a text is itself.',
    caughtBy: 'QUERY-043',
    mutate: withRequest('/get-vms', escaping('name_ends_with')),
  },
  {
    id: 'percent-literal',
    lie: '% in a part of a text is itself.',
    caughtBy: 'QUERY-044',
    mutate: withRequest('/get-vms', escaping('name_starts_with')),
  },
  {
    id: 'escape-literal',
    lie: '! in a part of a text is itself.',
    caughtBy: 'QUERY-045',
    mutate: withRequest('/get-vms', escaping('name_contains')),
  },
  {
    id: 'empty-condition-true',
    lie: 'An empty condition in OR lets everything pass.',
    caughtBy: 'QUERY-046',
    mutate: withRequest('/get-vms', (body) => ({
      ...body,
      where: changingOr(body['where'], (part) => (isSame(part, {}) ? { AND: [] } : part)),
    })),
  },
  {
    id: 'true-left-out',
    lie: 'AND of nothing is left out of OR.',
    caughtBy: 'QUERY-047',
    mutate: withRequest('/get-vms', (body) => ({
      ...body,
      where: changingOr(body['where'], (part) => (isSame(part, { AND: [] }) ? [] : part)),
    })),
  },
  {
    id: 'local-dates',
    lie: 'A date without a zone is in the zone of the machine, which is that of Shanghai.',
    caughtBy: 'QUERY-048',
    mutate: withRequest('/get-vms', (body) => ({
      ...body,
      where: members('local_created_at', (date) => `${String(date)}+08:00`)(body['where']),
    })),
  },
  {
    id: 'null-at-cursor',
    lie: 'A cursor on null is ignored.',
    caughtBy: 'PAGE-026',
    mutate: withRequest('/get-vms', (body) =>
      body['orderBy'] === 'hostname_ASC' ? { ...body, before: null } : body,
    ),
  },
  {
    id: 'page-off-by-one',
    lie: 'first answers one too many.',
    caughtBy: 'PAGE-002',
    mutate: withRequest('/get-vms', (body) => ({
      ...body,
      ...('first' in body && { first: Number(body['first']) + 1 }),
    })),
  },
  {
    id: 'skip-ignored',
    lie: 'skip is ignored.',
    caughtBy: 'PAGE-003',
    mutate: withRequest('/get-vms', (body) => ({ ...body, skip: 0 })),
  },
  {
    id: 'last-reversed',
    lie: 'last answers from the end backwards.',
    caughtBy: 'PAGE-005',
    mutate: withAnswer(['/get-vms'], ({ request, answer }) =>
      'last' in membersOf(request) ? { answer: listOf(answer).toReversed() } : undefined,
    ),
  },
  {
    id: 'cursor-included',
    lie: 'after answers the object of the cursor, too.',
    caughtBy: 'PAGE-007',
    mutate: withRequest('/get-vms', ({ after, ...body }) =>
      after === undefined ? body : { ...body, where: { ...membersOf(body['where']), id_gte: after } },
    ),
  },
  {
    id: 'order-ignored',
    lie: 'orderBy is ignored.',
    caughtBy: 'PAGE-022',
    mutate: withRequest('/get-vms', (body) => ({ ...body, orderBy: null })),
  },
  {
    id: 'count-of-the-whole',
    lie: 'A connection counts everything, not the page.',
    caughtBy: 'PAGE-042',
    mutate: withRequest('/get-vms-connection', (body) => ({ ...body, first: null, skip: null })),
  },
  {
    id: 'json-not-orderable',
    lie: 'orderBy a JSON field is refused.',
    caughtBy: 'QUERY-111',
    mutate: withAnswer(['/get-hosts'], ({ request, path }) =>
      membersOf(request)['orderBy'] === 'host_state_ASC'
        ? { status: 400, answer: { message: 'No such order.', status: 400, path } }
        : undefined,
    ),
  },
];

/** A filter by another name: what it asks for is done otherwise. */
function renaming(from: string, to: string): (body: Readonly<Record<string, unknown>>) => unknown {
  return (body) => {
    const where = membersOf(body['where']);
    return from in where ? { ...body, where: { ...without(where, from), [to]: where[from] } } : body;
  };
}

/** A part of a text in which no character has a meaning. */
function escaping(name: string): (body: Readonly<Record<string, unknown>>) => unknown {
  return (body) => ({
    ...body,
    where: members(name, (text) => String(text).replaceAll(/[_%!]/g, '!$&'))(body['where']),
  });
}

/** The filters of an OR, changed. */
function changingOr(where: unknown, change: (part: unknown) => unknown): unknown {
  return members('OR', (parts) => listOf(parts).flatMap((part) => change(part)))(where);
}

function isSame(value: unknown, other: object): boolean {
  return JSON.stringify(value) === JSON.stringify(other);
}

function without(where: unknown, name: string): object {
  return Object.fromEntries(Object.entries(membersOf(where)).filter(([key]) => key !== name));
}

/**
 * What reads do that nobody wrote down.
 * @module
 */
import { type Case, defineProbe } from '../../kit/case/case.ts';
import type { Need } from '../../kit/case/need.ts';
import type { RawAnswer, Tools } from '../../kit/case/tools.ts';
import { Skip } from '../../kit/case/verdict.ts';
import { severalVms } from '../needs.ts';
import { threeHosts } from '../world.ts';
import { at, post } from './ask.ts';

const LIMIT = 1_000;

/** More labels than any limit that is thought of. */
const manyLabels: Need<object> = {
  name: 'more than 1000 labels',
  seed: threeHosts([
    {
      name: 'web-01',
      labels: Object.fromEntries(Array.from({ length: LIMIT + 5 }, (_, index) => [`key-${index}`, 'value'])),
    },
  ]),
  find: () => Promise.resolve({}),
};

export const readProbes: readonly Case[] = [
  defineProbe('reads.default-order', 'read', severalVms, async (t) => {
    const ids = idsOf(await vmsBy(t, {}));
    const sorted = ids.toSorted();
    const choice = same(ids, sorted) ? 'id' : same(ids, sorted.toReversed()) ? 'newest-first' : undefined;
    t.observe('reads.default-order', choice, ids.slice(0, 3));
  }),
  defineProbe('reads.page-limit', 'read', manyLabels, async (t) => {
    const count = idsOf(await post(t, '/get-labels', {})).length;
    const asked = await post(t, '/get-labels', { first: LIMIT + 1 });
    if (count > LIMIT) return t.observe('reads.page-limit', 'none');
    if (count < LIMIT) throw new Skip('There are fewer than 1000 labels.');
    t.observe('reads.page-limit', asked.status >= 400 ? 'refused-above-1000' : 'cut-at-1000');
  }),
  defineProbe('reads.unknown-cursor', 'read', severalVms, async (t) => {
    const answer = await vmsBy(t, { after: 'nobody' });
    const choice = answer.status >= 400 ? 'refused' : idsOf(answer).length === 0 ? 'empty' : 'ignored';
    t.observe('reads.unknown-cursor', choice, answer.status);
  }),
  defineProbe('reads.not-of-nothing', 'read', severalVms, async (t) => {
    const answer = await vmsBy(t, { where: { NOT: [{}] } });
    t.observe('reads.not-of-nothing', idsOf(answer).length === 0 ? 'nothing' : 'everything', answer.status);
  }),
  defineProbe('reads.text-case', 'read', severalVms, async (t, { vms }) => {
    const name = vms.map((vm) => vm.name).find((one) => one !== one.toUpperCase());
    if (name === undefined) throw new Skip('No VM has a small letter in its name.');
    const found = idsOf(await vmsBy(t, { where: { name: name.toUpperCase() } }));
    t.observe('reads.text-case', found.length === 0 ? 'sensitive' : 'insensitive');
  }),
  defineProbe('connection.count', 'read', severalVms, async (t, { vms }) => {
    const { body } = await post(t, '/get-vms-connection', { first: 1 });
    const count = at(body, 'aggregate', 'count');
    t.observe('connection.count', count === 1 ? 'page' : count === vms.length ? 'all' : undefined, count);
  }),
  defineProbe('where.invalid', 'read', severalVms, async (t) => {
    t.observe('where.invalid', String((await vmsBy(t, { orderBy: 'no_such_field_ASC' })).status));
  }),
  defineProbe('where.unknown-filter', 'read', severalVms, async (t) => {
    const { status } = await vmsBy(t, { where: { no_such_field: 'x' } });
    t.observe('where.unknown-filter', status === 200 ? 'ignored' : 'refused', status);
  }),
  defineProbe('where.types', 'read', severalVms, async (t) => {
    const { status } = await vmsBy(t, { where: { vcpu_gt: '0' } });
    t.observe('where.types', status === 200 ? 'coerced' : 'strict', status);
  }),
];

function vmsBy(t: Tools, body: object): Promise<RawAnswer> {
  return post(t, '/get-vms', body);
}

function idsOf({ body }: RawAnswer): string[] {
  return Array.isArray(body) ? body.map((one) => String(at(one, 'id'))) : [];
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

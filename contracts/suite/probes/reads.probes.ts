/**
 * What the documents leave open about reads.
 * @module
 */
import { type Case, defineProbe } from '../../kit/case/case.ts';
import type { Need } from '../../kit/case/need.ts';
import type { RawAnswer, Tools } from '../../kit/case/tools.ts';
import { Skip } from '../../kit/case/verdict.ts';
import { severalVms } from '../needs.ts';
import { threeHosts } from '../world.ts';
import { at } from './unchecked.ts';

const LIMIT = 1_000;

/** More labels than the limit of a read, if there is one. */
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
  defineProbe({
    row: 'reads.default-order',
    tier: 'read',
    needs: severalVms,
    async run(t) {
      const ids = idsOf(await vmsBy(t, {}));
      const sorted = ids.toSorted();
      const choice = same(ids, sorted) ? 'id' : same(ids, sorted.toReversed()) ? 'newest-first' : undefined;
      return { choice, seen: ids.slice(0, 3) };
    },
  }),
  defineProbe({
    row: 'reads.page-limit',
    tier: 'read',
    needs: manyLabels,
    async run(t) {
      const count = idsOf(await t.send('/get-labels', { body: {} })).length;
      const beyond = await t.send('/get-labels', { body: { first: LIMIT + 1 } });
      if (count > LIMIT) return { choice: 'none' };
      if (count < LIMIT) throw new Skip('There are fewer than 1000 labels.');
      return { choice: beyond.status >= 400 ? 'refused-above-1000' : 'cut-at-1000' };
    },
  }),
  defineProbe({
    row: 'reads.unknown-cursor',
    tier: 'read',
    needs: severalVms,
    async run(t) {
      const answer = await vmsBy(t, { after: 'nobody' });
      const choice = answer.status >= 400 ? 'refused' : idsOf(answer).length === 0 ? 'empty' : 'ignored';
      return { choice, seen: answer.status };
    },
  }),
  defineProbe({
    row: 'reads.not-of-nothing',
    tier: 'read',
    needs: severalVms,
    async run(t) {
      const answer = await vmsBy(t, { where: { NOT: [{}] } });
      return { choice: idsOf(answer).length === 0 ? 'nothing' : 'everything', seen: answer.status };
    },
  }),
  defineProbe({
    row: 'reads.empty-condition',
    tier: 'read',
    needs: severalVms,
    async run(t, { vms }) {
      const answer = await vmsBy(t, { where: { OR: [{}, { id: vms[0]?.id }] } });
      return { choice: idsOf(answer).length === 1 ? 'left-out' : 'everything', seen: answer.status };
    },
  }),
  defineProbe({
    row: 'reads.wildcards',
    tier: 'read',
    needs: severalVms,
    async run(t, { vms }) {
      const plain = vms.filter(({ name }) => !name.includes('_')).map(({ id }) => id);
      if (plain.length === 0) throw new Skip('Every VM has _ in its name.');
      const answer = await vmsBy(t, { where: { id_in: plain, name_contains: '_' } });
      return { choice: idsOf(answer).length === 0 ? 'literal' : 'wildcards', seen: answer.status };
    },
  }),
  defineProbe({
    row: 'reads.null-at-cursor',
    tier: 'read',
    needs: severalVms,
    async run(t, { vms }) {
      const [withNull, withValue] = [true, false].map((isNull) =>
        vms.find(({ hostname }) => ((hostname ?? null) === null) === isNull),
      );
      if (withNull === undefined || withValue === undefined)
        throw new Skip('No VM has a hostname, or every VM has one.');
      const where = { id_in: [withNull.id, withValue.id] };
      const answer = await vmsBy(t, { where, before: withNull.id, orderBy: 'hostname_ASC' });
      return { choice: idsOf(answer).length === 0 ? 'unknown' : 'greatest', seen: answer.status };
    },
  }),
  defineProbe({
    row: 'reads.text-case',
    tier: 'read',
    needs: severalVms,
    async run(t, { vms }) {
      const name = vms.map((vm) => vm.name).find((one) => one !== one.toUpperCase());
      if (name === undefined) throw new Skip('No VM has a small letter in its name.');
      const found = idsOf(await vmsBy(t, { where: { name: name.toUpperCase() } }));
      return { choice: found.length === 0 ? 'sensitive' : 'insensitive' };
    },
  }),
  defineProbe({
    row: 'connection.count',
    tier: 'read',
    needs: severalVms,
    async run(t, { vms }) {
      const { body } = await t.send('/get-vms-connection', { body: { first: 1 } });
      const count = at(body, 'aggregate', 'count');
      return { choice: count === 1 ? 'page' : count === vms.length ? 'all' : undefined, seen: count };
    },
  }),
  defineProbe({
    row: 'where.invalid',
    tier: 'read',
    needs: severalVms,
    async run(t) {
      return { choice: String((await vmsBy(t, { orderBy: 'no_such_field_ASC' })).status) };
    },
  }),
  defineProbe({
    row: 'where.unknown-filter',
    tier: 'read',
    needs: severalVms,
    async run(t) {
      const { status } = await vmsBy(t, { where: { no_such_field: 'x' } });
      return { choice: status === 200 ? 'ignored' : 'refused', seen: status };
    },
  }),
  defineProbe({
    row: 'where.types',
    tier: 'read',
    needs: severalVms,
    async run(t) {
      const { status } = await vmsBy(t, { where: { vcpu_gt: '0' } });
      return { choice: status === 200 ? 'coerced' : 'strict', seen: status };
    },
  }),
];

function vmsBy(t: Tools, body: object): Promise<RawAnswer> {
  return t.send('/get-vms', { body });
}

function idsOf({ body }: RawAnswer): string[] {
  return Array.isArray(body) ? body.map((one) => String(at(one, 'id'))) : [];
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

/**
 * What the wire shows of the choices about reads.
 * @module
 */
import { expect } from 'vitest';
import type { READS } from '../../../contracts/behaviours/reads.ts';
import type { Target, Wire } from '../../kit/target.ts';
import type { Proofs } from './proof.ts';

const HOSTS = 5;

export const READS_PROOFS: Proofs<typeof READS> = {
  'reads.default-order': {
    id: async (target) => expect(await idsOf(target)).toEqual((await idsOf(target)).toSorted()),
    'newest-first': async (target) => {
      const ids = await idsOf(target);
      expect(ids).toEqual(ids.toSorted().toReversed());
      expect(await idsOf(target, { after: ids[1], first: 2 })).toEqual(ids.slice(2, 4));
    },
  },
  'reads.page-limit': {
    none: async (target) => expect(await labelsOf(target, {})).toHaveLength(1_005),
    'cut-at-1000': async (target) => {
      expect(await labelsOf(target, {})).toHaveLength(1_000);
      expect(await labelsOf(target, { first: 1_001 })).toHaveLength(1_000);
      expect(await labelsOf(target, { last: 1_001 })).toHaveLength(1_000);
      expect(await labelsOf(target, { first: 7 })).toHaveLength(7);
    },
    'refused-above-1000': async (target) => {
      expect(await labelsOf(target, {})).toHaveLength(1_000);
      expect(await target.post('/get-labels', { first: 1_001 })).toMatchObject({ status: 400 });
      expect(await target.post('/get-labels', { last: 1_001 })).toMatchObject({ status: 400 });
      expect(await labelsOf(target, { first: 1_000 })).toHaveLength(1_000);
    },
  },
  'reads.unknown-cursor': {
    empty: async (target) => expect(await idsOf(target, { after: 'nobody' })).toEqual([]),
    refused: async (target) => {
      expect(await target.post('/get-hosts', { after: 'nobody' })).toMatchObject({ status: 400 });
      expect(await target.post('/get-hosts', { before: 'nobody' })).toMatchObject({ status: 400 });
    },
    ignored: async (target) => expect(await idsOf(target, { before: 'nobody' })).toHaveLength(HOSTS),
  },
  'reads.not-of-nothing': {
    nothing: async (target) => expect(await idsOf(target, { where: { NOT: [{}] } })).toEqual([]),
    everything: async (target) => expect(await idsOf(target, { where: { NOT: [{}] } })).toHaveLength(HOSTS),
  },
  'reads.text-case': {
    sensitive: async (target) => {
      expect(await idsOf(target, { where: { name: 'NODE-01' } })).toEqual([]);
      expect(await idsOf(target, { where: { name_contains: 'NODE' } })).toEqual([]);
    },
    insensitive: async (target) => {
      const { id } = await target.host('node-01');
      expect(await idsOf(target, { where: { name: 'NODE-01' } })).toEqual([id]);
      expect(await idsOf(target, { where: { name_in: ['Node-01'] } })).toEqual([id]);
      expect(await idsOf(target, { where: { id: id.toUpperCase() } })).toEqual([id]);
      expect(await idsOf(target, { where: { name_contains: 'NODE' } })).toHaveLength(4);
    },
  },
  'connection.count': {
    page: async (target) => expect(await countOf(target)).toBe(1),
    all: async (target) => expect(await countOf(target)).toBe(4),
  },
};

async function idsOf(target: Target, body: object = {}): Promise<string[]> {
  return (await target.post<Wire['Host'][]>('/get-hosts', body)).body.map(({ id }) => id);
}

/** Reads labels, of which there are 1,005. */
async function labelsOf(target: Target, body: object): Promise<Wire['Label'][]> {
  const { world } = target.fake;
  const [label] = world.all('Label');
  if (label === undefined) throw new Error('The scenario has no label.');
  for (let count = world.size('Label'); count < 1_005; count += 1)
    world.insert('Label', { ...label, id: `label-${count}`, value: String(count) });
  return (await target.post<Wire['Label'][]>('/get-labels', body)).body;
}

async function countOf(target: Target): Promise<number> {
  const { body } = await target.post<Wire['HostConnection']>('/get-hosts-connection', {
    where: { name_starts_with: 'node' },
    first: 2,
    skip: 3,
  });
  return body.aggregate.count;
}

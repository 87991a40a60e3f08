/**
 * The query language, on VMs: each filter against what the whole list says, computed here.
 * @module
 */
import { type Case, type CaseFacts, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { Tools } from '../kit/case/tools.ts';
import { Skip } from '../kit/case/verdict.ts';
import { ok } from '../kit/session/client.ts';
import type { Vm, Wire } from '../kit/session/wire.ts';
import { severalVms } from './needs.ts';

type Where = Wire['VmWhereInput'];

/** A filter, and which VMs it means. Both are made from the VMs that are there. */
interface Filter {
  readonly id: string;
  readonly promise: string;
  readonly evidence?: CaseFacts['evidence'];
  readonly source?: string;
  readonly where: (vms: readonly Vm[]) => Where;
  readonly means: (vm: Vm, vms: readonly Vm[]) => boolean;
  /** It means all VMs, or none: that is the promise. */
  readonly isExtreme?: boolean;
}

const PRISMA = 'The shapes of the query language are those of Prisma 1, and so are its rules (inferred).';
const SPEC = 'VmWhereInput of the official documents.';

const FILTERS: readonly Filter[] = [
  {
    id: 'QUERY-001',
    promise: 'A bare field name finds what equals it.',
    where: (vms) => ({ name: sample(vms).name }),
    means: (vm, vms) => vm.name === sample(vms).name,
  },
  {
    id: 'QUERY-002',
    promise: '_not finds everything else.',
    where: (vms) => ({ name_not: sample(vms).name }),
    means: (vm, vms) => vm.name !== sample(vms).name,
  },
  {
    id: 'QUERY-003',
    promise: '_in finds what equals one of the list.',
    where: (vms) => ({ id_in: vms.slice(0, 2).map(({ id }) => id) }),
    means: (vm, vms) => vms.slice(0, 2).some(({ id }) => id === vm.id),
  },
  {
    id: 'QUERY-004',
    promise: '_not_in finds what equals none of the list.',
    where: (vms) => ({ id_not_in: vms.slice(0, 2).map(({ id }) => id) }),
    means: (vm, vms) => !vms.slice(0, 2).some(({ id }) => id === vm.id),
  },
  {
    id: 'QUERY-005',
    promise: '_in with an empty list finds nothing.',
    where: () => ({ id_in: [] }),
    means: () => false,
    isExtreme: true,
  },
  {
    id: 'QUERY-006',
    promise: '_not_in with an empty list finds everything.',
    where: () => ({ id_not_in: [] }),
    means: () => true,
    isExtreme: true,
  },
  {
    id: 'QUERY-007',
    promise: '_lt finds what is less, not what is equal.',
    where: (vms) => ({ memory_lt: middle(vms) }),
    means: (vm, vms) => vm.memory < middle(vms),
  },
  {
    id: 'QUERY-008',
    promise: '_lte finds what is less or equal.',
    where: (vms) => ({ memory_lte: middle(vms) }),
    means: (vm, vms) => vm.memory <= middle(vms),
  },
  {
    id: 'QUERY-009',
    promise: '_gt finds what is greater, not what is equal.',
    where: (vms) => ({ memory_gt: smallest(vms) }),
    means: (vm, vms) => vm.memory > smallest(vms),
  },
  {
    id: 'QUERY-010',
    promise: '_gte finds what is greater or equal.',
    where: (vms) => ({ memory_gte: middle(vms) }),
    means: (vm, vms) => vm.memory >= middle(vms),
  },
  {
    id: 'QUERY-011',
    promise: '_contains finds text inside of a field.',
    where: (vms) => ({ name_contains: sample(vms).name.slice(1, 3) }),
    means: (vm, vms) => vm.name.includes(sample(vms).name.slice(1, 3)),
  },
  {
    id: 'QUERY-012',
    promise: '_not_contains finds what does not contain the text.',
    where: (vms) => ({ name_not_contains: sample(vms).name.slice(1, 3) }),
    means: (vm, vms) => !vm.name.includes(sample(vms).name.slice(1, 3)),
  },
  {
    id: 'QUERY-013',
    promise: '_starts_with finds what begins with the text.',
    where: (vms) => ({ name_starts_with: sample(vms).name.slice(0, 3) }),
    means: (vm, vms) => vm.name.startsWith(sample(vms).name.slice(0, 3)),
  },
  {
    id: 'QUERY-014',
    promise: '_not_starts_with finds what does not begin with the text.',
    where: (vms) => ({ name_not_starts_with: sample(vms).name.slice(0, 3) }),
    means: (vm, vms) => !vm.name.startsWith(sample(vms).name.slice(0, 3)),
  },
  {
    id: 'QUERY-015',
    promise: '_ends_with finds what ends with the text.',
    where: (vms) => ({ name_ends_with: sample(vms).name.slice(-4) }),
    means: (vm, vms) => vm.name.endsWith(sample(vms).name.slice(-4)),
  },
  {
    id: 'QUERY-016',
    promise: '_not_ends_with finds what does not end with the text.',
    where: (vms) => ({ name_not_ends_with: sample(vms).name.slice(-4) }),
    means: (vm, vms) => !vm.name.endsWith(sample(vms).name.slice(-4)),
  },
  {
    id: 'QUERY-017',
    promise: 'An enum is filtered by its value.',
    where: () => ({ status: 'RUNNING' }),
    means: ({ status }) => status === 'RUNNING',
  },
  {
    id: 'QUERY-018',
    promise: 'An enum is filtered by a list of values.',
    where: () => ({ status_not_in: ['RUNNING'] }),
    means: ({ status }) => status !== 'RUNNING',
  },
  {
    id: 'QUERY-019',
    promise: 'A boolean is filtered by its value.',
    where: () => ({ ha: false }),
    means: ({ ha }) => !ha,
  },
  {
    id: 'QUERY-020',
    promise: '_not of a boolean finds the others.',
    where: () => ({ ha_not: false }),
    means: ({ ha }) => ha,
  },
  {
    id: 'QUERY-021',
    promise: 'Several members of a where must all hold.',
    where: () => ({ status: 'RUNNING', ha: true }),
    means: ({ status, ha }) => status === 'RUNNING' && ha,
  },
  {
    id: 'QUERY-022',
    promise: 'AND holds when all of its filters do.',
    where: () => ({ AND: [{ status: 'RUNNING' }, { ha: true }] }),
    means: ({ status, ha }) => status === 'RUNNING' && ha,
  },
  {
    id: 'QUERY-023',
    promise: 'OR holds when one of its filters does.',
    where: (vms) => ({ OR: [{ status: 'STOPPED' }, { id: sample(vms).id }] }),
    means: ({ status, id }, vms) => status === 'STOPPED' || id === sample(vms).id,
  },
  {
    id: 'QUERY-024',
    promise: 'NOT holds when none of its filters does.',
    where: (vms) => ({ NOT: [{ status: 'STOPPED' }, { id: sample(vms).id }] }),
    means: ({ status, id }, vms) => status !== 'STOPPED' && id !== sample(vms).id,
  },
  {
    id: 'QUERY-025',
    promise: 'AND of nothing holds for everything.',
    where: () => ({ AND: [] }),
    means: () => true,
    isExtreme: true,
  },
  {
    id: 'QUERY-026',
    promise: 'OR of nothing holds for nothing.',
    where: () => ({ OR: [] }),
    means: () => false,
    isExtreme: true,
  },
  {
    id: 'QUERY-027',
    promise: 'NOT of nothing holds for everything.',
    where: () => ({ NOT: [] }),
    means: () => true,
    isExtreme: true,
  },
  {
    id: 'QUERY-028',
    promise: 'A relation to one is filtered by the fields of the other end.',
    where: (vms) => ({ host: { id: hostId(vms) } }),
    means: (vm, vms) => vm.host?.id === hostId(vms),
  },
  {
    id: 'QUERY-029',
    promise: 'A relation of a relation is filtered, too.',
    where: (vms) => ({ host: { cluster: { id: clusterId(vms) } } }),
    means: (vm, vms) => vm.cluster?.id === clusterId(vms),
  },
  {
    id: 'QUERY-030',
    promise: 'A relation to one with {} finds what has one at all.',
    where: () => ({ host: {} }),
    means: ({ host }) => host !== null && host !== undefined,
    isExtreme: true,
  },
  {
    id: 'QUERY-031',
    promise: 'A relation to one with null finds what has none.',
    where: () => ({ host: null }),
    means: ({ host }) => host === null || host === undefined,
    isExtreme: true,
  },
  {
    id: 'QUERY-032',
    promise: 'A relation to many with _some finds what has one that matches.',
    where: () => ({ labels_some: { key: 'tier' } }),
    means: ({ labels }) => (labels ?? []).some(({ key }) => key === 'tier'),
  },
  {
    id: 'QUERY-033',
    promise: 'A relation to many with _none finds what has none that matches.',
    where: () => ({ labels_none: { key: 'tier' } }),
    means: ({ labels }) => !(labels ?? []).some(({ key }) => key === 'tier'),
  },
  {
    id: 'QUERY-034',
    promise: 'A relation to many with _every holds for what has none at all.',
    where: () => ({ labels_every: { key: 'no such key' } }),
    means: ({ labels }) => (labels ?? []).length === 0,
  },
  {
    id: 'QUERY-035',
    promise: 'A field with null finds what has no value.',
    where: () => ({ last_shutdown_time: null }),
    means: (vm) => isNull(vm.last_shutdown_time),
    isExtreme: true,
  },
  {
    id: 'QUERY-036',
    promise: '_not with null finds what has a value.',
    where: () => ({ vm_usage_not: null }),
    means: (vm) => !isNull(vm.vm_usage),
    isExtreme: true,
  },
  {
    id: 'QUERY-037',
    promise: 'Negative filters leave out what has no value.',
    where: () => ({ hostname_not: 'no such name' }),
    means: (vm) => !isNull(vm.hostname) && vm.hostname !== 'no such name',
    isExtreme: true,
  },
  {
    id: 'QUERY-038',
    promise: 'Text is compared with attention to case.',
    evidence: 'assumed',
    source: 'PostgreSQL, which Prisma 1 is mostly used with, does so (inferred).',
    where: () => ({ name_starts_with: 'web-' }),
    means: ({ name }) => name.startsWith('web-'),
  },
  {
    id: 'QUERY-039',
    promise: 'A filter by local_id finds the VM of that UUID.',
    where: (vms) => ({ local_id: sample(vms).local_id }),
    means: (vm, vms) => vm.local_id === sample(vms).local_id,
  },
  {
    id: 'QUERY-040',
    promise: 'An unknown id finds nothing: an empty list, no error.',
    where: () => ({ id: 'nobody' }),
    means: () => false,
    isExtreme: true,
  },
  {
    id: 'QUERY-041',
    promise: 'An empty where finds everything.',
    where: () => ({}),
    means: () => true,
    isExtreme: true,
  },
  {
    id: 'QUERY-042',
    promise: 'A filter inside of OR, inside of NOT, inside of AND holds its place.',
    where: (vms) => ({ AND: [{ NOT: [{ OR: [{ status: 'STOPPED' }, { memory_lt: middle(vms) }] }] }] }),
    means: ({ status, memory }, vms) => !(status === 'STOPPED' || memory < middle(vms)),
  },
];

/** Rules that the document alone settles; all others are read off Prisma 1. */
const SPECIFIED = /^QUERY-0(0[1-4]|0[7-9]|1\d|2[0-4]|28|29|32|33|39|41)$/;

export const queryCases: readonly Case[] = FILTERS.map(
  ({ id, promise, evidence, source, where, means, isExtreme }) => {
    const isSpecified = SPECIFIED.test(id);
    const facts: CaseFacts = {
      id,
      promise,
      tier: 'read',
      evidence: evidence ?? (isSpecified ? 'specified' : 'assumed'),
      source: source ?? (isSpecified ? SPEC : PRISMA),
    };
    return defineCase(facts, severalVms, async (t, { vms }) => {
      const expected = vms.filter((vm) => means(vm, vms));
      if (isExtreme !== true && (expected.length === 0 || expected.length === vms.length)) {
        throw new Skip('The VMs that are there do not tell this filter from none at all.');
      }
      expect(await found(t, where(vms)), `VMs that match ${JSON.stringify(where(vms))}`).toEqual(
        names(expected),
      );
    });
  },
);

async function found(t: Tools, where: Where): Promise<string[]> {
  return names(ok(await t.api.POST('/get-vms', { body: { where } })));
}

function names(vms: readonly Vm[]): string[] {
  return vms.map(({ id, name }) => `${name} ${id}`).toSorted();
}

function sample(vms: readonly Vm[]): Vm {
  const vm = vms.find(({ status }) => status === 'RUNNING') ?? vms[0];
  if (vm === undefined) throw new Skip('There is no VM.');
  return vm;
}

function sizes(vms: readonly Vm[]): number[] {
  return vms.map(({ memory }) => memory).toSorted((a, b) => a - b);
}

function middle(vms: readonly Vm[]): number {
  return sizes(vms)[Math.floor(vms.length / 2)] ?? 0;
}

function smallest(vms: readonly Vm[]): number {
  return sizes(vms)[0] ?? 0;
}

function hostId(vms: readonly Vm[]): string {
  return vms.find(({ host }) => host)?.host?.id ?? '';
}

function clusterId(vms: readonly Vm[]): string {
  return vms.find(({ cluster }) => cluster)?.cluster?.id ?? '';
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

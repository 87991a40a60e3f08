/**
 * The filters of the query language, on VMs: what each must match, computed from the whole list.
 * @module
 */
import type { CaseRow } from '../kit/case/case.ts';
import { Skip } from '../kit/case/verdict.ts';
import type { Vm, Wire } from '../kit/session/wire.ts';

export type Where = Wire['VmWhereInput'];

/** A filter, and the VMs that it matches. Both follow from the VMs that the target has. */
interface Filter extends CaseRow {
  readonly where: (vms: readonly Vm[]) => Where;
  readonly matches: (vm: Vm, vms: readonly Vm[]) => boolean;
  /** The promise is that it matches every VM, or none: otherwise it must match some and leave out some. */
  readonly matchesAllOrNone?: true;
}

const PRISMA = 'The shapes of the query language are those of Prisma 1, and so are its rules (inferred).';
const LIKE = 'Prisma 1 hands the text to LIKE as it is, with ! as the escape character (prisma1 issue 4957).';
const CASE = { 'reads.text-case': ['sensitive'] } as const;
const WILDCARDS = { ...CASE, 'reads.wildcards': ['wildcards'] } as const;
const SPEC = 'VmWhereInput of the official documents.';

export const FILTERS: readonly Filter[] = [
  {
    id: 'QUERY-001',
    promise: 'A bare field name finds what equals it.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ name: sample(vms).name }),
    matches: (vm, vms) => vm.name === sample(vms).name,
  },
  {
    id: 'QUERY-002',
    promise: '_not finds everything else.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ name_not: sample(vms).name }),
    matches: (vm, vms) => vm.name !== sample(vms).name,
  },
  {
    id: 'QUERY-003',
    promise: '_in finds what equals one of the list.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ id_in: vms.slice(0, 2).map(({ id }) => id) }),
    matches: (vm, vms) => vms.slice(0, 2).some(({ id }) => id === vm.id),
  },
  {
    id: 'QUERY-004',
    promise: '_not_in finds what equals none of the list.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ id_not_in: vms.slice(0, 2).map(({ id }) => id) }),
    matches: (vm, vms) => !vms.slice(0, 2).some(({ id }) => id === vm.id),
  },
  {
    id: 'QUERY-005',
    promise: '_in with an empty list finds nothing.',
    evidence: 'assumed',
    source: PRISMA,
    where: () => ({ id_in: [] }),
    matches: () => false,
    matchesAllOrNone: true,
  },
  {
    id: 'QUERY-006',
    promise: '_not_in with an empty list finds everything.',
    evidence: 'assumed',
    source: PRISMA,
    where: () => ({ id_not_in: [] }),
    matches: () => true,
    matchesAllOrNone: true,
  },
  {
    id: 'QUERY-007',
    promise: '_lt finds what is less, not what is equal.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ memory_lt: middle(vms) }),
    matches: (vm, vms) => vm.memory < middle(vms),
  },
  {
    id: 'QUERY-008',
    promise: '_lte finds what is less or equal.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ memory_lte: middle(vms) }),
    matches: (vm, vms) => vm.memory <= middle(vms),
  },
  {
    id: 'QUERY-009',
    promise: '_gt finds what is greater, not what is equal.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ memory_gt: smallest(vms) }),
    matches: (vm, vms) => vm.memory > smallest(vms),
  },
  {
    id: 'QUERY-010',
    promise: '_gte finds what is greater or equal.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ memory_gte: middle(vms) }),
    matches: (vm, vms) => vm.memory >= middle(vms),
  },
  {
    id: 'QUERY-011',
    promise: '_contains finds text inside of a field.',
    evidence: 'specified',
    source: SPEC,
    rests: CASE,
    where: (vms) => ({ name_contains: partOf(vms, 1, 3) }),
    matches: (vm, vms) => vm.name.includes(partOf(vms, 1, 3)),
  },
  {
    id: 'QUERY-012',
    promise: '_not_contains finds what does not contain the text.',
    evidence: 'specified',
    source: SPEC,
    rests: CASE,
    where: (vms) => ({ name_not_contains: partOf(vms, 1, 3) }),
    matches: (vm, vms) => !vm.name.includes(partOf(vms, 1, 3)),
  },
  {
    id: 'QUERY-013',
    promise: '_starts_with finds what begins with the text.',
    evidence: 'specified',
    source: SPEC,
    rests: CASE,
    where: (vms) => ({ name_starts_with: partOf(vms, 0, 3) }),
    matches: (vm, vms) => vm.name.startsWith(partOf(vms, 0, 3)),
  },
  {
    id: 'QUERY-014',
    promise: '_not_starts_with finds what does not begin with the text.',
    evidence: 'specified',
    source: SPEC,
    rests: CASE,
    where: (vms) => ({ name_not_starts_with: partOf(vms, 0, 3) }),
    matches: (vm, vms) => !vm.name.startsWith(partOf(vms, 0, 3)),
  },
  {
    id: 'QUERY-015',
    promise: '_ends_with finds what ends with the text.',
    evidence: 'specified',
    source: SPEC,
    rests: CASE,
    where: (vms) => ({ name_ends_with: partOf(vms, -4) }),
    matches: (vm, vms) => vm.name.endsWith(partOf(vms, -4)),
  },
  {
    id: 'QUERY-016',
    promise: '_not_ends_with finds what does not end with the text.',
    evidence: 'specified',
    source: SPEC,
    rests: CASE,
    where: (vms) => ({ name_not_ends_with: partOf(vms, -4) }),
    matches: (vm, vms) => !vm.name.endsWith(partOf(vms, -4)),
  },
  {
    id: 'QUERY-017',
    promise: 'An enum is filtered by its value.',
    evidence: 'specified',
    source: SPEC,
    where: () => ({ status: 'RUNNING' }),
    matches: ({ status }) => status === 'RUNNING',
  },
  {
    id: 'QUERY-018',
    promise: 'An enum is filtered by a list of values.',
    evidence: 'specified',
    source: SPEC,
    where: () => ({ status_not_in: ['RUNNING'] }),
    matches: ({ status }) => status !== 'RUNNING',
  },
  {
    id: 'QUERY-019',
    promise: 'A boolean is filtered by its value.',
    evidence: 'specified',
    source: SPEC,
    where: () => ({ ha: false }),
    matches: ({ ha }) => !ha,
  },
  {
    id: 'QUERY-020',
    promise: '_not of a boolean finds the others.',
    evidence: 'specified',
    source: SPEC,
    where: () => ({ ha_not: false }),
    matches: ({ ha }) => ha,
  },
  {
    id: 'QUERY-021',
    promise: 'Several members of a where must all hold.',
    evidence: 'specified',
    source: SPEC,
    where: () => ({ status: 'RUNNING', ha: true }),
    matches: ({ status, ha }) => status === 'RUNNING' && ha,
  },
  {
    id: 'QUERY-022',
    promise: 'AND holds when all of its filters do.',
    evidence: 'specified',
    source: SPEC,
    where: () => ({ AND: [{ status: 'RUNNING' }, { ha: true }] }),
    matches: ({ status, ha }) => status === 'RUNNING' && ha,
  },
  {
    id: 'QUERY-023',
    promise: 'OR holds when one of its filters does.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ OR: [{ status: 'STOPPED' }, { id: sample(vms).id }] }),
    matches: ({ status, id }, vms) => status === 'STOPPED' || id === sample(vms).id,
  },
  {
    id: 'QUERY-024',
    promise: 'NOT holds when none of its filters does.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ NOT: [{ status: 'STOPPED' }, { id: sample(vms).id }] }),
    matches: ({ status, id }, vms) => status !== 'STOPPED' && id !== sample(vms).id,
  },
  {
    id: 'QUERY-025',
    promise: 'AND of nothing holds for everything.',
    evidence: 'assumed',
    source: PRISMA,
    where: () => ({ AND: [] }),
    matches: () => true,
    matchesAllOrNone: true,
  },
  {
    id: 'QUERY-026',
    promise: 'OR of nothing holds for nothing.',
    evidence: 'assumed',
    source: PRISMA,
    where: () => ({ OR: [] }),
    matches: () => false,
    matchesAllOrNone: true,
  },
  {
    id: 'QUERY-027',
    promise: 'NOT of nothing holds for everything.',
    evidence: 'assumed',
    source: PRISMA,
    where: () => ({ NOT: [] }),
    matches: () => true,
    matchesAllOrNone: true,
  },
  {
    id: 'QUERY-028',
    promise: 'A relation to one is filtered by the fields of the other end.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ host: { id: hostId(vms) } }),
    matches: (vm, vms) => vm.host?.id === hostId(vms),
  },
  {
    id: 'QUERY-029',
    promise: 'A relation of a relation is filtered, too.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ host: { cluster: { id: clusterId(vms) } } }),
    matches: (vm, vms) => vm.cluster?.id === clusterId(vms),
  },
  {
    id: 'QUERY-030',
    promise: 'A relation to one with {} finds what has one at all.',
    evidence: 'assumed',
    source: PRISMA,
    where: () => ({ host: {} }),
    matches: ({ host }) => host !== null && host !== undefined,
    matchesAllOrNone: true,
  },
  {
    id: 'QUERY-031',
    promise: 'A relation to one with null finds what has none.',
    evidence: 'assumed',
    source: PRISMA,
    where: () => ({ host: null }),
    matches: ({ host }) => host === null || host === undefined,
    matchesAllOrNone: true,
  },
  {
    id: 'QUERY-032',
    promise: 'A relation to many with _some finds what has one that matches.',
    evidence: 'specified',
    source: SPEC,
    where: () => ({ labels_some: { key: 'tier' } }),
    matches: ({ labels }) => (labels ?? []).some(({ key }) => key === 'tier'),
  },
  {
    id: 'QUERY-033',
    promise: 'A relation to many with _none finds what has none that matches.',
    evidence: 'specified',
    source: SPEC,
    where: () => ({ labels_none: { key: 'tier' } }),
    matches: ({ labels }) => !(labels ?? []).some(({ key }) => key === 'tier'),
  },
  {
    id: 'QUERY-034',
    promise: 'A relation to many with _every holds for what has none at all.',
    evidence: 'assumed',
    source: PRISMA,
    where: () => ({ labels_every: { key: 'no such key' } }),
    matches: ({ labels }) => (labels ?? []).length === 0,
  },
  {
    id: 'QUERY-035',
    promise: 'A field with null finds what has no value.',
    evidence: 'assumed',
    source: PRISMA,
    where: () => ({ last_shutdown_time: null }),
    matches: (vm) => isNull(vm.last_shutdown_time),
    matchesAllOrNone: true,
  },
  {
    id: 'QUERY-036',
    promise: '_not with null finds what has a value.',
    evidence: 'assumed',
    source: PRISMA,
    where: () => ({ vm_usage_not: null }),
    matches: (vm) => !isNull(vm.vm_usage),
    matchesAllOrNone: true,
  },
  {
    id: 'QUERY-037',
    promise: 'Negative filters leave out what has no value.',
    evidence: 'assumed',
    source: PRISMA,
    where: () => ({ hostname_not: 'no such name' }),
    matches: (vm) => !isNull(vm.hostname) && vm.hostname !== 'no such name',
    matchesAllOrNone: true,
  },
  {
    id: 'QUERY-038',
    promise: 'Text is compared with attention to case.',
    evidence: 'assumed',
    source: 'PostgreSQL, which Prisma 1 is mostly used with, does so (inferred).',
    rests: CASE,
    where: () => ({ name_starts_with: 'web-' }),
    matches: ({ name }) => name.startsWith('web-'),
  },
  {
    id: 'QUERY-039',
    promise: 'A filter by local_id finds the VM of that UUID.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ local_id: sample(vms).local_id }),
    matches: (vm, vms) => vm.local_id === sample(vms).local_id,
  },
  {
    id: 'QUERY-040',
    promise: 'An unknown id finds nothing: an empty list, no error.',
    evidence: 'assumed',
    source: PRISMA,
    where: () => ({ id: 'nobody' }),
    matches: () => false,
    matchesAllOrNone: true,
  },
  {
    id: 'QUERY-041',
    promise: 'An empty where finds everything.',
    evidence: 'specified',
    source: SPEC,
    where: () => ({}),
    matches: () => true,
    matchesAllOrNone: true,
  },
  {
    id: 'QUERY-042',
    promise: 'A filter inside of OR, inside of NOT, inside of AND holds its place.',
    evidence: 'assumed',
    source: PRISMA,
    where: (vms) => ({ AND: [{ NOT: [{ OR: [{ status: 'STOPPED' }, { memory_lt: middle(vms) }] }] }] }),
    matches: ({ status, memory }, vms) => !(status === 'STOPPED' || memory < middle(vms)),
  },
  {
    id: 'QUERY-043',
    promise: '_ stands for any one character in a part of a text.',
    evidence: 'assumed',
    source: LIKE,
    rests: WILDCARDS,
    where: (vms) => ({ name_ends_with: `_${partOf(vms, -3)}` }),
    matches: ({ name }, vms) => name.length > 3 && name.endsWith(partOf(vms, -3)),
  },
  {
    id: 'QUERY-044',
    promise: '% stands for any text in a part of a text.',
    evidence: 'assumed',
    source: LIKE,
    rests: WILDCARDS,
    where: (vms) => ({ name_starts_with: `${partOf(vms, 0, 1)}%${partOf(vms, 1, 3)}` }),
    matches: ({ name }, vms) =>
      name.startsWith(partOf(vms, 0, 1)) && name.slice(1).includes(partOf(vms, 1, 3)),
  },
  {
    id: 'QUERY-045',
    promise: '! takes the meaning from _ behind it: only what has _ is found.',
    evidence: 'assumed',
    source: LIKE,
    rests: WILDCARDS,
    where: () => ({ name_contains: '!_' }),
    matches: ({ name }) => name.includes('_'),
  },
  {
    id: 'QUERY-046',
    promise: 'An empty condition in OR is left out.',
    evidence: 'assumed',
    source: PRISMA,
    rests: { 'reads.empty-condition': ['left-out'] },
    where: (vms) => ({ OR: [{}, { id: sample(vms).id }] }),
    matches: ({ id }, vms) => id === sample(vms).id,
  },
  {
    id: 'QUERY-047',
    promise: 'AND of nothing in OR is true and is not left out.',
    evidence: 'assumed',
    source: PRISMA,
    where: (vms) => ({ OR: [{ AND: [] }, { id: sample(vms).id }] }),
    matches: () => true,
    matchesAllOrNone: true,
  },
  {
    id: 'QUERY-048',
    promise: 'A date without a zone is in UTC.',
    evidence: 'assumed',
    source: PRISMA,
    where: (vms) => ({ local_created_at: aDate(vms).replace('Z', '') }),
    matches: ({ local_created_at }, vms) => local_created_at === aDate(vms),
  },
];

function sample(vms: readonly Vm[]): Vm {
  const vm = vms.find(({ status }) => status === 'RUNNING') ?? vms[0];
  if (vm === undefined) throw new Skip('There is no VM.');
  return vm;
}

/** Returns a part of a VM's name in which no character has a meaning in LIKE. Throws Skip if there is none. */
function partOf(vms: readonly Vm[], from: number, to?: number): string {
  const parts = [sample(vms), ...vms].map(({ name }) => name.slice(from, to));
  const part = parts.find((one) => one !== '' && !/[_%!\uD800-\uDFFF]/.test(one));
  if (part === undefined) throw new Skip('No VM has a name that is plain text there, without _, % and !.');
  return part;
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

/** Returns a date on which a VM was created. Throws Skip if there is none. */
function aDate(vms: readonly Vm[]): string {
  const [date] = vms.flatMap(({ local_created_at }) => local_created_at ?? []);
  if (date === undefined) throw new Skip('No VM has a date on which it was created.');
  return date;
}

function clusterId(vms: readonly Vm[]): string {
  return vms.find(({ cluster }) => cluster)?.cluster?.id ?? '';
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

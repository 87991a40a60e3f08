/**
 * The filters that look for a part of a text. Their operands have no character with a meaning in LIKE, unless that is
 * the promise.
 * @module
 */
import { type Filter, SPEC } from './filters.ts';
import { partOf } from './samples.ts';

const LIKE = 'Prisma 1 hands the text to LIKE as it is, with ! as the escape character (prisma1 issue 4957).';
const WILDCARDS = { 'reads.wildcards': ['wildcards'] } as const;

export const TEXT_FILTERS: readonly Filter[] = [
  {
    id: 'QUERY-011',
    promise: '_contains finds text inside of a field.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ name_contains: partOf(vms, 1, 3) }),
    matches: (vm, vms) => vm.name.includes(partOf(vms, 1, 3)),
  },
  {
    id: 'QUERY-012',
    promise: '_not_contains finds what does not contain the text.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ name_not_contains: partOf(vms, 1, 3) }),
    matches: (vm, vms) => !vm.name.includes(partOf(vms, 1, 3)),
  },
  {
    id: 'QUERY-013',
    promise: '_starts_with finds what begins with the text.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ name_starts_with: partOf(vms, 0, 3) }),
    matches: (vm, vms) => vm.name.startsWith(partOf(vms, 0, 3)),
  },
  {
    id: 'QUERY-014',
    promise: '_not_starts_with finds what does not begin with the text.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ name_not_starts_with: partOf(vms, 0, 3) }),
    matches: (vm, vms) => !vm.name.startsWith(partOf(vms, 0, 3)),
  },
  {
    id: 'QUERY-015',
    promise: '_ends_with finds what ends with the text.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ name_ends_with: partOf(vms, -4) }),
    matches: (vm, vms) => vm.name.endsWith(partOf(vms, -4)),
  },
  {
    id: 'QUERY-016',
    promise: '_not_ends_with finds what does not end with the text.',
    evidence: 'specified',
    source: SPEC,
    where: (vms) => ({ name_not_ends_with: partOf(vms, -4) }),
    matches: (vm, vms) => !vm.name.endsWith(partOf(vms, -4)),
  },
  {
    id: 'QUERY-038',
    promise: 'Text is compared with attention to case.',
    evidence: 'assumed',
    source: 'PostgreSQL, which Prisma 1 is mostly used with, does so (inferred).',
    where: () => ({ name_starts_with: 'web-' }),
    matches: ({ name }) => name.startsWith('web-'),
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
];

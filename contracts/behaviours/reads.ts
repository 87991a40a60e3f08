/**
 * Reads. CloudTower's filters look like those of Prisma 1; these are the points where it may differ.
 * @module
 */
import type { Behaviours } from './row.ts';

export const READS = {
  'reads.default-order': {
    question: 'In which order are entities read without `orderBy`?',
    choices: { id: 'By id, ascending.', 'newest-first': 'By id, descending: the newest first.' },
    default: 'id',
    evidence: 'assumed',
    source: 'Prisma 1 orders by id.',
  },
  'reads.page-limit': {
    question: 'How many entities does one read answer at most?',
    choices: {
      none: 'All that match.',
      'cut-at-1000': '1000; what comes after is left out.',
      'refused-above-1000': '1000; 400 for `first` or `last` above it.',
    },
    default: 'none',
    evidence: 'assumed',
    source: 'Prisma 1 has no limit of its own; what stands in front of it may.',
  },
  'reads.unknown-cursor': {
    question: 'What does a read answer whose `after` or `before` is an unknown id?',
    choices: { empty: 'An empty list.', refused: '400.', ignored: 'As without it.' },
    default: 'empty',
    evidence: 'assumed',
    source: 'Prisma 1 compares with the row of the cursor; there is none.',
  },
  'reads.not-of-nothing': {
    question: 'What does `NOT: [{}]` match?',
    choices: { nothing: 'Nothing: {} matches everything.', everything: 'Everything: {} says nothing.' },
    default: 'nothing',
    evidence: 'assumed',
    source: "The vendor's page on parameters prints it without a word on what it means.",
  },
  'reads.text-case': {
    question: 'Do filters on text tell capitals from small letters?',
    choices: { sensitive: 'Yes.', insensitive: 'No.' },
    default: 'sensitive',
    evidence: 'assumed',
    source: 'PostgreSQL does; which database is behind the API is not documented.',
  },
  'connection.count': {
    question: 'What does `aggregate.count` of a connection count?',
    choices: { page: 'The page: after first, last, skip, after and before.', all: 'All that match `where`.' },
    default: 'page',
    evidence: 'assumed',
    source: 'Prisma 1 counts the page.',
  },
} as const satisfies Behaviours;

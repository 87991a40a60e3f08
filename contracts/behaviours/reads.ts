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
  'reads.empty-condition': {
    question: 'What does an empty condition say in an `OR`, such as `OR: [{}, X]`?',
    choices: {
      'left-out': 'Nothing: `OR: [{}, X]` is X. `OR: [{}]` matches everything.',
      everything: 'That everything matches: `OR: [{}, X]` matches everything.',
    },
    default: 'left-out',
    evidence: 'assumed',
    source:
      "Prisma 1's query builder leaves out a condition that is empty where another one stands beside it; `AND: []` is not empty but true.",
  },
  'reads.wildcards': {
    question:
      'What do `_`, `%` and `!` mean in `_contains`, `_starts_with`, `_ends_with` and their negations?',
    choices: {
      wildcards:
        'What they mean in LIKE: `_` is any character, `%` any text, and `!` takes the meaning from the character behind it.',
      literal: 'Themselves.',
    },
    default: 'wildcards',
    evidence: 'assumed',
    source:
      'Prisma 1 hands the text to LIKE as it is, with `!` as the escape character (prisma1 issue 4957).',
  },
  'reads.null-at-cursor': {
    question:
      'Which rows come before or after a cursor when `orderBy` names a field that is null in some rows?',
    choices: {
      unknown: 'Only rows with a value. A cursor whose own row has null gives an empty list.',
      greatest: 'Rows with null as well: null counts as the greatest value, as it does in the order.',
    },
    default: 'unknown',
    evidence: 'assumed',
    source: 'Prisma 1 compares in SQL, where a comparison with NULL is neither true nor false.',
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

import { describe, expect, it } from 'vitest';
import { type Case, CaseError, collect, defineCase } from '../../contracts/kit/case/case.ts';
import type { Need } from '../../contracts/kit/case/need.ts';
import { CASES } from '../../contracts/suite/index.ts';

const nothing: Need<object> = {
  name: 'nothing',
  seed: { scenario: 1, clusters: [] },
  find: () => Promise.resolve({}),
};

const good = defineCase({
  id: 'GOOD-001',
  promise: 'It is good.',
  tier: 'read',
  evidence: 'assumed',
  source: 'Said so.',
  needs: nothing,
  run: () => Promise.resolve(),
});

const LACKING: readonly (readonly [what: string, fault: Partial<Case>, says: string])[] = [
  ['an id', { id: '' }, '(no id): its id must be like ENTER-007'],
  ['a well-formed id', { id: 'good' }, 'good: its id must be like ENTER-007'],
  ['a promise', { promise: '' }, 'GOOD-001: its promise must be one sentence'],
  ['a source', { source: ' ' }, 'GOOD-001: its source is missing'],
  ['a need', { needs: { ...nothing, name: '' } }, 'GOOD-001: its need is missing'],
];

describe('collecting the cases', () => {
  it.each(LACKING)('fails for a case without %s', (_what, fault, says) => {
    expect(() => collect({ group: [{ ...good, ...fault }] })).toThrow(says);
  });

  it('fails for two cases of one id', () => {
    expect(() => collect({ one: [good], other: [good] })).toThrow(
      new CaseError('Cases that cannot be collected: GOOD-001: its id is taken.'),
    );
  });

  it('names everything that is wrong at once', () => {
    expect(() =>
      collect({
        group: [
          { ...good, source: '' },
          { ...good, id: 'X' },
        ],
      }),
    ).toThrow(/source is missing; X: its id/);
  });

  it('finds the suite well-formed', () => {
    expect(CASES.length).toBeGreaterThan(100);
  });
});

import { describe, expect, it } from 'vitest';
import { expect as check } from '../../contracts/kit/case/expect.ts';
import { EXIT_CODES, outcomeOf } from '../../contracts/kit/case/outcome.ts';
import type { CaseResult } from '../../contracts/kit/case/run-case.ts';
import { Broken, Skip, type Status, verdictOf } from '../../contracts/kit/case/verdict.ts';

describe('a verdict', () => {
  it('is fail for an assertion that does not hold, with expected and received', () => {
    expect(verdictOf(thrownBy(() => check(1, 'one').toBe(2)))).toMatchObject({
      status: 'fail',
      reason: expect.stringContaining('one'),
      expected: 2,
      received: 1,
    });
    expect(verdictOf(new Broken('no', { expected: 'a', actual: 'b' }))).toMatchObject({
      status: 'fail',
      received: 'b',
    });
  });

  it('is skip for what is missing, and error for everything else', () => {
    expect(verdictOf(new Skip('no host'))).toEqual({ status: 'skip', reason: 'no host' });
    expect(verdictOf(new TypeError('fetch failed', { cause: new Error('refused') }))).toEqual({
      status: 'error',
      reason: 'TypeError: fetch failed: refused',
    });
  });
});

const RUNS: readonly (readonly [
  outcome: keyof typeof EXIT_CODES,
  code: number,
  statuses: readonly Status[],
])[] = [
  ['passed', 0, ['pass', 'observed', 'skip']],
  ['failed', 1, ['pass', 'fail', 'error']],
  ['could-not-run', 2, ['pass', 'error']],
  ['could-not-run', 2, []],
  ['mostly-skipped', 3, ['pass', 'skip', 'skip']],
];

describe('a run', () => {
  it.each(RUNS)('is %s (exit code %i) for %j', (outcome, code, statuses) => {
    const results = statuses.map((status): CaseResult => ({ ...RESULT, status }));
    const found = outcomeOf({
      target: { url: '', kind: 'real', name: 'a CloudTower', version: '' },
      startedAt: '',
      ms: 0,
      results,
    });
    expect([found, EXIT_CODES[found]]).toEqual([outcome, code]);
  });
});

const RESULT: CaseResult = {
  id: 'X-001',
  promise: 'It is so.',
  tier: 'read',
  evidence: 'assumed',
  source: '',
  need: '',
  status: 'pass',
  ms: 0,
  observations: [],
  exchanges: [],
};

function thrownBy(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

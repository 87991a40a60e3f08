import { expect, it } from 'vitest';
import { CASES } from '../../contracts/suite/index.ts';
import { createProgress } from '../../src/cli/contract/progress.ts';

const [CASE] = CASES;

it('tells from time to time how many cases have ended, how many failed, and the time that is left', () => {
  if (CASE === undefined) throw new Error('There is no case.');
  const lines: string[] = [];
  let time = 0;
  const progress = createProgress((line) => lines.push(line), {
    cases: 100,
    isEachTold: false,
    now: () => time,
  });
  for (let ended = 1; ended <= 100; ended += 1) {
    progress.onBegin(CASE);
    time += 1_000;
    const { promise, id, tier, evidence, source, needs } = CASE;
    const status = ended === 3 ? 'fail' : 'pass';
    const facts = { promise, id, tier, evidence, source, need: needs.name };
    progress.onEnd({ ...facts, status, ms: 1_000, observations: [], exchanges: [] });
  }
  expect(lines[0]).toBe('5 of 100 cases, 1 failed or in error, about 95 s left');
  expect(lines).toHaveLength(19);
});

import { describe, expect, it } from 'vitest';
import { parseChoices } from '../../contracts/behaviours/choices.ts';
import { BEHAVIOURS, type BehaviourChoices } from '../../contracts/behaviours/index.ts';
import type { Run } from '../../contracts/kit/case/outcome.ts';
import { runSuite } from '../../contracts/kit/case/run-suite.ts';
import { compareRuns, parseReport } from '../../contracts/kit/report/diff.ts';
import { FORMAT_VERSION, jsonReport } from '../../contracts/kit/report/json.ts';
import { observedProfile } from '../../contracts/kit/report/observed-profile.ts';
import { openTarget } from '../../contracts/kit/target/target.ts';
import { CASES } from '../../contracts/suite/index.ts';
import { PROBES, UNSEEN } from '../../contracts/suite/probes/index.ts';
import { createFake } from '../../src/server/fake.ts';
import { isInContract } from '../kit/choices.ts';
import { isDeep, runs, sample } from '../kit/runs.ts';

/** Each chooses otherwise for the rows. */
const SHUFFLES = Array.from({ length: runs(1, 16) }, (_, index) => index + 1);

describe('the probes', () => {
  it('ask for every row, but those that are listed with the reason why not', () => {
    const rows = [...PROBES.map(({ row }) => row), ...Object.keys(UNSEEN)];
    expect(rows.toSorted()).toEqual(Object.keys(BEHAVIOURS).toSorted());
  });

  it.each(SHUFFLES)('see what a fake chooses, whatever it is (shuffle %i)', async (shuffle) => {
    const { results } = await ask(shuffled(shuffle), PROBES);
    const wrong = results.filter(({ status }) => status !== 'observed' && status !== 'skip');
    expect(wrong.map(({ id, reason, expected, received }) => ({ id, reason, expected, received }))).toEqual(
      [],
    );
  });
});

describe('a fake that chooses otherwise', () => {
  it.each(SHUFFLES)(
    'fails no case, for each names the rows that it rests on (shuffle %i)',
    async (shuffle) => {
      const choices = Object.entries(shuffled(shuffle)).filter(([row, choice]) => isInContract(row, choice));
      const promises = CASES.filter(({ row }) => row === undefined);
      const { results } = await ask(parseChoices(Object.fromEntries(choices)), sample(promises, 12));
      const failed = results.filter(({ status }) => status === 'fail' || status === 'error');
      expect(failed.map(({ id, reason }) => ({ id, reason }))).toEqual([]);
      const rested = results.filter(({ reason }) => reason?.startsWith('It rests on '));
      expect(rested.length).toBeGreaterThan(0);
    },
  );
});

describe('a fake becomes what was observed', () => {
  it('a second fake with the saved profile cannot be told from the first', async () => {
    const promises = CASES.filter(({ row }) => row === undefined);
    const cases = [...PROBES, ...sample(promises, 20)];
    const first = await ask(shuffled(5), cases);
    const saved = JSON.stringify(observedProfile(first));
    const second = await ask(parseChoices(JSON.parse(saved).behaviours), cases);
    const { same, differences } = compareRuns(reportOf(first), reportOf(second));
    expect(differences).toEqual([]);
    expect(same).toBeGreaterThan(isDeep ? 10_000 : 500);
  });

  it('the profile names where and when it was observed', async () => {
    const run = await ask({}, PROBES.slice(0, 2));
    expect(observedProfile({ ...run, startedAt: '2026-03-02T08:16:40.000Z' })).toEqual({
      name: 'observed-4.8.0-2026-03-02',
      version: '4.8.0',
      date: '2026-03-02',
      behaviours: { 'token.missing': '401', 'token.unknown': '401' },
    });
  });
});

/** A choice of each row that the wire can show, the same for the same number. */
function shuffled(shuffle: number): BehaviourChoices {
  const rows = Object.entries(BEHAVIOURS).filter(([id]) => !Object.hasOwn(UNSEEN, id));
  const pairs = rows.map(([id, { choices }], index) => {
    const names = Object.keys(choices);
    return [id, names[(index * 7 + shuffle * 5 + Math.floor(index / shuffle)) % names.length]];
  });
  return parseChoices(Object.fromEntries(pairs));
}

async function ask(behaviours: BehaviourChoices, cases = CASES): Promise<Run> {
  const fake = createFake({ behaviours });
  const transport = (request: Request) => fake.fetch(request);
  return runSuite(
    cases,
    await openTarget({ url: 'http://fake.localhost', transport, user: 'root', password: 'root' }),
  );
}

function reportOf(run: Run) {
  return parseReport(JSON.parse(JSON.stringify(jsonReport(run))), 'run.json', FORMAT_VERSION);
}

/**
 * A target that others work on, and one that cuts long lists: what the suite compares is read as a whole, and again.
 */
import { describe, expect, it } from 'vitest';
import type { BehaviourChoices } from '../../contracts/behaviours/index.ts';
import type { Case } from '../../contracts/kit/case/case.ts';
import { type CaseResult, runCase } from '../../contracts/kit/case/run-case.ts';
import { runSuite } from '../../contracts/kit/case/run-suite.ts';
import type { Transport } from '../../contracts/kit/session/transport.ts';
import { openTarget, type Target } from '../../contracts/kit/target/target.ts';
import { CASES } from '../../contracts/suite/index.ts';
import { createTestFake, type TestFake } from '../kit/fake.ts';
import { sample } from '../kit/runs.ts';

const caseOf = (id: string): Case => {
  const found = CASES.find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no case ${id}.`);
  return found;
};

/** The fake as a CloudTower. `meddle` is called with the body of each read of VMs, before it is answered. */
async function realTarget(fake: TestFake, meddle: (body: string) => void = () => {}): Promise<Target> {
  const transport: Transport = async (request) => {
    if (request.url.endsWith('/get-vms')) meddle(await request.clone().text());
    return fake.fetch(request);
  };
  return openTarget({
    url: 'http://fake.localhost',
    transport,
    user: 'root',
    password: 'root',
    asReal: true,
    pollMs: 0,
  });
}

/** Powers off the nth running VM, as somebody else would. */
function powerOff(fake: TestFake, nth: number): string {
  const running = [...fake.world.all('Vm')].filter(({ status }) => status === 'RUNNING');
  const vm = running[nth % running.length];
  if (vm === undefined) throw new Error('No VM runs.');
  fake.world.update('Vm', vm.id, { status: 'STOPPED' });
  return vm.name;
}

describe('a case that compares two reads, while somebody changes a VM between them,', () => {
  const isQuestion = (body: string) => body.includes('"status"');

  it('passes on its second try', async () => {
    const fake = createTestFake();
    let changes = 0;
    const target = await realTarget(fake, (body) => {
      if (!isQuestion(body) || changes > 0) return;
      changes += 1;
      powerOff(fake, 0);
    });
    expect(await runCase(caseOf('QUERY-017'), target)).toMatchObject({ status: 'pass' });
    expect(changes).toBe(1);
  });

  it('is inconclusive if that happens each time, and says which VM', async () => {
    const fake = createTestFake();
    const names: string[] = [];
    const target = await realTarget(fake, (body) => {
      if (isQuestion(body)) names.push(powerOff(fake, 0));
    });
    const result = await runCase(caseOf('QUERY-017'), target);
    expect(result.status).toBe('inconclusive');
    expect(result.reason).toContain('Others changed what the case compares, 3 times:');
    expect(result.reason).toContain(names.at(-1));
  });

  it('fails if nobody changes anything', async () => {
    const fake = createTestFake();
    const transport: Transport = async (request) => {
      const body = request.method === 'POST' ? await request.clone().text() : '';
      if (!isQuestion(body)) return fake.fetch(request);
      const { url, headers } = request;
      return fake.fetch(
        new Request(url, { method: 'POST', headers, body: body.replace('RUNNING', 'STOPPED') }),
      );
    };
    const target = await realTarget(fake);
    expect(await runCase(caseOf('QUERY-017'), { ...target, transport })).toMatchObject({ status: 'fail' });
  });
});

describe('a target that cuts lists at 1000', () => {
  const scenario = {
    scenario: 1 as const,
    clusters: [
      {
        name: 'big',
        hosts: ['a', 'b', 'c'].map((host) => ({
          name: host,
          memory: '1TiB',
          vms: Array.from({ length: 335 }, (_, index) => ({
            name: `${host}-${index}`,
            memory: `${1 + (index % 3)}GiB`,
            status: index % 3 === 0 ? ('STOPPED' as const) : ('RUNNING' as const),
          })),
        })),
      },
    ],
  };

  it.each(['cut-at-1000', 'refused-above-1000'] as const)('is not accused: %s', async (limit) => {
    const fake = createTestFake({ scenario, behaviours: { 'reads.page-limit': limit } });
    const target = await realTarget(fake);
    const all = CASES.filter(({ id, tier }) => tier === 'read' && /^(QUERY|PAGE)-0/.test(id));
    const cases = sample(all, 20);
    const results: CaseResult[] = [];
    for (const one of cases) results.push(await runCase(one, target));
    expect(results.length).toBe(cases.length);
    expect(results.filter(({ status }) => status === 'fail')).toEqual([]);
  });
});

describe('a failed case that rests on an open row', () => {
  const PROBE = 'reads.default-order';
  const ask = async (behaviours: BehaviourChoices, probes: readonly Case[]) => {
    const target = await realTarget(createTestFake({ behaviours }));
    const { results } = await runSuite([caseOf('PAGE-025')], target, { probes });
    return results;
  };
  const probe = CASES.filter(({ row }) => row === PROBE);

  it('is skipped if the probe of the row sees that the target chose otherwise', async () => {
    expect(await ask({ 'reads.default-order': 'newest-first' }, probe)).toMatchObject([
      { status: 'skip', reason: 'It rests on reads.default-order: id, and the target chose newest-first.' },
    ]);
  });

  it('is inconclusive if no probe can tell', async () => {
    expect(await ask({ 'reads.default-order': 'newest-first' }, [])).toMatchObject([
      { status: 'inconclusive', reason: expect.stringContaining('what the target chose is not known') },
    ]);
  });
});

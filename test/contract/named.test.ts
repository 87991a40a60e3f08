/**
 * A target whose VMs have names with a meaning in LIKE: the suite does not accuse it, whatever it takes them for.
 */
import { describe, expect, it } from 'vitest';
import { runSuite } from '../../contracts/kit/case/run-suite.ts';
import { openTarget } from '../../contracts/kit/target/target.ts';
import { CASES } from '../../contracts/suite/index.ts';
import { PROBES } from '../../contracts/suite/probes/index.ts';
import { createTestFake } from '../kit/fake.ts';

const TEXT_CASES = CASES.filter(({ id }) => /^QUERY-0(1[1-6]|38|4[3-6])$/.test(id));

const NAMES: Readonly<Record<string, readonly string[]>> = {
  '_ in every name': ['web_01', 'web_02', 'a_b%c', 'x!y_z', 'db_1_2'],
  '_ in some names': ['web_01', 'web-01', 'web-02', 'xeb_01', '100%', 'wow!'],
  'nothing but wildcards': ['_', '__', '%', '!', '%%_!'],
};

describe.each(Object.entries(NAMES))('a real target with %s', (_, names) => {
  it.each(['wildcards', 'literal'] as const)('is not accused if it takes them for %s', async (choice) => {
    const vms = names.map((name) => ({ name }));
    const fake = createTestFake({
      scenario: {
        scenario: 1,
        clusters: [{ name: 'c', hosts: [{ name: 'a', vms }, { name: 'b' }] }],
      },
      behaviours: { 'reads.wildcards': choice },
    });
    const target = await openTarget({
      url: 'http://fake.localhost',
      transport: (request) => fake.fetch(request),
      user: 'root',
      password: 'root',
      asReal: true,
      pollMs: 0,
    });
    const { results } = await runSuite(TEXT_CASES, target, { probes: PROBES });
    expect(results).toHaveLength(TEXT_CASES.length);
    // What is only assumed is reported as it was seen.
    const allowed = (evidence: string) => ['pass', 'skip', ...(evidence === 'assumed' ? ['observed'] : [])];
    expect(results.filter(({ status, evidence }) => !allowed(evidence).includes(status))).toEqual([]);
  });
});

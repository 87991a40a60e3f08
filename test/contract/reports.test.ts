import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../contracts/kit/case/outcome.ts';
import { runSuite } from '../../contracts/kit/case/run-suite.ts';
import { compareRuns, parseReport } from '../../contracts/kit/report/diff.ts';
import { htmlReport } from '../../contracts/kit/report/html.ts';
import { jsonReport } from '../../contracts/kit/report/json.ts';
import { junitReport } from '../../contracts/kit/report/junit.ts';
import { terminalReport } from '../../contracts/kit/report/terminal.ts';
import type { Transport } from '../../contracts/kit/session/transport.ts';
import { openTarget } from '../../contracts/kit/target/target.ts';
import { CASES, GROUPS } from '../../contracts/suite/index.ts';
import { createFake } from '../../src/server/fake.ts';

const PASSWORD = 'a very secret <password>';
const IDS = ['LOGIN-001', 'LOGIN-002', 'ENTER-001', 'ENTER-020', 'PRECHECK-004', 'PROBE-login.refused'];

/** A short run against a fake that lies about `done`. */
async function shortRun(lie: (text: string) => string = (text) => text): Promise<Run> {
  const fake = createFake({ password: PASSWORD });
  const transport: Transport = async (request) => {
    const answer = await fake.fetch(request);
    const headers = new Headers(answer.headers);
    headers.delete('content-length');
    return new Response(lie(await answer.text()), { status: answer.status, headers });
  };
  const target = await openTarget({
    url: 'http://fake.localhost',
    transport,
    user: 'root',
    password: PASSWORD,
  });
  return runSuite(
    CASES.filter(({ id }) => IDS.includes(id)),
    target,
  );
}

let good: Run;
let bad: Run;

beforeAll(async () => {
  good = await shortRun();
  bad = await shortRun((text) => text.replace('"done":true', '"done":false'));
});

describe('the terminal report', () => {
  it('shows what differed, what was expected and received, and a command to repeat it', () => {
    const text = terminalReport(bad, { colours: false, groups: GROUPS });
    expect(text).toContain('✗ PRECHECK-004  done is true once the check');
    expect(text).toMatch(/expected {2}true\n {4}received {2}false/);
    expect(text).toContain(
      `curl -s "$CLOUDTOWER_URL/enter-maintance-mode-precheck-result" -H "Authorization: $CLOUDTOWER_TOKEN"`,
    );
    expect(text).toContain('6 cases: 4 kept, 1 broken, 0 skipped, 1 observed, 0 inconclusive, 0 in error');
  });

  it('is loud about a hollow run', () => {
    const results = good.results.map((result) => ({
      ...result,
      status: 'skip' as const,
      reason: 'No host.',
    }));
    expect(terminalReport({ ...good, results }, { colours: false, groups: GROUPS })).toContain('HOLLOW');
  });
});

describe('the JSON report', () => {
  it('is as its schema says', () => {
    const schema: object = JSON.parse(readFileSync('docs/contract-report.schema.json', 'utf8'));
    const ajv = new Ajv({ strict: false });
    for (const run of [good, bad]) {
      const data: unknown = JSON.parse(JSON.stringify(jsonReport(run)));
      expect(ajv.validate(schema, data), ajv.errorsText()).toBe(true);
    }
  });
});

describe('every report', () => {
  it.each([
    ['terminal', () => terminalReport(bad, { colours: true, groups: GROUPS })],
    ['JSON', () => JSON.stringify(jsonReport(bad))],
    ['JUnit', () => junitReport(bad, GROUPS)],
    ['HTML', () => htmlReport(bad, GROUPS)],
  ])('keeps passwords and tokens out: %s', (_name, write) => {
    const report = write();
    expect(report).not.toContain('very secret');
    expect(report).not.toMatch(/eyJ[\w-]+\./);
  });
});

describe('the JUnit report', () => {
  it('counts, and tells a broken promise as a failure', () => {
    const xml = junitReport(bad, GROUPS);
    expect(xml).toContain(
      '<testsuites name="cloudtower-fake contract" tests="6" failures="1" errors="0" skipped="0"',
    );
    expect(xml).toMatch(
      /<testcase classname="contract.precheck" name="PRECHECK-004: [^>]*>\n\s+<failure message=/,
    );
  });
});

describe('the HTML report', () => {
  it('is one page that loads nothing, with the exchanges of what is broken', () => {
    const html = htmlReport(bad, GROUPS);
    expect(html).not.toMatch(/(?:src|href)="(?!#)|@import|url\(/);
    expect(html).toContain('<details id="PRECHECK-004" class="fail" open>');
    expect(html).toContain('POST /enter-maintance-mode-precheck-result');
  });

  it('shows text from the target as text', () => {
    const [first, ...rest] = good.results;
    if (first === undefined) throw new Error('The run is empty.');
    const html = htmlReport(
      { ...good, results: [{ ...first, status: 'fail', reason: '<script>alert(1)</script>' }, ...rest] },
      GROUPS,
    );
    expect(html).not.toContain('<script>');
  });
});

describe('comparing two runs', () => {
  const reportOf = (run: Run) => parseReport(JSON.parse(JSON.stringify(jsonReport(run))), 'run.json', 1);

  it('finds no difference between a run and its like', async () => {
    const { same, differences } = compareRuns(reportOf(good), reportOf(await shortRun()));
    expect(differences).toEqual([]);
    expect(same).toBeGreaterThan(100);
  });

  it('tells what is new from what is known: what was assumed, and what was accepted', async () => {
    const other = reportOf(
      await shortRun((text) =>
        text.replace('"vhost_enabled":true', '"vhost_enabled":null').replace('"done":true', '"done":false'),
      ),
    );
    const fresh = compareRuns(reportOf(good), other).differences.filter(({ kind }) => kind === 'new');
    expect(fresh.map(({ id, field, a, b }) => [id, field, a, b])).toContainEqual([
      'PRECHECK-004',
      'verdict',
      'pass',
      'fail',
    ]);
    const accepted = new Set(fresh.map(({ id, field }) => `${id} ${field}`));
    expect(
      compareRuns(reportOf(good), other, accepted).differences.filter(({ kind }) => kind === 'new'),
    ).toEqual([]);
  });

  it('refuses what is no report', () => {
    expect(() => parseReport({ cases: 1 }, 'a.json', 1)).toThrow('a.json is no JSON report');
    expect(() => parseReport({ format_version: 2, cases: [] }, 'a.json', 1)).toThrow('expected 1');
  });
});

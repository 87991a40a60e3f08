import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Groups, Run } from '../../contracts/kit/case/outcome.ts';
import { runSuite } from '../../contracts/kit/case/run-suite.ts';
import { compareRuns, keyOf, parseReport } from '../../contracts/kit/report/diff.ts';
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

const PLAIN = { colours: false, columns: 80, groups: GROUPS };

let good: Run;
let bad: Run;

const MANY = Array.from({ length: 64 }, (_, index) => `CASE-${String(index + 1).padStart(3, '0')}`);

/** Cases that failed for one reason, which names another VM and number each time. */
function manyFailures(): Run {
  const [first] = bad.results;
  if (first === undefined) throw new Error('The run is empty.');
  const results = MANY.map((id, index) => ({
    ...first,
    id,
    status: 'fail' as const,
    reason: `VM 0a1b2c3d-0000-4000-8000-${String(index).padStart(12, '0')} has ${index} disks.`,
  }));
  return { ...bad, results };
}

const GROUPS_OF_MANY: Groups = {
  many: CASES.slice(0, MANY.length).map((one, index) => ({ ...one, id: MANY[index] ?? '' })),
};

beforeAll(async () => {
  good = await shortRun();
  bad = await shortRun((text) => text.replace('"done":true', '"done":false'));
});

describe('the terminal report', () => {
  it('shows what differed, what was expected and received, and a command to repeat it', () => {
    const text = terminalReport(bad, { ...PLAIN, columns: 400 });
    expect(text).toContain('✗ PRECHECK-004  done is true once the check');
    expect(text).toMatch(/expected {3}true\n {4}received {3}false/);
    expect(text).toContain(
      `curl -s 'http://fake.localhost/w/case-precheck-004/v2/api/enter-maintance-mode-precheck-result' -H "authorization: $CLOUDTOWER_TOKEN"`,
    );
    expect(text).toContain('cloudtower-fake contract --case PRECHECK-004 --keep-worlds failed');
    expect(text).toContain('6 cases: 4 passed, 1 failed, 1 observed');
  });

  it('begins with why cases failed: one entry for one cause, with the ids of its cases', () => {
    const text = terminalReport(manyFailures(), PLAIN);
    expect(text).toMatch(/^✗ 64 cases failed: VM 0a1b2c3d-0000-4000-8000-0{12} has 0 disks\.\n/);
    expect(text.match(/✗ \d+ cases?/g)).toHaveLength(1);
    expect(text.match(/CASE-\d{3}/g)).toEqual(expect.arrayContaining(['CASE-001', 'CASE-064']));
  });

  it.each([40, 80, 120])('fits %i columns, but for commands to copy', (columns) => {
    const lines = terminalReport(manyFailures(), { ...PLAIN, columns }).split('\n');
    const commands = /curl -s|cloudtower-fake contract|^ +-[Hd] /;
    expect(lines.filter((line) => line.length > columns && !commands.test(line))).toEqual([]);
  });

  it('explains the marks that it uses, and counts one case as one', () => {
    const text = terminalReport({ ...bad, results: bad.results.slice(0, 1) }, PLAIN);
    expect(text).toContain('\n\n  · passed\n\n1 case: 1 passed;');
    expect(terminalReport(bad, PLAIN)).toContain('  · passed  ✗ failed  o observed');
  });

  it('names a fake that is treated as a CloudTower', () => {
    const target = { ...good.target, kind: 'real' as const, name: 'a fake, treated as a CloudTower' };
    expect(terminalReport({ ...good, target }, PLAIN)).toContain('a fake, treated as a CloudTower 4.8.0');
  });

  it('is loud about a run that skipped most cases', () => {
    const results = good.results.map((result) => ({
      ...result,
      status: 'skip' as const,
      reason: 'No host.',
    }));
    expect(terminalReport({ ...good, results }, PLAIN)).toContain('MOSTLY SKIPPED');
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
    ['terminal', () => terminalReport(bad, { ...PLAIN, colours: true })],
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
  it('keeps a case for each, also where they fail for one reason', () => {
    const xml = junitReport(manyFailures(), GROUPS_OF_MANY);
    expect(xml.match(/<failure /g)).toHaveLength(64);
  });

  it('counts, and tells a failed case as a failure', () => {
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
  it('is one page that loads nothing, with the exchanges of what failed, the last one open and marked', () => {
    const html = htmlReport(bad, GROUPS);
    expect(html).not.toMatch(/(?:src|href)="(?!#)|@import|url\(/);
    expect(html).toContain('<details id="PRECHECK-004" class="case fail" data-status="fail" open>');
    expect(html).toMatch(
      /<details class="exchange failing" open>\n<summary><code>POST \/enter-maintance-mode-precheck-result/,
    );
    expect(html.match(/class="exchange failing"/g)).toHaveLength(1);
  });

  it('begins with the causes of failures, each once, with links to all its cases', () => {
    const html = htmlReport(manyFailures(), GROUPS_OF_MANY);
    expect(html.match(/<h2>[^<]*<\/h2>/g)).toEqual([
      '<h2>64 cases failed: VM 0a1b2c3d-0000-4000-8000-000000000000 has 0 disks.</h2>',
    ]);
    expect(html.indexOf('<h2>64 cases failed')).toBeLessThan(html.indexOf('<nav'));
    expect(html.match(/<a href="#CASE-\d{3}">/g)).toHaveLength(64);
  });

  it('shows what a passed case asked, in short', () => {
    const html = htmlReport(good, GROUPS);
    const card = html.slice(html.indexOf('<details id="LOGIN-001"'), html.indexOf('<details id="LOGIN-002"'));
    expect(card).toContain('<li><code>POST /login</code> <code>{&quot;username&quot;:&quot;root&quot;');
    expect(card).toContain('***');
  });

  it('says at the top why most cases were skipped, and gives each status a shape and a word', () => {
    const results = good.results.map((result) => ({
      ...result,
      status: 'skip' as const,
      reason: 'No host.',
    }));
    const html = htmlReport({ ...good, results }, GROUPS);
    expect(html.indexOf('6 cases skipped: No host.')).toBeLessThan(html.indexOf('</header>'));
    expect(html).toContain('<li><span class="mark skip"></span>skipped</li>');
  });

  it('has filters, a search and a way to the next failure', () => {
    const html = htmlReport(bad, GROUPS);
    for (const tool of ['data-filter="fail"', 'id="search"', 'id="next"']) expect(html).toContain(tool);
    expect(htmlReport(good, GROUPS)).not.toContain('id="next"');
  });

  it('shows text from the target as text', () => {
    const [first, ...rest] = good.results;
    if (first === undefined) throw new Error('The run is empty.');
    const html = htmlReport(
      { ...good, results: [{ ...first, status: 'fail', reason: '<script>alert(1)</script>' }, ...rest] },
      GROUPS,
    );
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script&gt;alert(1)');
  });
});

describe('comparing two runs', () => {
  const reportOf = (run: Run) => parseReport(JSON.parse(JSON.stringify(jsonReport(run))), 'run.json', 2);

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
    expect(fresh.map(({ subject, field, a, b }) => [subject, field, a, b])).toContainEqual([
      'verdict',
      'PRECHECK-004',
      'pass',
      'fail',
    ]);
    const accepted = new Set(fresh.map(keyOf));
    expect(
      compareRuns(reportOf(good), other, accepted).differences.filter(({ kind }) => kind === 'new'),
    ).toEqual([]);
  });

  it('tells behaviours first, then verdicts, then shapes, each difference once with its cases', () => {
    const left = reportOf(good);
    const right: typeof left = {
      ...left,
      cases: left.cases.map((one) => ({
        ...one,
        status: one.id === 'LOGIN-001' ? 'fail' : one.status,
        observations: one.observations.map(({ row }) => ({ row, choice: '401' })),
        exchanges: one.exchanges.map((exchange) =>
          exchange.path === '/get-hosts' ? { ...exchange, answer: [{ id: 7 }] } : exchange,
        ),
      })),
    };
    const { differences } = compareRuns(left, right);
    expect(differences[0]).toMatchObject({
      subject: 'behaviour',
      field: 'login.refused',
      a: '400',
      b: '401',
    });
    expect(differences[1]).toMatchObject({ subject: 'verdict', field: 'LOGIN-001', ids: ['LOGIN-001'] });
    const ids = differences.filter(({ field }) => field === 'POST /get-hosts [].id');
    expect(ids).toEqual([expect.objectContaining({ subject: 'shape', kind: 'new', a: 'text', b: 'number' })]);
    expect(ids[0]?.ids.length).toBeGreaterThan(1);
  });

  it('tells nothing of the answers that a case never asked for, because it failed before', () => {
    const left = reportOf(good);
    const cases = left.cases.map((one) => ({ ...one, status: 'fail', exchanges: one.exchanges.slice(0, 1) }));
    const { differences } = compareRuns(left, { ...left, cases });
    expect(new Set(differences.map(({ subject }) => subject))).toEqual(new Set(['verdict']));
  });

  it('names the cases that only one of them has', () => {
    const left = reportOf(good);
    const right = { ...left, cases: left.cases.slice(1) };
    expect(compareRuns(left, right)).toMatchObject({ onlyA: ['LOGIN-001'], onlyB: [] });
    expect(compareRuns(right, left)).toMatchObject({ onlyA: [], onlyB: ['LOGIN-001'] });
  });

  it('refuses what is no report', () => {
    expect(() => parseReport({ cases: 1 }, 'a.json', 2)).toThrow('a.json is no JSON report');
    expect(() => parseReport({ format_version: 1, cases: [] }, 'a.json', 2)).toThrow('expected 2');
  });
});

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseResult } from '../../contracts/kit/case/run-case.ts';
import { curlOf, tokenCommandOf } from '../../contracts/kit/session/transcript.ts';
import { parseScenario } from '../../src/fixtures/parse-scenario.ts';
import { createFake } from '../../src/server/fake.ts';
import type { Listening } from '../../src/server/listen.ts';
import { runHere } from '../kit/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'contract-cli-'));
const file = (name: string) => join(folder, name);

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}, columns?: number) =>
  runHere(['contract', ...args], env, columns);

describe('contract against a fake in its own process', () => {
  it('exits with 0 when no case failed, and writes what it was asked to', async () => {
    const reports = ['--json', file('a.json'), '--html', file('a.html'), '--junit', file('a.xml')];
    const saved = ['--save-behaviours', file('p.json')];
    const { code, stdout } = await run(['--case', 'LOGIN', '--case', 'PROBE-login', ...reports, ...saved]);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Passed: no case failed.'),
    });
    expect(JSON.parse(readFileSync(file('a.json'), 'utf8'))).toMatchObject({
      format_version: 2,
      outcome: 'passed',
      target: { kind: 'fake' },
    });
    expect(readFileSync(file('a.html'), 'utf8')).toContain('<!doctype html>');
    expect(readFileSync(file('a.xml'), 'utf8')).toContain('<testsuites');
    expect(JSON.parse(readFileSync(file('p.json'), 'utf8'))).toMatchObject({
      behaviours: { 'login.refused': '400' },
    });
  });

  it('exits with 1 when a case failed: this choice is not what it expects', async () => {
    writeFileSync(
      file('finished.json'),
      JSON.stringify({ name: 'prose', behaviours: { 'precheck-result.vms': 'strings' } }),
    );
    const { code, stdout } = await run(['--case', 'PRECHECK-002', '--behaviours', file('finished.json')]);
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining('✗ PRECHECK-002') });
  });

  it('exits with 3, and says so loudly, when most was skipped', async () => {
    const host = ['--as-real', '--allow-maintenance', '--host', 'node-01', '--intents', file('i.jsonl')];
    const { code, stdout } = await run(['--case', 'VM-0', ...host]);
    expect({ code, stdout }).toMatchObject({ code: 3, stdout: expect.stringContaining('MOSTLY SKIPPED') });
  });

  it('lists the cases under the headings of their groups, a line for each, and does nothing', async () => {
    const { code, stdout } = await run(['--list', '--tier', 'precheck'], {}, 60);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\ntasks \(\d+ cases\)\n {2}TASK-\d+ +precheck {3}\S/),
    });
    expect(stdout).not.toContain('lifecycle');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
    const count = lines.filter((line) => line.startsWith('  ')).length;
    expect(lines.at(-1)).toBe(`${count} cases`);
    expect((await run(['--list', '--case', 'ENTER-001'])).stdout).toMatch(/\n\n1 case\n$/);
  });

  it('keeps no world of a fake that ends with it', async () => {
    expect(await run(['--keep-worlds', 'all'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the fake in this process ends with it'),
    });
    expect(await run(['--keep-worlds', 'some'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected failed or all'),
    });
  });

  it('uses no private words in its help and its reports', async () => {
    const helps = [['--help'], ['diff', '--help'], ['sweep', '--help'], ['record', '--help']];
    const outputs = await Promise.all(helps.map(async (args) => (await run(args)).stdout));
    const files = ['--html', file('w.html'), '--junit', file('w.xml'), '--json', file('w.json')];
    outputs.push((await run(['--case', 'LOGIN', '--case', 'ENTER-00', ...files])).stdout);
    outputs.push(...['w.html', 'w.xml', 'w.json'].map((name) => readFileSync(file(name), 'utf8')));
    outputs.push(readFileSync('docs/contract.md', 'utf8'));
    for (const output of outputs)
      expect(output.match(/\b(?:hollow|promises?|broken)\b|: kept\b|\d kept\b|"kept"/gi)).toBeNull();
  });

  it('has help that fits the terminal, in groups, with examples and the environment', async () => {
    for (const args of [['--help'], ['diff', '--help'], ['sweep', '--help'], ['record', '--help']]) {
      const { stdout } = await run(args, {}, 80);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
      expect(stdout).toMatch(/\nExamples:\n {2}cloudtower-fake contract/);
    }
    const { stdout } = await run(['--help'], {}, 80);
    for (const text of ['\nTarget:\n', '\nReports:\n', 'Environment: CLOUDTOWER_URL'])
      expect(stdout).toContain(text);
  });

  it('tells in the help of each command its exit codes, and what it does without --url', async () => {
    expect((await run(['diff', '--help'])).stdout).toContain(
      'Exit codes: 0 no new difference, 1 new differences',
    );
    expect((await run(['record', '--help'])).stdout).toContain(
      'otherwise CLOUDTOWER_URL, which must then be set',
    );
    expect((await run(['--help'])).stdout).toContain(
      'otherwise CLOUDTOWER_URL, or a new fake in this process',
    );
  });

  it('compares two reports', async () => {
    await run(['--case', 'ENTER-001', '--json', file('one.json')]);
    await run(['--case', 'ENTER-001', '--json', file('two.json')]);
    const { code, stdout } = await run(['diff', file('one.json'), file('two.json')]);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\n0 new differences, 0 known; \d+ fields of cases the same\n$/),
    });
  });

  it('compares what two targets do: the behaviour first, the verdicts, then each difference of a field once', async () => {
    writeFileSync(
      file('s.json'),
      JSON.stringify({ name: 's', behaviours: { 'precheck-result.vms': 'strings' } }),
    );
    const cases = ['--case', 'PRECHECK-0', '--case', 'PROBE-precheck-result.vms'];
    await run([...cases, '--json', file('objects.json')]);
    await run([...cases, '--behaviours', file('s.json'), '--json', file('strings.json')]);
    const { code, stdout } = await run(['diff', file('objects.json'), file('strings.json')], {}, 80);
    expect(code).toBe(1);
    const places = [
      'changed  precheck-result.vms: objects → strings',
      'passed → failed',
      'new      POST /enter-maintance-mode-precheck-result shutdownVms[]: text',
    ].map((text) => stdout.indexOf(text));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(stdout.match(/shutdownVms\[\]: text/g)).toHaveLength(1);
    expect(stdout).toMatch(/\d+ cases, such as PRECHECK-\d+/);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    await run(['diff', file('objects.json'), file('strings.json'), '--accept', file('accepted')]);
    const known = ['--known', file('accepted')];
    expect(await run(['diff', file('objects.json'), file('strings.json'), ...known])).toMatchObject({
      code: 0,
    });
  });
});

const WRONG: readonly (readonly [what: string, args: readonly string[], says: string])[] = [
  ['an unknown option', ['--speed', '1'], "Unknown option '--speed'"],
  ['a tier there is not', ['--tier', 'deep'], '--tier deep: expected read, precheck, lifecycle'],
  ['no case left', ['--case', 'NOTHING'], 'no case is left'],
  ['maintenance without a host', ['--allow-maintenance'], 'name the host with --host'],
  ['a host without leave', ['--host', 'node-01'], 'nothing is changed without --allow-maintenance'],
  ['a target that is not there', ['--url', 'http://127.0.0.1:1'], 'cannot be reached'],
  ['an address that is none', ['--url', 'ftp://x'], 'is not an http or https URL'],
  ['a report that is none', ['diff', 'package.json', 'package.json'], 'package.json is no JSON report'],
  ['an intent file that is none', ['sweep', 'package.json'], 'package.json: line 1 cannot be understood'],
];

describe('contract says in one line what is wrong, and exits with 2', () => {
  it.each(WRONG)('%s', async (_what, args, says) => {
    const { code, stderr } = await run(args);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('contract asks nothing of a target that refuses its credentials', () => {
  const fake = createFake({ clock: 'polls' });
  let listening: Listening;
  beforeAll(async () => {
    listening = await fake.listen();
  });
  afterAll(() => listening.close());

  it.each([
    ['a token', ['--as-real'], { CLOUDTOWER_TOKEN: 'oops' }, 'The token was refused with 401'],
    ['a token, by a fake', [], { CLOUDTOWER_TOKEN: 'oops' }, 'The token was refused with 401'],
    [
      'a password',
      ['--as-real', '--user', 'root', '--password', 'no'],
      {},
      'The login of user root was refused',
    ],
    [
      'a password, by a fake',
      ['--user', 'root', '--password', 'no'],
      {},
      'The login of user root was refused',
    ],
    ['none at all', ['--as-real'], {}, 'No credentials: set CLOUDTOWER_USER and CLOUDTOWER_PASSWORD'],
    ['a user without a password', ['--user', 'root'], {}, 'No credentials'],
  ])('%s', async (_, args, env, says) => {
    fake.journal.clear();
    const { code, stdout, stderr } = await run(['--url', listening.url, ...args], { ...env });
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(says) });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(fake.journal.requests().length).toBeLessThan(4);
  });

  it('but knows those that a fake has unless it is told others', async () => {
    expect(await run(['--url', listening.url, '--case', 'LOGIN-001'])).toMatchObject({ code: 0 });
  });
});

describe('contract --keep-worlds', () => {
  const fake = createFake({
    user: 'ann',
    password: "p'w",
    behaviours: { 'precheck-result.vms': 'strings' },
  });
  let listening: Listening;
  let env: Record<string, string>;
  beforeAll(async () => {
    listening = await fake.listen();
    env = { CLOUDTOWER_URL: listening.url, CLOUDTOWER_USER: 'ann', CLOUDTOWER_PASSWORD: "p'w" };
  });
  afterAll(() => listening.close());

  /** The commands of a report as a person pastes them, with the variables that docs/contract.md sets. */
  const paste = (commands: string) =>
    promisify(execFile)('sh', ['-c', commands], { env: { ...process.env, ...env } });

  it('failed: what the terminal prints can be pasted, and answers as the case saw it', async () => {
    const { code, stdout } = await run(['--case', 'PRECHECK-002', '--keep-worlds', 'failed'], env, 80);
    expect(code).toBe(1);
    const [curl = ''] = /curl -s(?:.*\\\n)*.*/.exec(stdout) ?? [];
    const [token = ''] = /export CLOUDTOWER_TOKEN=.*/.exec(stdout) ?? [];
    const [, received = ''] = /received +"(.*)"/.exec(stdout) ?? [];
    expect((await paste(`${token}\n${curl}`)).stdout).toContain(received);
  });

  it('all: every request of a case that only reads can be pasted', async () => {
    const report = ['--json', file('kept.json')];
    await run(['--case', 'WIRE-001', '--case', 'AUTH-00', '--keep-worlds', 'all', ...report], env);
    const data: { cases: CaseResult[] } = JSON.parse(readFileSync(file('kept.json'), 'utf8'));
    const exchanges = data.cases.flatMap((one) => one.exchanges.slice(0, 6));
    const answer = `curl -s -o /dev/null -w '%{http_code}\\n'`;
    const commands = data.cases.flatMap(({ world, exchanges: all }) => [
      tokenCommandOf(world?.url ?? ''),
      ...all.slice(0, 6).map((exchange) => curlOf(exchange).replace('curl -s', answer)),
    ]);
    const { stdout } = await paste(commands.join('\n'));
    expect(exchanges.length).toBeGreaterThan(20);
    expect(stdout.trim().split('\n')).toEqual(exchanges.map((exchange) => String(exchange.status)));
  });

  it('nothing unless asked: the report says that the world is gone, and how to keep it', async () => {
    const { stdout } = await run(['--case', 'PRECHECK-002'], env);
    expect(stdout).toContain('the world of this case is gone');
    expect(stdout).toContain(`--case PRECHECK-002 --keep-worlds failed --url ${listening.url}/v2/api`);
  });

  it('is refused where cases have no worlds', async () => {
    expect(await run(['--as-real', '--keep-worlds', 'failed'], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('only on a fake'),
    });
  });
});

describe('contract against a URL', () => {
  const fake = createFake({ user: 'ann', password: 'p w', clock: { speed: 1000 } });
  let listening: Listening;
  let env: Record<string, string>;

  beforeAll(async () => {
    listening = await fake.listen();
    env = { CLOUDTOWER_URL: listening.url, CLOUDTOWER_USER: 'ann', CLOUDTOWER_PASSWORD: 'p w' };
  });
  afterAll(() => listening.close());

  it('takes where and who from the environment', async () => {
    expect(await run(['--case', 'LOGIN'], env)).toMatchObject({ code: 0 });
  });

  it('only reads: nothing has changed, and no task was made', async () => {
    const { code, stdout } = await run(['--as-real'], env);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('a fake, treated as a CloudTower 4.8.0'),
    });
    expect(fake.world.size('Task')).toBe(0);
  });

  it('warns a run that only reads of a host that an earlier run has left in maintenance', async () => {
    const intents = file('left.jsonl');
    const host = { id: 'h', local_id: 'h', name: 'node-09' };
    const before = { host, cluster: { id: 'c', name: 'c' }, vms: [] };
    const target = { url: 'http://tower', version: '4.6.0' };
    const owner = { pid: 1, hostname: 'elsewhere' };
    writeFileSync(intents, `${JSON.stringify({ kind: 'begun', version: 1, target, before, ...owner })}\n`);
    const { code, stderr } = await run(['--as-real', '--case', 'LOGIN-001', '--intents', intents], env);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(
        /^Warning: .*left\.jsonl .* host node-09 of http:\/\/tower may still be in maintenance mode\. .*contract sweep /,
      ),
    });
  });

  it('refuses to do more without leave', async () => {
    expect(await run(['--as-real', '--tier', 'lifecycle'], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('only read'),
    });
  });

  it('works with a token alone', async () => {
    const { CLOUDTOWER_URL = '' } = env;
    expect(
      await run(['--as-real', '--case', 'WIRE'], { CLOUDTOWER_URL, CLOUDTOWER_TOKEN: 'token' }),
    ).toMatchObject({ code: 0 });
  });

  it('plans: says which host and VMs it would touch, and touches nothing', async () => {
    const host = ['--as-real', '--plan', '--allow-maintenance', '--host', 'node-01'];
    const { stdout } = await run(host, env);
    expect(stdout).toContain('Host node-01');
    expect(stdout).toMatch(/web-01 +RUNNING/);
    expect(stdout).toContain('Nothing was done.');
    expect(fake.world.size('Task')).toBe(0);
  });

  it('refuses a host that something speaks against, before anything is changed', async () => {
    const host = [
      '--as-real',
      '--allow-maintenance',
      '--host',
      'node-04-blocked-by-vms',
      '--intents',
      file('r.jsonl'),
    ];
    const { code, stderr } = await run(host, env);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('REFUSED All 3 VMs'),
    });
    expect(fake.world.size('Task')).toBe(0);
  });

  it('records its layout as a scenario', async () => {
    const { code, stdout } = await run(['record'], env);
    expect(code).toBe(0);
    expect(parseScenario(stdout).clusters).toHaveLength(2);
    expect(stdout).not.toContain('web-01');
  });
});

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/fixtures/parse-scenario.ts';
import { createFake } from '../../src/server/fake.ts';
import type { Listening } from '../../src/server/listen.ts';
import { runHere } from '../kit/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'contract-cli-'));
const file = (name: string) => join(folder, name);

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runHere(['contract', ...args], env);

describe('contract against a fake in its own process', () => {
  it('exits with 0 when all is kept, and writes what it was asked to', async () => {
    const reports = ['--json', file('a.json'), '--html', file('a.html'), '--junit', file('a.xml')];
    const saved = ['--save-behaviours', file('p.json')];
    const { code, stdout } = await run(['--case', 'LOGIN', '--case', 'PROBE-login', ...reports, ...saved]);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Every promise that was asked is kept.'),
    });
    expect(JSON.parse(readFileSync(file('a.json'), 'utf8'))).toMatchObject({
      outcome: 'kept',
      target: { kind: 'fake' },
    });
    expect(readFileSync(file('a.html'), 'utf8')).toContain('<!doctype html>');
    expect(readFileSync(file('a.xml'), 'utf8')).toContain('<testsuites');
    expect(JSON.parse(readFileSync(file('p.json'), 'utf8'))).toMatchObject({
      behaviours: { 'login.refused': '400' },
    });
  });

  it('exits with 1 when a promise is broken: this choice breaks what a case asks', async () => {
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
    expect({ code, stdout }).toMatchObject({ code: 3, stdout: expect.stringContaining('HOLLOW') });
  });

  it('lists the cases with what each needs, and does nothing', async () => {
    const { code, stdout } = await run(['--list', '--tier', 'precheck']);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('needs a host in use'),
    });
    expect(stdout).not.toContain('lifecycle');
  });

  it('compares two reports', async () => {
    await run(['--case', 'ENTER-001', '--json', file('one.json')]);
    await run(['--case', 'ENTER-001', '--json', file('two.json')]);
    const { code, stdout } = await run(['diff', file('one.json'), file('two.json')]);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+ fields are the same, 0 differ as known, 0 differ anew/),
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
      stdout: expect.stringContaining('a CloudTower 4.8.0'),
    });
    expect(fake.world.size('Task')).toBe(0);
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
      stderr: expect.stringContaining('REFUSED Each of its 3 VMs'),
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

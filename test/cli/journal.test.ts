import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listening } from '../../src/server/listen.ts';
import { createTestFake, type TestFake } from '../kit/fake.ts';
import { portOf, runHere, start } from '../kit/program.ts';

const runJournal = (...args: string[]) => runHere(['journal', ...args]);

describe('cloudtower-fake journal', () => {
  let fake: TestFake;
  let server: Listening;
  beforeAll(async () => {
    fake = createTestFake();
    server = await fake.listen();
    await fake.call('/login', { username: 'root', password: 'sesame-1' });
    await fake.call('/poweroff-vm', { where: { name: 'web-01' } });
    await fake.call('/migrate-vm', { where: { name: 'web-02' } });
    fake.clock.advance(60_000);
  });
  afterAll(() => server.close());

  it('prints what was asked and what happened, in columns, with what did it and why', async () => {
    const { code, stdout } = await runJournal('--url', server.url);
    const [head, ...lines] = stdout.trimEnd().split('\n');
    expect(head?.split(/ {2,}/)).toEqual(['ID', 'TIME', 'WHAT', 'BY', 'BECAUSE']);
    expect(lines[0]?.split(/ {2,}/)).toEqual(['1', '2026-01-01 00:00:00', 'POST /login: 400']);
    const moved = lines.map((line) => line.split(/ {2,}/)).find(([, , what]) => what?.startsWith('web-02'));
    expect(moved?.slice(2)).toEqual([
      'web-02 live migrated from node-01 to node-02',
      expect.stringMatching(/^task c/),
      'node-02 can take it',
    ]);
    expect(stdout).not.toContain('sesame-1');
    expect(code).toBe(0);
  });

  it('prints what happened to one host or VM, whichever URL of the fake it is given', async () => {
    const { code, stdout } = await runJournal('--url', `${server.url}/v2/api/`, '--of', 'web-01');
    const [, ...lines] = stdout.trimEnd().split('\n');
    expect(lines).toEqual([expect.stringContaining('web-01 powered off')]);
    expect(code).toBe(0);
  });

  it('prints that of another world', async () => {
    const { stdout } = await runJournal('--url', server.url, '--world', 'ci-1');
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  it('follows what happens to a VM until it is interrupted', async () => {
    const { process, result } = start(['journal', '--url', server.url, '--of', 'web-01', '--follow']);
    if (process.stdout === null) throw new Error('The program has no output.');
    const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
    const next = async () => String((await lines.next()).value);
    expect(await next()).toContain('BECAUSE');
    expect(await next()).toContain('web-01 powered off');
    await expect.poll(() => fake.journal.listeners).toBe(1);
    await fake.call('/start-vm', { where: { name: 'web-01' } });
    fake.clock.advance(60_000);
    expect(await next()).toContain('web-01 powered on');
    process.kill('SIGINT');
    expect(await result).toMatchObject({ code: 0, signal: null });
  });

  it('gives the control token to a fake that wants one', async () => {
    const guarded = createTestFake({ control: { token: 'sesame-2' } });
    await using guardedServer = await guarded.listen();
    expect(await runJournal('--url', guardedServer.url, '--token', 'sesame-2')).toMatchObject({ code: 0 });
    const { code, stderr } = await runJournal('--url', guardedServer.url);
    expect(stderr).toContain('answers 401: The control API wants its token');
    expect(code).toBe(2);
  });

  it.each<[string[], RegExp]>([
    [['--of', 'nobody'], /answers 404: There is no host or VM nobody\./],
    [['--of', ''], /--of: expected the name/],
    [['--world', 'a b'], /answers 400: The name of a world is/],
    [['--url', 'ftp://here'], /--url ftp:\/\/here: expected an http or https URL/],
    [['--url', 'http://127.0.0.1:1'], /cannot be reached: /],
    [['--colour'], /--colour.*journal --help/],
    [['dance'], /dance/],
  ])('says in one line what is wrong with %j, and exits 2', async (args, message) => {
    const { code, stdout, stderr } = await runJournal('--url', server.url, ...args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('says so when the URL leads to something else', async () => {
    const other = createServer((_, answer) => answer.end('{"requests": 5}')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { code, stderr } = await runJournal('--url', `http://127.0.0.1:${portOf(other.address())}`);
    other.close();
    expect(stderr).toMatch(/does not answer as a fake does: /);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });

  it('--help says how', async () => {
    expect(await runJournal('--help')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--follow'),
    });
  });
});

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Fake } from '../../src/server/fake.ts';
import { createTestFake, type TestFake } from '../kit/fake.ts';

/** A session over the wire: each request in turn, then so much virtual time. */
const SESSION: readonly (readonly [path: string, body: object, ms: number])[] = [
  ['/login', { username: 'root', password: 'root' }, 100],
  ['/enter-maintenance-mode-precheck', { where: { name: 'node-01' } }, 5_000],
  ['/poweroff-vm', { where: { name: 'web-01' } }, 1_000],
  ['/start-vm', { where: { name: 'web-01' } }, 700],
  ['/get-hosts', {}, 3_000],
  ['/migrate-vm', { where: { name: 'web-01' } }, 60_000],
  ['/get-tasks', { orderBy: 'local_created_at_DESC' }, 0],
];

async function run(fake: TestFake): Promise<string> {
  const answers: unknown[] = [];
  for (const [path, body, ms] of SESSION) {
    answers.push(await fake.call(path, body));
    fake.clock.advance(ms);
  }
  return JSON.stringify(answers) + fake.dump();
}

describe('the same seed and the same requests', () => {
  it('give the same bytes twice in one process', async () => {
    const first = await run(createTestFake({ seed: 's' }));
    expect(await run(createTestFake({ seed: 's' }))).toBe(first);
    expect(await run(createTestFake({ seed: 't' }))).not.toBe(first);
  });

  it('give the same bytes, headers included, in two processes', async () => {
    const script = `
      import { createFake } from '${new URL('../../dist/src/index.js', import.meta.url).href}';
      const play = ${String(play)};
      console.log(await play(createFake({ clock: 'manual', seed: 's' }), ${JSON.stringify(SESSION)}));`;
    const other = spawnSync('node', ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    expect(other.stderr).toBe('');
    expect(other.stdout).toBe(`${await play(createTestFake({ seed: 's' }), SESSION)}\n`);
  });
});

/** Plays a session. Returns every answer and what the world has become. It runs in another process, too. */
async function play(fake: Fake, session: typeof SESSION): Promise<string> {
  const answers: string[] = [];
  const headers = { authorization: 'token', 'content-type': 'application/json' };
  for (const [path, body, ms] of session) {
    const url = `http://fake/v2/api${path}`;
    const answer = await fake.fetch(
      new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }),
    );
    answers.push(JSON.stringify([...answer.headers]), await answer.text());
    fake.clock.advance(ms);
  }
  return [...answers, JSON.stringify(fake.world.tables())].join(' ');
}

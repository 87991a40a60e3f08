import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createFake, type Fake } from '../../src/server/fake.ts';
import { call } from '../kit/control.ts';
import { dump } from '../kit/scenario-runner.ts';

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

async function run(fake: Fake): Promise<string> {
  const answers: unknown[] = [];
  for (const [path, body, ms] of SESSION) {
    // oxlint-disable-next-line no-await-in-loop -- one after another
    answers.push(await call(fake, path, body));
    fake.clock.advance(ms);
  }
  return JSON.stringify(answers) + dump(fake.world);
}

describe('the same seed and the same requests', () => {
  it('give the same bytes twice in one process', async () => {
    const first = await run(createFake({ clock: 'manual', seed: 's' }));
    expect(await run(createFake({ clock: 'manual', seed: 's' }))).toBe(first);
    expect(await run(createFake({ clock: 'manual', seed: 't' }))).not.toBe(first);
  });

  it('give the same bytes in two processes', () => {
    const script = `
      import { createFake } from '${new URL('../../dist/src/index.js', import.meta.url).href}';
      const fake = createFake({ clock: 'manual', seed: 's' });
      const headers = { authorization: 'token', 'content-type': 'application/json' };
      for (const [path, body, ms] of ${JSON.stringify(SESSION)}) {
        const request = new Request('http://fake/v2/api' + path, { method: 'POST', headers, body: JSON.stringify(body) });
        const answer = await fake.fetch(request);
        console.log(JSON.stringify([...answer.headers]), await answer.text());
        fake.clock.advance(ms);
      }
      console.log(JSON.stringify(fake.world.tables()));`;
    const process = () => spawnSync('node', ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    const [one, two] = [process(), process()];
    expect(one.stdout.length).toBeGreaterThan(10_000);
    expect(one.stderr).toBe('');
    expect(two.stdout).toBe(one.stdout);
  });
});

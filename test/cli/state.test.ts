import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setInterval } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Instant } from '../../src/server/engine/time/iso.ts';
import { createFake } from '../../src/server/fake.ts';
import { SAVE_MS } from '../../src/server/worlds/snapshot/keep-state.ts';
import { readState } from '../../src/server/worlds/snapshot/state-file.ts';
import { runHere, serveHere, startServer, stop } from '../kit/program.ts';
import { isDeep, runs } from '../kit/runs.ts';

let folder: string;
let file: string;
const running: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudtower-fake-'));
  file = join(folder, 'state');
});

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function start(...args: string[]) {
  const server = await startServer('--log', 'off', '--state', file, ...args);
  running.push(server.process);
  return server;
}

async function post(url: string, body: object): Promise<unknown> {
  const headers = { authorization: 'token', 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}

async function snapshotOf(url: string): Promise<string> {
  return (await fetch(`${url}/_fake/snapshot`)).text();
}

/** Virtual now of each world in the file. Throws if the file is not sound. */
async function savedTimes(): Promise<readonly Instant[]> {
  return ((await readState(file)) ?? []).map(({ world }) => world.now);
}

describe('--state FILE', () => {
  it('lets all worlds go on where they were when the server was stopped', async () => {
    const first = await start('--clock', 'manual', '--seed', 'mine');
    for (const world of ['', '/w/ci-1']) {
      const url = `${first.url}${world}`;
      await post(`${url}/v2/api/enter-maintenance-mode-precheck`, { where: { name: 'node-01' } });
      await post(`${url}/_fake/clock/advance`, { ms: 700 });
    }
    const before = [await snapshotOf(first.url), await snapshotOf(`${first.url}/w/ci-1`)];
    expect(await stop(first.process, 'SIGTERM')).toBe(0);
    const second = await start('--seed', 'other');
    expect([await snapshotOf(second.url), await snapshotOf(`${second.url}/w/ci-1`)]).toEqual(before);
    expect(second.lines).toContain('Seed: mine');
  });

  it('lets the time of a running clock go on from where it stood', async () => {
    const state = ['--log', 'off', '--state', file];
    await (await serveHere(...state, '--start', '2030-01-01T00:00:00Z'))[Symbol.asyncDispose]();
    const [stopped = 0] = await savedTimes();
    expect(stopped).toBeGreaterThanOrEqual(Date.parse('2030-01-01T00:00:00Z'));
    await using second = await serveHere(...state);
    const { world }: { world: { now: Instant } } = JSON.parse(await snapshotOf(second.url));
    expect(world.now).toBeGreaterThanOrEqual(stopped);
    expect(world.now).toBeLessThan(stopped + 60_000);
  });

  it('belongs to one server at a time', async () => {
    const { process } = await start();
    const { code, stderr } = await runHere(['--port', '0', '--state', file]);
    expect(stderr).toContain(`--state ${file}: another server keeps its state there.`);
    expect(stderr).toContain(`process ${process.pid}`);
    expect(code).toBe(2);
    expect(await stop(process, 'SIGTERM')).toBe(0);
    expect(await stop((await start()).process, 'SIGTERM')).toBe(0);
  });

  it('is tried again when it could not be written, and says so once', async () => {
    const fake = createFake({ clock: 'manual' });
    const said: unknown[] = [];
    const failures = new EventEmitter();
    failures.on('failure', (error) => said.push(error));
    const heard = once(failures, 'failure');
    const onFailure = (error: unknown) => failures.emit('failure', error);
    const kept = await fake.keepState(file, { everyMs: 1, onFailure });
    rmSync(folder, { recursive: true });
    fake.clock.advance(1);
    expect(await heard).toMatchObject([{ code: 'ENOENT' }]);
    mkdirSync(folder);
    fake.clock.advance(1);
    await kept.close();
    expect(said).toHaveLength(1);
    expect(await savedTimes()).toEqual([fake.clock.now()]);
  });

  it('cannot be where nothing can be written', async () => {
    const { code, stderr } = await runHere(['--port', '0', '--state', join(folder, 'nowhere', 'state')]);
    expect(stderr).toMatch(/nowhere\/state: it cannot be read or written: ENOENT\n$/);
    expect(code).toBe(2);
  });
});

describe('a file that cannot be loaded is one clear line, exit code 2, and left alone', () => {
  it.each<[string, RegExp, (text: string) => string]>([
    ['damaged', /damaged, or was changed by hand/, (text) => text.replace('RUNNING', 'STOPPED')],
    ['cut off', /its last line is cut off/, (text) => text.slice(0, -100)],
    [
      'short of a world',
      /1 worlds should follow its first line, and 0 do/,
      (text) => `${text.split('\n')[0]}\n`,
    ],
    ['of another version', /format version 2/, (text) => text.replace('"version":1', '"version":2')],
    ['something else', /it is no state of cloudtower-fake/, () => '{}\n'],
    ['no JSON', /a line of it is no JSON/, () => 'hello\n'],
    ['empty', /a line of it is no JSON/, () => ''],
  ])('%s', async (_, words, damage) => {
    await (await createFake({ clock: 'manual' }).keepState(file)).close();
    const damaged = damage(readFileSync(file, 'utf8'));
    expect(damaged).not.toBe(readFileSync(file, 'utf8'));
    writeFileSync(file, damaged);
    const { code, stdout, stderr } = await runHere(['--port', '0', '--state', file]);
    expect(stderr).toMatch(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe(damaged);
  });
});

describe('kill -9 at any moment', () => {
  /** How late a busy machine may be with what is due, in ms of wall time. */
  const SLACK_MS = 1_500;
  /** How long servers live until they are killed; the first lives long after its first save. */
  const LIVES_MS = isDeep ? fc.sample(fc.integer({ min: 200, max: 4_500 }), { numRuns: 30 }) : [3_000, 300];
  /** How often a server is changed, in ms. */
  const CHANGE_MS = 20;

  it('loses at most the changes of the last second, and the next start goes on from the rest', async () => {
    let least = Date.parse('2026-01-01T00:00:00Z');
    for (const life of LIVES_MS) {
      const { process, url } = await start('--clock', 'manual');
      const done = await changeFor(url, life);
      await stop(process, 'SIGKILL');
      const killed = performance.now();
      const [saved = 0] = await savedTimes();
      const old = done.filter(({ wall }) => wall < killed - SAVE_MS - SLACK_MS);
      least = Math.max(least, old.at(-1)?.now ?? 0);
      expect(saved).toBeGreaterThanOrEqual(least);
      expect(saved).toBeLessThanOrEqual(done.at(-1)?.now ?? 0);
      least = saved;
    }
    expect(least).toBeGreaterThan(Date.parse('2026-01-01T00:00:00Z'));
  }, 300_000);

  it('never leaves a broken file, however often it is written', async () => {
    const counts = fc.sample(fc.integer({ min: 1, max: runs(30, 150) }), { numRuns: runs(1, 30) });
    for (const count of counts) {
      const last = await killedAfter(count);
      const times = await savedTimes();
      expect(times).toHaveLength(1);
      expect(times[0]).toBeGreaterThan(0);
      expect(times[0]).toBeLessThanOrEqual(last + 60_000);
    }
  }, 300_000);

  /** Advances a manual clock every `CHANGE_MS`, for so many ms of wall time. Returns when each change was answered. */
  async function changeFor(url: string, ms: number): Promise<{ wall: number; now: Instant }[]> {
    const done: { wall: number; now: Instant }[] = [];
    const end = performance.now() + ms;
    for await (const _ of setInterval(CHANGE_MS)) {
      if (performance.now() > end) break;
      const answer = await fetch(`${url}/_fake/clock/advance`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"ms":1}',
      });
      const { now }: { now: string } = JSON.parse(await answer.text());
      done.push({ wall: performance.now(), now: Date.parse(now) });
    }
    return done;
  }

  /** A world that changes and is saved without a pause, until it has told of so many changes; tells its last time. */
  async function killedAfter(changes: number): Promise<Instant> {
    const script = `
      import { setImmediate } from 'node:timers/promises';
      import { createFake } from '${new URL('../../dist/src/index.js', import.meta.url).href}';
      const fake = createFake({ clock: 'manual' });
      await fake.keepState(${JSON.stringify(file)}, { everyMs: 0 });
      for (;;) {
        fake.clock.advance(1);
        console.log(fake.clock.now());
        await setImmediate();
      }`;
    const child = spawn('node', ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.push(child);
    let count = 0;
    let last = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      last = Number(line);
      count += 1;
      if (count >= changes) break;
    }
    await stop(child, 'SIGKILL');
    return last;
  }
});

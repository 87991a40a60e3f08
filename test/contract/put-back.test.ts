import type fs from 'node:fs';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Run } from '../../contracts/kit/case/outcome.ts';
import { isRead } from '../../contracts/kit/session/path.ts';
import { runSafely } from '../../contracts/kit/safety/run-safely.ts';
import { sweep, unfinished } from '../../contracts/kit/safety/sweep.ts';
import type { Transport } from '../../contracts/kit/session/transport.ts';
import { openTarget, type Target } from '../../contracts/kit/target/target.ts';
import { CASES } from '../../contracts/suite/index.ts';
import { createFake, type Fake } from '../../src/server/fake.ts';
import { inventoryOf } from '../kit/maintenance.ts';
import { sample } from '../kit/runs.ts';

/** The disk, which a test may fill. */
const disk = vi.hoisted((): { isFull: () => boolean } => ({ isFull: () => false }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const writeLine: typeof fs.writeFileSync = (file, text, options) => {
    const isFull = typeof file === 'number' && disk.isFull();
    real.writeFileSync(file, isFull ? '{"kind":"in' : text, options);
    if (isFull) throw new Error('ENOSPC: no space left on device');
  };
  return { ...real, writeFileSync: writeLine };
});

const HOST = 'node-01';
const folder = mkdtempSync(join(tmpdir(), 'contract-put-back-'));
const file = join(folder, 'intents.jsonl');

afterEach(() => {
  disk.isFull = () => false;
  rmSync(file, { force: true });
});

/** What a request does instead of being answered, by how many came before it and where it goes. */
type Mishap = (nth: number, path: string) => 'never arrives' | 'is never answered' | Response | undefined;

/** A way to a fake on which things happen, and the log of what was sent. */
function wayTo(fake: Fake, mishap: Mishap = () => undefined) {
  const sent: string[] = [];
  const transport: Transport = async (request) => {
    const path = new URL(request.url).pathname.replace('/v2/api', '');
    const what = mishap(sent.length, path);
    sent.push(path);
    if (what instanceof Response) return what;
    if (what === 'never arrives') throw new TypeError('fetch failed');
    const answer = await fake.fetch(request);
    if (what === 'is never answered') throw new TypeError('fetch failed');
    return answer;
  };
  return { sent, transport };
}

/** What is opened once: it is the same CloudTower, however it is reached. */
const opened = await openTarget({
  url: 'http://fake',
  transport: wayTo(aFake()).transport,
  asReal: true,
  pollMs: 0,
  user: 'root',
  password: 'root',
});

function by(transport: Transport, stepLimitMs = 10_000): Target {
  return { ...opened, transport, stepLimitMs };
}

async function runOn(target: Target, ids: readonly string[], stop?: () => string | undefined): Promise<Run> {
  const cases = CASES.filter(({ id }) => ids.includes(id));
  const options = { allowed: { host: HOST, intents: file }, say: () => {}, ...(stop && { stop }) };
  return runSafely(cases, target, options);
}

async function sweepOn(target: Target): Promise<void> {
  const story = unfinished(file);
  if (story !== undefined) await sweep(story, target, { file, plan: false, force: false, say: () => {} });
}

/** A fake whose time moves when its tasks are looked at. */
function aFake(): Fake {
  return createFake({ clock: 'polls' });
}

/** How many requests the whole of it takes, when nothing happens. */
async function requestsOf(ids: readonly string[]): Promise<number> {
  const { sent, transport } = wayTo(aFake());
  const run = await runOn(by(transport), ids);
  expect(run.results.map(({ status }) => status)).toEqual(ids.map(() => 'pass'));
  rmSync(file);
  return sent.length;
}

/** For a test that goes through every request, in ms: on a busy machine each takes its time. */
const LONG = 180_000;

const IDS = ['EXIT-001'];
const COUNT = await requestsOf(IDS);
const MISHAPS = ['never arrives', 'is never answered'] as const;

describe.each(MISHAPS)('when the way to the target breaks for good, and a request %s', (mishap) => {
  it(`is put back by a sweep, whichever of the ${COUNT} requests it is`, { timeout: LONG }, async () => {
    expect(COUNT).toBeGreaterThan(30);
    for (const last of sample([...Array(COUNT).keys()], 7)) {
      const fake = aFake();
      const before = inventoryOf(fake);
      const { transport } = wayTo(fake, (nth) =>
        nth < last ? undefined : nth === last ? mishap : 'never arrives',
      );
      await runToItsEnd(transport);
      await sweepOn(by(wayTo(fake).transport));
      expect(inventoryOf(fake), `request ${last}`).toEqual(before);
      expect(unfinished(file)).toBeUndefined();
      rmSync(file, { force: true });
    }
  });

  it('is put back by a second sweep, whichever request of the first it is', { timeout: LONG }, async () => {
    const count = await requestsOfSweep();
    expect(count).toBeGreaterThan(10);
    for (const last of sample([...Array(count).keys()], 7)) {
      const fake = aFake();
      const before = inventoryOf(fake);
      await leaveInMaintenance(fake);
      const { sent, transport } = wayTo(fake, (nth) =>
        nth < last ? undefined : nth === last ? mishap : 'never arrives',
      );
      await expect(sweepOn(by(transport)), `request ${last}`).rejects.toThrow(/./);
      expect(sent.length).toBeGreaterThan(last);
      await sweepOn(by(wayTo(fake).transport));
      expect(inventoryOf(fake), `request ${last}`).toEqual(before);
      rmSync(file);
    }
  });
});

/** How many requests a sweep takes, when nothing happens. */
async function requestsOfSweep(): Promise<number> {
  const fake = aFake();
  await leaveInMaintenance(fake);
  const { sent, transport } = wayTo(fake);
  await sweepOn(by(transport));
  rmSync(file);
  return sent.length;
}

/** It may throw before it begins, or answer what stopped it. */
async function runToItsEnd(transport: Transport): Promise<void> {
  await runOn(by(transport), IDS).catch(() => {});
}

/** A run that died after its host had entered. */
async function leaveInMaintenance(fake: Fake): Promise<void> {
  let isDead = false;
  const { transport } = wayTo(fake, (_nth, path) => {
    isDead ||= path === '/exit-maintance-mode-precheck-result';
    return isDead ? 'never arrives' : undefined;
  });
  await runToItsEnd(transport);
  expect(stateOf(fake)).toBe('MAINTENANCE_MODE');
}

describe('putting back', () => {
  it('outlasts a connection that fails now and then', async () => {
    const fake = aFake();
    const before = inventoryOf(fake);
    let exits = 0;
    const { transport } = wayTo(fake, (_nth, path) => {
      if (path === '/exit-maintance-mode') exits += 1;
      return path === '/exit-maintance-mode' && exits < 3 ? 'never arrives' : undefined;
    });
    const run = await runOn(by(transport), IDS);
    expect(run.results).toMatchObject([{ status: 'error' }]);
    expect(run).not.toHaveProperty('stopped');
    expect(inventoryOf(fake)).toEqual(before);
  });

  it('that fails ends the run, says what is not as it was and how to finish, and a sweep finishes it', async () => {
    const fake = aFake();
    const before = inventoryOf(fake);
    const refusal = () => Response.json({ message: 'no', status: 400, path: '/' }, { status: 400 });
    const { transport } = wayTo(fake, (_nth, path) =>
      path === '/exit-maintance-mode' ? refusal() : undefined,
    );
    const run = await runOn(by(transport), ['EXIT-001', 'EXIT-002']);
    expect(run.results).toHaveLength(1);
    expect(run.stopped).toMatch(/Host node-01 is MAINTENANCE_MODE.*contract sweep .*intents.jsonl/);
    await expect(sweepOn(by(transport))).rejects.toThrow('Host node-01 is MAINTENANCE_MODE.');
    await sweepOn(by(wayTo(fake).transport));
    expect(inventoryOf(fake)).toEqual(before);
  });

  it('does not wait for ever for a task that does not end; a sweep may when it does', async () => {
    const fake = aFake();
    const before = inventoryOf(fake);
    const { transport } = wayTo(fake, (_nth, path) => {
      if (path === '/enter-maintance-mode') fake.clock.set({ mode: 'manual' });
      return undefined;
    });
    const run = await runOn(by(transport, 30), IDS);
    expect(run.stopped).toMatch(/after 0 s still.*contract sweep/);
    fake.clock.set({ mode: 'polls' });
    await sweepOn(by(wayTo(fake).transport));
    expect(inventoryOf(fake)).toEqual(before);
  });

  it('follows a reason to stop, in the middle of a case', async () => {
    const fake = aFake();
    const before = inventoryOf(fake);
    const { sent, transport } = wayTo(fake);
    const stop = () => (sent.includes('/enter-maintance-mode') ? 'It is late.' : undefined);
    const run = await runOn(by(transport), ['EXIT-001', 'EXIT-002'], stop);
    expect(run).toMatchObject({ stopped: 'It is late.', results: [{ id: 'EXIT-001', status: 'error' }] });
    expect(inventoryOf(fake)).toEqual(before);
  });
});

describe('a disk that is full', () => {
  it('keeps everything from being changed, once it is', async () => {
    const fake = aFake();
    const { sent, transport } = wayTo(fake);
    disk.isFull = () => true;
    await expect(runOn(by(transport), IDS)).rejects.toThrow('ENOSPC');
    expect(sent.filter((path) => !isRead(path))).toEqual([]);
  });

  it('keeps nothing from being put back, and leaves a file that can be read', async () => {
    const fake = aFake();
    const before = inventoryOf(fake);
    const { sent, transport } = wayTo(fake);
    disk.isFull = () => stateOf(fake) === 'MAINTENANCE_MODE' || sent.includes('/exit-maintance-mode');
    const run = await runOn(by(transport), ['EXIT-001', 'EXIT-002']);
    expect(run.results).toHaveLength(1);
    expect(run.stopped).toContain('ENOSPC');
    expect(inventoryOf(fake)).toEqual(before);
    expect(unfinished(file)).toMatchObject({ baseline: { host: { name: HOST } } });
  });
});

describe('a disk that has room again', () => {
  it('goes on with a file in which every line is whole', async () => {
    const fake = aFake();
    const before = inventoryOf(fake);
    disk.isFull = () => stateOf(fake) === 'MAINTENANCE_MODE';
    await runOn(by(wayTo(fake).transport), IDS);
    expect(inventoryOf(fake)).toEqual(before);
    expect(readFileSync(file, 'utf8')).not.toContain('{"kind":"in{');
    expect(unfinished(file)).toBeUndefined();
  });
});

describe('the intent file', () => {
  it('is for its owner alone, and is finished when all is put back', async () => {
    await runOn(by(wayTo(aFake()).transport), IDS);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const kinds = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line).kind);
    expect(kinds[0]).toBe('begun');
    expect(kinds.slice(-2)).toEqual(['restored', 'done']);
  });

  it('cut off in the middle of a line is read up to there, and goes on whole', async () => {
    const fake = aFake();
    const before = inventoryOf(fake);
    await leaveInMaintenance(fake);
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"kind":"intent","n":99,"pa`);
    await sweepOn(by(wayTo(fake).transport));
    expect(inventoryOf(fake)).toEqual(before);
    expect(unfinished(file)).toBeUndefined();
  });

  it('of another CloudTower is not swept here', async () => {
    const fake = aFake();
    await leaveInMaintenance(fake);
    const { sent, transport } = wayTo(createFake({ seed: 'another' }));
    await expect(sweepOn(by(transport))).rejects.toThrow(
      /has no host node-01 .* The run was against http:\/\/fake/,
    );
    expect(sent.filter((path) => !isRead(path))).toEqual([]);
    expect(unfinished(file)).toBeDefined();
  });

  it('that never got its first line stands in nobody’s way', async () => {
    writeFileSync(file, '{"kind":"begun","ver');
    expect(await runOn(by(wayTo(aFake()).transport), IDS)).toMatchObject({
      results: [{ status: 'pass' }],
    });
  });

  it.each([
    ['is none', 'hello\n', 'line 1 cannot be understood'],
    ['does not begin', '{"kind":"done"}\n', 'line 1 does not say how the host was before'],
  ])('that %s is told, and nothing is done', async (_what, text, message) => {
    const { sent, transport } = wayTo(aFake());
    writeFileSync(file, text);
    await expect(runOn(by(transport), IDS)).rejects.toThrow(message);
    expect(sent.filter((path) => !isRead(path))).toEqual([]);
    expect(existsSync(file)).toBe(true);
  });
});

function stateOf(fake: Fake): string {
  return [...fake.world.all('Host')].find(({ name }) => name === HOST)?.host_state?.state ?? 'IN_USE';
}

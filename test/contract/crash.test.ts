import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRead } from '../../contracts/kit/session/path.ts';
import { createFake, type Fake } from '../../src/server/fake.ts';
import { inventoryOf } from '../kit/maintenance.ts';
import {
  type FakeServer,
  type Interceptor,
  type Result,
  ROOT,
  runHere,
  type Started,
  serveFake,
  start,
} from '../kit/program.ts';
import { isDeep, sample } from '../kit/runs.ts';

const HOST = 'node-01';
const folder = mkdtempSync(join(tmpdir(), 'contract-crash-'));
const intents = join(folder, 'intents.jsonl');

/** A fake in this process, which the suite in another one takes for a CloudTower. */
let fake: Fake;
let server: FakeServer;
let before: unknown;
/** Gets each request between the suite and the fake; may end the suite. */
let intercept: Interceptor;

beforeEach(async () => {
  fake = createFake({ clock: 'polls' });
  before = inventoryOf(fake);
  intercept = () => {};
  server = await serveFake(fake, (path, when) => intercept(path, when));
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(intents, { force: true });
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Each request of the case that changes something: the prechecks, entering and leaving. */
const STEPS = [1, 2, 3, 4].flatMap((nth) => [
  { nth, when: 'before' as const },
  { nth, when: 'after' as const },
]);

describe('a run that is killed', () => {
  it.each(sample(STEPS, 7))('is put back by sweep: $when change $nth was made', async ({ nth, when }) => {
    await killedAt(changes(nth, when));
    expect(await runSweep()).toMatchObject({ code: 0 });
    expect(inventoryOf(fake)).toEqual(before);
  });

  it('is put back by sweep: while VMs are being moved', async () => {
    await killedWhileEntering();
    expect(inventoryOf(fake)).not.toEqual(before);
    expect(await runSweep('--plan')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^Host node-01 is ENTERING_MAINTENANCE_MODE\.\n(?:VM .*\n)*Nothing was done\.\n$/,
      ),
    });
    expect(inventoryOf(fake)).not.toEqual(before);
    expect(await runSweep()).toMatchObject({ code: 0 });
    expect(inventoryOf(fake)).toEqual(before);
  });

  it.runIf(isDeep)('is put back by a second sweep when the first is killed too', async () => {
    await killedWhileEntering();
    await killedAt((path) => path === '/exit-maintance-mode', startSweep);
    expect(inventoryOf(fake)).not.toEqual(before);
    expect(await runSweep()).toMatchObject({ code: 0 });
    expect(inventoryOf(fake)).toEqual(before);
  });

  it('leaves a file that keeps the next run from beginning, until it is swept', async () => {
    await killedAt(changes(3, 'after'));
    const again = await runSuite();
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining(`contract sweep ${intents}`) });
    await runSweep();
    expect((await runSweep()).stdout).toContain('nothing is left to put back');
    expect(await runSuite()).toMatchObject({ code: 0 });
  });
});

describe('a run that goes on', () => {
  it('has each change on disk before the target hears of it', async () => {
    const seen: string[] = [];
    intercept = (path, when) => {
      if (isRead(path) || when === 'after') return;
      seen.push(path);
      expect(readFileSync(intents, 'utf8').trim().split('\n').at(-1)).toContain(`"path":"${path}"`);
    };
    expect(await runSuite()).toMatchObject({ code: 0 });
    expect(seen).toEqual([
      '/enter-maintenance-mode-precheck',
      '/enter-maintenance-mode-precheck',
      '/enter-maintance-mode',
      '/exit-maintance-mode',
    ]);
  });

  it('is neither joined by another nor swept', async () => {
    const others: Promise<unknown>[] = [];
    intercept = async (path, when) => {
      if (path !== '/enter-maintance-mode' || when === 'before') return;
      others.push(runSuite(), runSweep());
      await Promise.all(others);
    };
    expect(await startSuite().result).toMatchObject({ code: 0 });
    expect(await Promise.all(others)).toMatchObject([
      { code: 2, stderr: expect.stringMatching(/still at work, as process \d+/) },
      { code: 2, stderr: expect.stringMatching(/process \d+ is still at work/) },
    ]);
    expect(inventoryOf(fake)).toEqual(before);
  });

  it('does not begin when its intents cannot be written', async () => {
    const nowhere = join(folder, 'missing', 'intents.jsonl');
    const { code, stderr } = await runSuite('--intents', nowhere);
    expect(code).toBe(2);
    expect(stderr).toContain(`${nowhere} cannot be written`);
    expect(inventoryOf(fake)).toEqual(before);
  });
});

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

describe.each(isDeep ? SIGNALS : SIGNALS.slice(0, 1))('%s', (signal) => {
  it('ends the suite after it has put everything back, however often it comes', async () => {
    const child = startSuite();
    const sent: string[] = [];
    intercept = (path, when) => {
      if (when === 'before' || stateOf(fake) === 'IN_USE') return;
      sent.push(path);
      child.process.kill(signal);
    };
    const { code, stdout } = await child.result;
    expect(code).toBe(2);
    expect(sent.length).toBeGreaterThan(5);
    expect(sent).toContain('/exit-maintance-mode-precheck-result');
    expect(stdout).toContain(`${signal} was received`);
    expect(inventoryOf(fake)).toEqual(before);
    expect((await runSweep()).stdout).toContain('nothing is left to put back');
  });
});

describe('whoever listens', () => {
  it('may go away: everything is put back all the same', async () => {
    const child = startSuite();
    intercept = () => {
      if (stateOf(fake) === 'IN_USE') return;
      child.process.stdout?.destroy();
      child.process.stderr?.destroy();
    };
    await child.result;
    expect(inventoryOf(fake)).toEqual(before);
    expect((await runSweep()).stdout).toContain('nothing is left to put back');
  });

  it('never hears a secret: neither from the program nor in a file that it writes', async () => {
    const secrets = { password: 'a very secret password', token: 'tk.very.secret' };
    const tokens: string[] = [];
    await using secretive = await serveFake(
      createFake({ clock: 'polls', ...secrets }),
      async (_path, _when, answer) => {
        tokens.push(...((await answer?.text())?.match(/"token":"([^"]+)"/)?.slice(1) ?? []));
      },
    );
    const reports = ['json', 'junit', 'html'].flatMap((kind) => [
      `--${kind}`,
      join(folder, `report.${kind}`),
    ]);
    const cases = ['LOGIN', 'AUTH'].flatMap((id) => ['--case', id]);
    const flags = ['--url', secretive.url, ...cases, ...reports];
    const env = { ...ROOT, CLOUDTOWER_PASSWORD: secrets.password };
    const { code, stdout, stderr } = await start([...suiteArgs(), ...flags], env).result;
    expect(code).toBe(0);
    expect(tokens.length).toBeGreaterThan(3);
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(files.length).toBeGreaterThan(3);
    const all = [stdout, stderr, ...files].join('\n');
    for (const secret of [...Object.values(secrets), ...tokens]) expect(all).not.toContain(secret);
  });
});

function suiteArgs(): string[] {
  const host = ['--allow-maintenance', '--host', HOST, '--intents', intents];
  return ['contract', '--url', server.url, '--as-real', '--poll', '0.001', '--case', 'EXIT-001', ...host];
}

function sweepArgs(): string[] {
  return ['contract', 'sweep', intents, '--poll', '0.001'];
}

const startSuite = (): Started => start(suiteArgs(), ROOT);
const startSweep = (): Started => start(sweepArgs(), ROOT);

const runSuite = (...flags: readonly string[]): Promise<Result> => runHere([...suiteArgs(), ...flags], ROOT);
const runSweep = (...flags: readonly string[]): Promise<Result> => runHere([...sweepArgs(), ...flags], ROOT);

/** Kills a program where `isThere` says so: what it has asked last is not answered. */
async function killedAt(
  isThere: (path: string, when: 'before' | 'after') => boolean,
  begin: () => Started = startSuite,
): Promise<void> {
  const child = begin();
  intercept = async (path, when) => {
    if (child.process.killed || !isThere(path, when)) return;
    child.process.kill('SIGKILL');
    await child.result;
  };
  expect(await child.result).toMatchObject({ signal: 'SIGKILL' });
  intercept = () => {};
}

function killedWhileEntering(): Promise<void> {
  return killedAt((path) => path === '/get-tasks' && stateOf(fake) === 'ENTERING_MAINTENANCE_MODE');
}

/** The nth request that changes something. */
function changes(nth: number, at: 'before' | 'after'): (path: string, when: 'before' | 'after') => boolean {
  let count = 0;
  return (path, when) => {
    if (isRead(path)) return false;
    if (when === 'before') count += 1;
    return count === nth && when === at;
  };
}

function stateOf({ world }: Fake): string {
  return [...world.all('Host')].find(({ name }) => name === HOST)?.host_state?.state ?? 'IN_USE';
}

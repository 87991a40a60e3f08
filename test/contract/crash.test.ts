import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRead } from '../../contracts/harness/reads.ts';
import { createFake, type Fake } from '../../src/server/fake.ts';

const HOST = 'node-01';
const folder = mkdtempSync(join(tmpdir(), 'contract-crash-'));
const intents = join(folder, 'intents.jsonl');

/** A fake in this process, which the suite in another one takes for a CloudTower. */
let fake: Fake;
let url: string;
let close: () => Promise<void>;
/** What happens between the suite and the fake: may end the suite. */
let between: (path: string, when: 'before' | 'after') => void;

beforeEach(async () => {
  fake = createFake({ clock: { speed: 500 } });
  between = () => {};
  const listener = getRequestListener(async (request) => {
    const path = new URL(request.url).pathname.replace('/v2/api', '');
    between(path, 'before');
    const answer = await fake.fetch(request);
    between(path, 'after');
    return answer;
  });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${portOf(server.address())}`;
  close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
});

afterEach(async () => {
  await close();
  rmSync(intents, { force: true });
});

/** Each request of the case that changes something: the prechecks, entering and leaving. */
const STEPS = [1, 2, 3, 4].flatMap((nth) => [
  { nth, when: 'before' as const },
  { nth, when: 'after' as const },
]);

describe('a run that is cut off', () => {
  it.each(STEPS)('is put back by sweep: killed $when change $nth was made', async ({ nth, when }) => {
    const before = inventory();
    await killedAt(changes(nth, when));
    const swept = await run(['contract', 'sweep', intents, '--poll', '0.01']).ended;
    expect(swept).toMatchObject({ code: 0 });
    expect(inventory()).toEqual(before);
  });

  it('is put back by sweep: killed while VMs are being moved', async () => {
    const before = inventory();
    await killedAt((path) => path === '/get-tasks' && hostState() === 'ENTERING_MAINTENANCE_MODE');
    expect(inventory()).not.toEqual(before);
    expect(await run(['contract', 'sweep', intents, '--poll', '0.01']).ended).toMatchObject({ code: 0 });
    expect(inventory()).toEqual(before);
  });

  it('leaves a file that keeps the next run from beginning, until it is swept', async () => {
    await killedAt(changes(3, 'after'));
    const again = await run(suite()).ended;
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('contract sweep') });
    await run(['contract', 'sweep', intents, '--poll', '0.01']).ended;
    expect((await run(['contract', 'sweep', intents]).ended).stdout).toContain('nothing is left to put back');
  });

  it('has each change on disk before the target hears of it', async () => {
    const seen: string[] = [];
    between = (path, when) => {
      if (isRead(path) || when === 'after') return;
      seen.push(path);
      expect(readFileSync(intents, 'utf8').trim().split('\n').at(-1)).toContain(`"path":"${path}"`);
    };
    expect(await run(suite()).ended).toMatchObject({ code: 0 });
    expect(seen).toEqual([
      '/enter-maintenance-mode-precheck',
      '/enter-maintenance-mode-precheck',
      '/enter-maintance-mode',
      '/exit-maintance-mode',
    ]);
  });
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  it('ends the suite after it has put everything back', async () => {
    const before = inventory();
    const child = run(suite());
    let isSent = false;
    between = (path) => {
      if (isSent || path !== '/get-tasks' || hostState() !== 'ENTERING_MAINTENANCE_MODE') return;
      isSent = true;
      child.process.kill(signal);
    };
    const { code, stdout } = await child.ended;
    expect({ isSent, code }).toEqual({ isSent: true, code: 2 });
    expect(stdout).toContain(`${signal} was received`);
    expect(inventory()).toEqual(before);
  });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function suite(): string[] {
  const host = ['--allow-maintenance', '--host', HOST, '--intents', intents];
  return ['contract', '--url', url, '--as-real', '--poll', '0.01', '--case', 'EXIT-001', ...host];
}

function run(args: readonly string[]): { readonly process: ChildProcess; readonly ended: Promise<Ended> } {
  const env = { ...process.env, CLOUDTOWER_USER: 'root', CLOUDTOWER_PASSWORD: 'root' };
  const child = spawn(process.execPath, ['dist/src/cli/main.js', ...args], { env });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, stdout, stderr }));
  return { process: child, ended };
}

/** Runs the suite and kills it where `isThere` says so. */
async function killedAt(isThere: (path: string, when: 'before' | 'after') => boolean): Promise<void> {
  const child = run(suite());
  between = (path, when) => {
    if (isThere(path, when)) child.process.kill('SIGKILL');
  };
  await child.ended;
  expect(child.process.signalCode).toBe('SIGKILL');
  between = () => {};
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

function hostState(): string {
  const host = [...fake.world.all('Host')].find(({ name }) => name === HOST);
  return host?.host_state?.state ?? 'IN_USE';
}

/** Where every VM is and whether it runs, and the state of every host. */
function inventory(): unknown {
  fake.settle();
  return {
    hosts: [...fake.world.all('Host')].map(
      ({ name, host_state }) => `${name} ${host_state?.state ?? 'IN_USE'}`,
    ),
    vms: [...fake.world.all('Vm')].map(({ name, status, host }) => `${name} ${status} ${host}`),
  };
}

function portOf(address: string | AddressInfo | null): number {
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('The server has no port.');
}

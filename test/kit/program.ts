/**
 * The program in another process, and a fake in this one that it takes for a CloudTower.
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Fake } from '../../src/server/fake.ts';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Called for each request, before the fake hears of it and, with the answer, after that; whoever asks waits for it. */
export type Between = (path: string, when: 'before' | 'after', answer?: Response) => void | Promise<void>;

/** Runs cloudtower-fake with these arguments; the credentials are those of a fake, from the environment. */
export function run(args: readonly string[], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, ['dist/src/cli/main.js', ...args], {
    env: { ...process.env, CLOUDTOWER_USER: 'root', CLOUDTOWER_PASSWORD: 'root', ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const ended = once(child, 'close').then(() => ({
    code: child.exitCode,
    signal: child.signalCode,
    stdout,
    stderr,
  }));
  return { process: child, ended };
}

export interface Served extends AsyncDisposable {
  readonly url: string;
}

/** Serves a fake, telling of each request on its way. */
export async function serve(fake: Fake, between: Between = () => {}): Promise<Served> {
  const listener = getRequestListener(async (request) => {
    const path = new URL(request.url).pathname.replace('/v2/api', '');
    await between(path, 'before');
    const answer = await fake.fetch(request);
    await between(path, 'after', answer.clone());
    return answer;
  });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The port a server listens on. */
export function portOf(address: string | AddressInfo | null): number {
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('The server has no port.');
}

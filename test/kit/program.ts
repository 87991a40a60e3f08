/**
 * The program: run in this process, or in one of its own; and a fake that it takes for a CloudTower.
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { getRequestListener } from '@hono/node-server';
import { run } from '../../src/cli/program.ts';
import type { Fake } from '../../src/server/fake.ts';

const PROGRAM = 'dist/src/cli/main.js';

/** The credentials of a fake, as the program reads them. */
export const ROOT = { CLOUDTOWER_USER: 'root', CLOUDTOWER_PASSWORD: 'root' } as const;

type Environment = Readonly<Record<string, string>>;

/** How a run of the program ended, and what it wrote. */
export interface Result {
  /** The exit code; null if a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program in this process, to its end. */
export async function runHere(
  args: readonly string[],
  env: Environment = {},
  columns = 1_000,
): Promise<Result> {
  const output = { stdout: '', stderr: '' };
  const code = await run(args, {
    env,
    colours: false,
    columns,
    print: (text) => (output.stdout += `${text}\n`),
    warn: (text) => (output.stderr += `${text}\n`),
    untilStopped: () => new Promise(() => {}),
    onOutputClosed: () => {},
  });
  return { code, signal: null, ...output };
}

/** The program in a process of its own. */
export interface Started {
  readonly process: ChildProcess;
  readonly result: Promise<Result>;
}

/** Starts the program in a process of its own. */
export function start(args: readonly string[], env: Environment = {}): Started {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: { ...process.env, ...env } });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (output.stderr += String(chunk)));
  const result = once(child, 'close').then(() => ({
    code: child.exitCode,
    signal: child.signalCode,
    ...output,
  }));
  return { process: child, result };
}

/** A running `serve`. */
export interface Server extends AsyncDisposable {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** What it has printed so far. */
  readonly lines: readonly string[];
  /** Resolves with the first line, printed or to come, that contains a text. */
  line(text: string): Promise<string>;
}

/** Runs `serve` on a free port in this process, until it is disposed of. */
export async function serveHere(...args: readonly string[]): Promise<Server> {
  const lines: string[] = [];
  const events = new EventEmitter();
  const disposed = once(events, 'stop');
  const exit = run(['serve', '--port', '0', ...args], {
    env: {},
    colours: false,
    columns: 80,
    print: (text) => {
      lines.push(...text.split('\n'));
      events.emit('line');
    },
    warn: (text) => {
      throw new Error(text);
    },
    untilStopped: () => disposed,
    onOutputClosed: () => {},
  });
  const line = async (text: string): Promise<string> => {
    for (;;) {
      const found = lines.find((one) => one.includes(text));
      if (found !== undefined) return found;
      await once(events, 'line');
    }
  };
  // Either it serves, or it ends with an error.
  await Promise.race([line(LAST_OF_BANNER), exit]);
  return {
    url: urlIn(lines),
    lines,
    line,
    [Symbol.asyncDispose]: async () => {
      events.emit('stop');
      await exit;
    },
  };
}

/** A `serve` in a process of its own. */
export interface StartedServer {
  readonly process: ChildProcess;
  readonly url: string;
  readonly lines: readonly string[];
}

/** Starts `serve` on a free port in a process of its own, and waits until it serves. */
export async function startServer(...args: readonly string[]): Promise<StartedServer> {
  const child = spawn(process.execPath, [PROGRAM, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.includes(LAST_OF_BANNER)) break;
  }
  return { process: child, lines, url: urlIn(lines) };
}

const LAST_OF_BANNER = 'enter-maintenance-mode-precheck';

function urlIn(lines: readonly string[]): string {
  const base = lines.find((line) => line.startsWith('Base URL: ')) ?? '';
  return base.slice('Base URL: '.length, -'/v2/api'.length);
}

/** Sends a process a signal; returns the exit code, or null if the signal ended it. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
  return child.exitCode;
}

/** Called for each request before the fake gets it, and after, with the answer; the request waits for it. */
export type Interceptor = (path: string, when: 'before' | 'after', answer?: Response) => void | Promise<void>;

export interface FakeServer extends AsyncDisposable {
  readonly url: string;
}

/** Serves a fake of this process. */
export async function serveFake(fake: Fake, intercept: Interceptor = () => {}): Promise<FakeServer> {
  const listener = getRequestListener(async (request) => {
    const path = new URL(request.url).pathname.replace('/v2/api', '');
    await intercept(path, 'before');
    const answer = await fake.fetch(request);
    await intercept(path, 'after', answer.clone());
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

/** Returns the port of a listening server. */
export function portOf(address: string | AddressInfo | null): number {
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('The server has no port.');
}

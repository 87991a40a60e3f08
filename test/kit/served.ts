/**
 * The program, as a process of its own.
 * @module
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

const PROGRAM = 'dist/src/cli/main.js';

export interface Program {
  readonly child: ChildProcess;
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly lines: readonly string[];
}

/** Starts `serve` on a free port and reads its lines until the banner is complete. */
export async function serving(...args: readonly string[]): Promise<Program> {
  const child = spawn('node', [PROGRAM, '--port', '0', '--log', 'off', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.includes('enter-maintenance-mode-precheck')) break;
  }
  const base = lines.find((line) => line.startsWith('Base URL: ')) ?? '';
  return { child, lines, url: base.slice('Base URL: '.length, -'/v2/api'.length) };
}

/** Ends a process by a signal, and tells how it ended. */
export async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill(signal);
  return code;
}

/** Runs it to its end, which must come by itself. */
export function ran(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('node', [PROGRAM, '--port', '0', ...args], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, stdout, stderr };
}

/**
 * The intent file: each change of a run is on the disk before its request is sent, so that the target can be put
 * back whatever becomes of the run. One JSON line for each event, without secrets.
 * @module
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { messageOf } from '../case/verdict.ts';
import { type Begun, type IntentLog, type Line, replay } from './intent-log.ts';

/** The intent file cannot be used. The message says what to do. */
export class IntentFileError extends Error {
  override readonly name = 'IntentFileError';
}

/** Only its owner may read it: it names hosts and VMs. */
const MODE = 0o600;

export class IntentFile {
  readonly #fd: number;
  /** Where the last whole line ends. */
  #end: number;
  #count: number;
  #tasks: string[];
  #unanswered: number;
  #isClean: boolean;

  constructor(fd: number, { count, tasks, unanswered }: Pick<IntentLog, 'count' | 'tasks' | 'unanswered'>) {
    this.#fd = fd;
    this.#end = fstatSync(fd).size;
    this.#count = count;
    this.#tasks = [...tasks];
    this.#unanswered = unanswered;
    this.#isClean = tasks.length === 0 && unanswered === 0;
  }

  /** Whether nothing was changed since everything was last as in the baseline. */
  get isClean(): boolean {
    return this.#isClean;
  }

  /** Tasks that were started since everything was last as in the baseline. */
  get tasks(): readonly string[] {
    return this.#tasks;
  }

  /** Whether a request may have arrived without its answer being seen. */
  get isDoubtful(): boolean {
    return this.#unanswered > 0;
  }

  /**
   * Writes down a request that is about to be sent, under its number. Returns when the line is on the disk; throws
   * IntentFileError if it cannot be.
   */
  writeIntent(n: number, path: string, body: unknown): void {
    this.#unanswered += 1;
    this.#isClean = false;
    this.write({ kind: 'intent', n, path, body });
  }

  /** The number of the next intent. */
  next(): number {
    this.#count += 1;
    return this.#count;
  }

  /** Writes down the answer to a request. */
  writeAnswer(n: number, status: number, tasks: readonly string[]): void {
    this.#unanswered -= 1;
    this.#tasks.push(...tasks);
    this.write({ kind: 'answer', n, status, tasks });
  }

  /** Writes down that everything is as in the baseline. */
  writeRestored(): void {
    this.#tasks = [];
    this.#unanswered = 0;
    this.#isClean = true;
    this.write({ kind: 'restored' });
  }

  /** Writes down that the run is over and nothing is left to put back. */
  writeDone(): void {
    this.write({ kind: 'done' });
  }

  /** Returns when the line is on the disk. Throws IntentFileError if it cannot be; then none of it is there. */
  write(line: Line): void {
    try {
      writeFileSync(this.#fd, `${JSON.stringify({ ...line, at: new Date().toISOString() })}\n`);
      fsyncSync(this.#fd);
      this.#end = fstatSync(this.#fd).size;
    } catch (error) {
      ftruncateSync(this.#fd, this.#end);
      throw new IntentFileError(`The intent file cannot be written: ${messageOf(error)}`);
    }
  }
}

/** Begins a file. Throws IntentFileError if there is one that is not finished. */
export function beginIntentFile(file: string, begun: Pick<Begun, 'target' | 'before'>): IntentFile {
  assertNoneOpen(file);
  rmSync(file, { force: true });
  const intents = new IntentFile(createFile(file), { count: 0, tasks: [], unanswered: 0 });
  intents.write({ kind: 'begun', version: 1, ...begun, ...owner() });
  syncDirectory(dirname(file));
  return intents;
}

/** Throws IntentFileError if a run has left the file unfinished, or still writes it. */
export function assertNoneOpen(file: string): void {
  const log = readIntentLog(file);
  if (log === undefined || log.isDone) return;
  throw new IntentFileError(
    isAlive(log.owner)
      ? `${file} is of a run that is still at work, as process ${log.owner.pid}. Wait for its end.`
      : `${file} is of a run that has not put everything back. Finish it first: cloudtower-fake contract sweep ${file}`,
  );
}

/** Reads a file; returns undefined if no run has begun it. Throws IntentFileError if a line is invalid. */
export function readIntentLog(file: string): IntentLog | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const text = readFileSync(file, 'utf8');
    return text.includes('\n') ? replay(text) : undefined;
  } catch (error) {
    throw new IntentFileError(`${file}: ${messageOf(error)}`);
  }
}

/** Continues the file of a dead run. Throws IntentFileError if that run is alive, unless forced. */
export function takeOver(file: string, log: IntentLog, force: boolean): IntentFile {
  if (!force && isAlive(log.owner)) {
    throw new IntentFileError(
      `${file}: process ${log.owner.pid} is still at work with it. Wait for its end, or end it; if that is some other program, use --force.`,
    );
  }
  truncateSync(file, log.wholeBytes);
  const intents = new IntentFile(openSync(file, 'a', MODE), log);
  intents.write({ kind: 'swept', ...owner() });
  return intents;
}

function createFile(file: string): number {
  try {
    return openSync(file, 'ax', MODE);
  } catch (error) {
    throw new IntentFileError(`${file} cannot be written: ${messageOf(error)}`);
  }
}

/** A new file is only safe on the disk when its directory is. Windows cannot sync a directory. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(directory, 'r');
  fsyncSync(fd);
  closeSync(fd);
}

function owner() {
  return { pid: process.pid, hostname: hostname() };
}

/** A process of another machine cannot be asked: it is taken to be dead. */
function isAlive({ pid, hostname: home }: IntentLog['owner']): boolean {
  if (home !== hostname() || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

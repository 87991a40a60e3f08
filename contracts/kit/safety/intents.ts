/**
 * The intent file: what a run is about to change, on the disk before the request leaves, so that whatever
 * becomes of the run, the target can be put back. One JSON line for each thing; no secrets.
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
import { type Begun, type IntentLog, type Line, replay } from './intent-log.ts';

/** The intent file cannot be used. The message says what to do. */
export class IntentsError extends Error {
  override readonly name = 'IntentsError';
}

/** Only for who runs the suite: it names hosts and VMs. */
const MODE = 0o600;

export class Intents {
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

  /** Whether nothing was begun since all was as before. */
  get isClean(): boolean {
    return this.#isClean;
  }

  /** Tasks that were started since all was as before. */
  get tasks(): readonly string[] {
    return this.#tasks;
  }

  /** Whether a request may have arrived whose answer nobody has seen. */
  get isDoubtful(): boolean {
    return this.#unanswered > 0;
  }

  /** Notes what is about to be asked, by its number. Returns when it is on the disk. Throws IntentsError if it cannot be. */
  intend(n: number, path: string, body: unknown): void {
    this.#unanswered += 1;
    this.#isClean = false;
    this.write({ kind: 'intent', n, path, body });
  }

  /** The number of the next intent. */
  next(): number {
    this.#count += 1;
    return this.#count;
  }

  /** Notes what an intent was answered. */
  answered(n: number, status: number, tasks: readonly string[]): void {
    this.#unanswered -= 1;
    this.#tasks.push(...tasks);
    this.write({ kind: 'answer', n, status, tasks });
  }

  /** Notes that all is as before. */
  restored(): void {
    this.#tasks = [];
    this.#unanswered = 0;
    this.#isClean = true;
    this.write({ kind: 'restored' });
  }

  /** Nothing more is to come, and nothing is left to put back. */
  done(): void {
    this.write({ kind: 'done' });
  }

  /** Returns when the line is on the disk. Throws IntentsError if it cannot be: then nothing of it is there. */
  write(line: Line): void {
    try {
      writeFileSync(this.#fd, `${JSON.stringify({ ...line, at: new Date().toISOString() })}\n`);
      fsyncSync(this.#fd);
      this.#end = fstatSync(this.#fd).size;
    } catch (error) {
      ftruncateSync(this.#fd, this.#end);
      throw new IntentsError(`The intent file cannot be written: ${messageOf(error)}`);
    }
  }
}

/** Begins a file. Throws IntentsError if there is one already that is not finished. */
export function beginIntents(file: string, begun: Pick<Begun, 'target' | 'before'>): Intents {
  assertNoneOpen(file);
  rmSync(file, { force: true });
  const intents = new Intents(createFile(file), { count: 0, tasks: [], unanswered: 0 });
  intents.write({ kind: 'begun', version: 1, ...begun, ...owner() });
  syncDirectory(dirname(file));
  return intents;
}

/** Throws IntentsError if a run has left the file unfinished, or is still writing it. */
export function assertNoneOpen(file: string): void {
  const story = readStory(file);
  if (story === undefined || story.isDone) return;
  throw new IntentsError(
    isAlive(story.owner)
      ? `${file} is of a run that is still at work, as process ${story.owner.pid}. Wait for its end.`
      : `${file} is of a run that has not put everything back. Finish it first: cloudtower-fake contract sweep ${file}`,
  );
}

/** What a file tells; undefined if no run has begun it. Throws IntentsError if it cannot be understood. */
export function readStory(file: string): IntentLog | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const text = readFileSync(file, 'utf8');
    return text.includes('\n') ? replay(text) : undefined;
  } catch (error) {
    throw new IntentsError(`${file}: ${messageOf(error)}`);
  }
}

/** Goes on with the file of a dead run. Throws IntentsError if that run is alive, unless forced. */
export function takeOver(file: string, story: IntentLog, force: boolean): Intents {
  if (!force && isAlive(story.owner)) {
    throw new IntentsError(
      `${file}: process ${story.owner.pid} is still at work with it. Wait for its end, or end it; if that is some other program, use --force.`,
    );
  }
  truncateSync(file, story.wholeBytes);
  const intents = new Intents(openSync(file, 'a', MODE), story);
  intents.write({ kind: 'swept', ...owner() });
  return intents;
}

function createFile(file: string): number {
  try {
    return openSync(file, 'ax', MODE);
  } catch (error) {
    throw new IntentsError(`${file} cannot be written: ${messageOf(error)}`);
  }
}

/** A new file is not safe on the disk before its directory is. Windows has no such thing. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(directory, 'r');
  fsyncSync(fd);
  closeSync(fd);
}

function owner() {
  return { pid: process.pid, hostname: hostname() };
}

/** A process of another machine cannot be asked; who sweeps there knows. */
function isAlive({ pid, hostname: home }: IntentLog['owner']): boolean {
  if (home !== hostname() || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

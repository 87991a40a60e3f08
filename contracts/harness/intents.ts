/**
 * The intent file: what is about to be changed, on disk before it is changed, so that a crash leaves enough
 * behind to put everything back.
 * @module
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Snapshot } from './snapshot.ts';

/** The first line: how everything was. */
export interface Begin {
  readonly kind: 'begin';
  readonly at: string;
  readonly url: string;
  readonly before: Snapshot;
}

export type Entry =
  | Begin
  | { readonly kind: 'intent'; readonly at: string; readonly path: string; readonly body: unknown }
  | { readonly kind: 'restored'; readonly at: string; readonly differences: readonly string[] };

/** The intent file cannot be used. The message is for people. */
export class IntentError extends Error {
  override readonly name = 'IntentError';
}

/** An open intent file. */
export class Intents {
  readonly #file: number;

  private constructor(file: number) {
    this.#file = file;
  }

  /** Begins a file. Throws IntentError if the last run in it has not been put back. */
  static begin(path: string, url: string, before: Snapshot): Intents {
    if (existsSync(path) && unrestored(readIntents(path)) !== undefined) {
      throw new IntentError(
        `${path} is of a run that was not put back: finish it with contract sweep ${path}.`,
      );
    }
    const intents = Intents.#open(path, 'w');
    intents.note({ kind: 'begin', at: new Date().toISOString(), url, before });
    return intents;
  }

  /** Goes on in a file that is there. */
  static resume(path: string): Intents {
    return Intents.#open(path, 'a');
  }

  static #open(path: string, flags: 'w' | 'a'): Intents {
    try {
      return new Intents(openSync(path, flags, 0o600));
    } catch (error) {
      const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw new IntentError(`${path} cannot be written: ${why}.`);
    }
  }

  /** Writes an entry; it is on disk when this returns. */
  note(entry: Entry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Throws IntentError if the last run in a file has not been put back. */
export function assertPutBack(path: string): void {
  if (!existsSync(path) || unrestored(readIntents(path)) === undefined) return;
  throw new IntentError(`${path} is of a run that was not put back: finish it with contract sweep ${path}.`);
}

/** The entries of a file; a last line that a crash cut off is left out. Throws IntentError if it is no intent file. */
export function readIntents(path: string): readonly Entry[] {
  const lines = readLines(path);
  const entries = lines.flatMap((line, index): Entry[] => {
    const entry = parse(line);
    if (isEntry(entry)) return [entry];
    if (index === lines.length - 1) return [];
    throw new IntentError(`${path}: line ${index + 1} is no intent.`);
  });
  return entries;
}

/** How everything was before the run, unless it has been put back already. */
export function unrestored(entries: readonly Entry[]): Begin | undefined {
  const begin = entries.find((entry) => entry.kind === 'begin');
  const isRestored = entries.some((entry) => entry.kind === 'restored' && entry.differences.length === 0);
  return isRestored ? undefined : begin;
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new IntentError(`${path} cannot be read: ${why}.`);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Written by this module: the kind tells the rest. */
function isEntry(entry: unknown): entry is Entry {
  if (typeof entry !== 'object' || entry === null || !('kind' in entry)) return false;
  return (
    entry.kind === 'intent' || entry.kind === 'restored' || (entry.kind === 'begin' && 'before' in entry)
  );
}

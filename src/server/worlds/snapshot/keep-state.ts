/**
 * Keeping the worlds of a server in a file, so that they outlive it.
 * @module
 */
import { existsSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiVersion } from '../../../../contracts/openapi/schema.ts';
import { ControlRefusal } from '../control-refusal.ts';
import type { Simulation } from '../simulation.ts';
import type { Worlds } from '../worlds.ts';
import { encode } from './codec.ts';
import { readState, writeState } from './state-file.ts';
import { lockState } from './state-lock.ts';

/** How long a change may be in memory only, in ms of wall time; and as long as it takes to write it. */
export const SAVE_MS = 1_000;

export interface KeepOptions {
  /** How long to wait between two looks for changes, in ms of wall time; a second unless given. */
  readonly everyMs?: number;
  /** Hears when saving begins to fail. It is tried again. */
  readonly onFailure?: (error: unknown) => void;
}

/** A file in which the worlds are kept. */
export interface KeptState {
  /** Whether the worlds are those of the file. */
  readonly isLoaded: boolean;
  /** Saves the worlds as they are now, and lets go of the file. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Loads the worlds of the file, if it is there, and keeps it up to date from now on. Throws ControlRefusal when it
 * holds no sound state or another server has it, and the system's error when it cannot be read or written. What
 * is in the file stays there.
 */
export async function keepState(
  worlds: Worlds,
  apiVersion: ApiVersion,
  path: string,
  options: KeepOptions = {},
): Promise<KeptState> {
  // A link stays a link: what it leads to is replaced.
  const file = existsSync(path) ? realpathSync(path) : path;
  const unlock = lockState(file);
  try {
    const isLoaded = await load(worlds, file);
    const keeper = new Keeper(worlds, apiVersion, file);
    await keeper.save();
    const stopped = new AbortController();
    const keeping = keep(keeper, stopped.signal, options);
    const close = async () => {
      if (stopped.signal.aborted) return;
      stopped.abort();
      await keeping;
      try {
        await keeper.saveAll();
      } finally {
        unlock();
      }
    };
    return { isLoaded, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function load(worlds: Worlds, file: string): Promise<boolean> {
  const contents = await readState(file);
  if (contents === undefined) return false;
  if (contents.length > worlds.limit)
    throw new ControlRefusal('full', `it holds ${contents.length} worlds: allow as many.`);
  for (const content of contents) worlds.get(content.name).restore(content);
  return true;
}

async function keep(keeper: Keeper, signal: AbortSignal, { everyMs = SAVE_MS, onFailure }: KeepOptions) {
  let fails = false;
  while (!signal.aborted) {
    // oxlint-disable-next-line no-await-in-loop -- one after another
    await sleep(everyMs, undefined, { ref: false, signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      // oxlint-disable-next-line no-await-in-loop -- one after another
      await keeper.save();
      fails = false;
    } catch (error) {
      if (!fails) onFailure?.(error);
      fails = true;
    }
  }
}

/** What tells whether something has changed. */
type Mark = readonly unknown[];

class Keeper {
  readonly #worlds: Worlds;
  readonly #apiVersion: ApiVersion;
  readonly #file: string;
  #saved: Mark | undefined;
  /** A world that has not changed is not written out anew. */
  #texts = new WeakMap<Simulation, { readonly mark: Mark; readonly text: string }>();

  constructor(worlds: Worlds, apiVersion: ApiVersion, file: string) {
    this.#worlds = worlds;
    this.#apiVersion = apiVersion;
    this.#file = file;
  }

  /** Saves if anything but time has changed since it was last saved. */
  async save(): Promise<void> {
    const worlds = this.#worlds.list();
    // Taken before the worlds are written: what changes meanwhile is saved again.
    const mark = worlds.flatMap((world) => [world, ...world.mark()]);
    if (this.#saved !== undefined && isSame(mark, this.#saved)) return;
    await writeState(this.#file, this.#textsOf(worlds), worlds.length);
    this.#saved = mark;
  }

  /** Saves whatever there is, the time of each world, too. */
  async saveAll(): Promise<void> {
    this.#saved = undefined;
    this.#texts = new WeakMap();
    await this.save();
  }

  *#textsOf(worlds: readonly Simulation[]): Generator<string> {
    for (const world of worlds) yield this.#textOf(world);
  }

  #textOf(world: Simulation): string {
    const mark = world.mark();
    const known = this.#texts.get(world);
    if (known !== undefined && isSame(known.mark, mark)) return known.text;
    const text = encode(world, this.#apiVersion);
    this.#texts.set(world, { mark, text });
    return text;
  }
}

function isSame(one: Mark, other: Mark): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}

/**
 * Keeps the worlds of a server in a file, so that they survive a restart.
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

/** How often to look for changes, in ms of wall time, by default. */
export const SAVE_MS = 1_000;

export interface KeepOptions {
  /** How often to look for changes, in ms of wall time; 1000 by default. */
  readonly everyMs?: number;
  /** Is called when saving starts to fail. Saving is tried again. */
  readonly onFailure?: (error: unknown) => void;
}

/** The file in which the worlds are kept. */
export interface KeptState {
  /** Whether the file existed and its worlds were loaded. */
  readonly isLoaded: boolean;
  /** Saves the worlds a last time and unlocks the file. Rejects with the system's error if saving fails. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Loads the worlds from a file if it exists, and saves all later changes to it. Rejects with ControlRefusal if the
 * state is invalid or another server uses the file, and with the system's error if the file cannot be read or
 * written. The file is unchanged then.
 */
export async function keepState(
  worlds: Worlds,
  apiVersion: ApiVersion,
  path: string,
  options: KeepOptions = {},
): Promise<KeptState> {
  // Replaces the file that a symbolic link points to, not the link.
  const file = existsSync(path) ? realpathSync(path) : path;
  const unlock = lockState(file);
  try {
    const isLoaded = await load(worlds, file);
    const saver = new StateSaver(worlds, apiVersion, file);
    await saver.save();
    const stop = new AbortController();
    const loop = saveRegularly(saver, stop.signal, options);
    const close = async () => {
      if (stop.signal.aborted) return;
      stop.abort();
      await loop;
      try {
        await saver.saveAll();
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

async function saveRegularly(
  saver: StateSaver,
  signal: AbortSignal,
  { everyMs = SAVE_MS, onFailure }: KeepOptions,
) {
  let isFailing = false;
  while (!signal.aborted) {
    // oxlint-disable-next-line no-await-in-loop -- one after another
    await sleep(everyMs, undefined, { ref: false, signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      // oxlint-disable-next-line no-await-in-loop -- one after another
      await saver.save();
      isFailing = false;
    } catch (error) {
      if (!isFailing) onFailure?.(error);
      isFailing = true;
    }
  }
}

/** Values that differ if anything has changed. */
type Fingerprint = readonly unknown[];

class StateSaver {
  readonly #worlds: Worlds;
  readonly #apiVersion: ApiVersion;
  readonly #file: string;
  #saved: Fingerprint | undefined;
  /** The snapshots of the worlds, reused while a world does not change. */
  #texts = new WeakMap<Simulation, { readonly fingerprint: Fingerprint; readonly text: string }>();

  constructor(worlds: Worlds, apiVersion: ApiVersion, file: string) {
    this.#worlds = worlds;
    this.#apiVersion = apiVersion;
    this.#file = file;
  }

  /** Saves the worlds if anything except the time has changed. */
  async save(): Promise<void> {
    const worlds = this.#worlds.list();
    // Taken before writing, so that a change during the write is saved next time.
    const fingerprint = worlds.flatMap((world) => [world, ...world.fingerprint()]);
    if (this.#saved !== undefined && isSame(fingerprint, this.#saved)) return;
    await writeState(this.#file, this.#textsOf(worlds), worlds.length);
    this.#saved = fingerprint;
  }

  /** Saves all worlds with their present time, even if nothing has changed. */
  async saveAll(): Promise<void> {
    this.#saved = undefined;
    this.#texts = new WeakMap();
    await this.save();
  }

  *#textsOf(worlds: readonly Simulation[]): Generator<string> {
    for (const world of worlds) yield this.#textOf(world);
  }

  #textOf(world: Simulation): string {
    const fingerprint = world.fingerprint();
    const known = this.#texts.get(world);
    if (known !== undefined && isSame(known.fingerprint, fingerprint)) return known.text;
    const text = encode(world, this.#apiVersion);
    this.#texts.set(world, { fingerprint, text });
    return text;
  }
}

function isSame(one: Fingerprint, other: Fingerprint): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}

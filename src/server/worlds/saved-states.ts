/**
 * Named states of a world, kept in memory.
 * @module
 */
import type { Instant } from '../engine/time/iso.ts';
import { ControlRefusal } from './control-refusal.ts';

export interface SavedInfo {
  readonly name: string;
  /** The virtual time of the state. */
  readonly now: Instant;
  /** The size as JSON, in bytes. */
  readonly bytes: number;
}

interface StateOwner<State> {
  state(): State;
  restore(state: State): void;
}

/** The most saved states of one world. */
const STATE_LIMIT = 20;
/** The most bytes in the saved states of all worlds of a server. */
const BYTE_LIMIT = 1024 * 1024 * 1024;

const NAME = /^\w[\w.-]{0,63}$/;

export class SavedStates<State extends { readonly world: { readonly now: Instant } }> {
  readonly #owner: StateOwner<State>;
  readonly #totalBytes: () => number;
  readonly #saved = new Map<string, { readonly info: SavedInfo; readonly state: State }>();

  /** `totalBytes` returns the size of the saved states of all worlds of the server. */
  constructor(owner: StateOwner<State>, totalBytes: () => number) {
    this.#owner = owner;
    this.#totalBytes = totalBytes;
  }

  /** Returns the saved states in the order they were saved. */
  list(): readonly SavedInfo[] {
    return [...this.#saved.values()].map(({ info }) => info);
  }

  /** The size of all saved states of this world as JSON, in bytes. */
  get bytes(): number {
    return this.list().reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Saves the present state, replacing one of the same name. Throws ControlRefusal for an invalid name or beyond a limit. */
  save(name: string): SavedInfo {
    if (!NAME.test(name))
      throw new ControlRefusal(
        'invalid',
        'The name of a snapshot is 1 to 64 letters, digits, dots, hyphens, underscores.',
      );
    const before = this.#saved.get(name);
    if (before === undefined && this.#saved.size >= STATE_LIMIT)
      throw new ControlRefusal('full', `A world has at most ${STATE_LIMIT} snapshots: delete some first.`);
    const state = this.#owner.state();
    const bytes = Buffer.byteLength(JSON.stringify(state));
    if (this.#totalBytes() - (before?.info.bytes ?? 0) + bytes > BYTE_LIMIT)
      throw new ControlRefusal(
        'full',
        `The snapshots of all worlds would take more than ${BYTE_LIMIT} bytes: delete some first.`,
      );
    const info = { name, now: state.world.now, bytes };
    this.#saved.delete(name);
    this.#saved.set(name, { info, state });
    return info;
  }

  /** Returns the world to a saved state. Throws ControlRefusal if it does not exist or requests are being answered. */
  restore(name: string): void {
    const saved = this.#saved.get(name);
    if (saved === undefined) throw missing(name);
    this.#owner.restore(saved.state);
  }

  /** Deletes a saved state. Throws ControlRefusal if it does not exist. */
  delete(name: string): void {
    if (!this.#saved.delete(name)) throw missing(name);
  }
}

function missing(name: string): ControlRefusal {
  return new ControlRefusal('unknown', `There is no snapshot ${name.slice(0, 64)}.`);
}

/**
 * Named states of a world, kept in memory to be gone back to.
 * @module
 */
import type { Instant } from '../engine/time/iso.ts';
import { ControlRefusal } from './control-refusal.ts';

export interface SavedInfo {
  readonly name: string;
  /** The world's virtual time. */
  readonly now: Instant;
  /** What it would take as JSON. */
  readonly bytes: number;
}

/** What can be saved and restored. */
interface Restorable<State> {
  state(): State;
  restore(state: State): void;
}

/** Of one world. */
const STATE_LIMIT = 20;
/** Of all worlds of a server together. */
const BYTE_LIMIT = 1024 * 1024 * 1024;

const NAME = /^\w[\w.-]{0,63}$/;

export class SavedStates<State extends { readonly world: { readonly now: Instant } }> {
  readonly #of: Restorable<State>;
  readonly #bytesOfAll: () => number;
  readonly #saved = new Map<string, { readonly info: SavedInfo; readonly state: State }>();

  /** `bytesOfAll` is what all worlds of the server have saved. */
  constructor(of: Restorable<State>, bytesOfAll: () => number) {
    this.#of = of;
    this.#bytesOfAll = bytesOfAll;
  }

  /** In the order they were saved. */
  list(): readonly SavedInfo[] {
    return [...this.#saved.values()].map(({ info }) => info);
  }

  get bytes(): number {
    return this.list().reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Saves the world as it is now, in place of what has that name. Throws ControlRefusal for a name that cannot be, and when there is no room. */
  save(name: string): SavedInfo {
    if (!NAME.test(name))
      throw new ControlRefusal(
        'invalid',
        'The name of a snapshot is 1 to 64 letters, digits, dots, hyphens, underscores.',
      );
    const before = this.#saved.get(name);
    if (before === undefined && this.#saved.size >= STATE_LIMIT)
      throw new ControlRefusal('full', `A world has at most ${STATE_LIMIT} snapshots: delete some first.`);
    const state = this.#of.state();
    const bytes = Buffer.byteLength(JSON.stringify(state));
    if (this.#bytesOfAll() - (before?.info.bytes ?? 0) + bytes > BYTE_LIMIT)
      throw new ControlRefusal(
        'full',
        `The snapshots of all worlds would take more than ${BYTE_LIMIT} bytes: delete some first.`,
      );
    const info = { name, now: state.world.now, bytes };
    this.#saved.delete(name);
    this.#saved.set(name, { info, state });
    return info;
  }

  /** Lets the world go on from what was saved. Throws ControlRefusal if there is none, and while requests are being answered. */
  restore(name: string): void {
    const saved = this.#saved.get(name);
    if (saved === undefined) throw missing(name);
    this.#of.restore(saved.state);
  }

  /** Forgets one. Throws ControlRefusal if there is none. */
  delete(name: string): void {
    if (!this.#saved.delete(name)) throw missing(name);
  }
}

function missing(name: string): ControlRefusal {
  return new ControlRefusal('unknown', `There is no snapshot ${name.slice(0, 64)}.`);
}

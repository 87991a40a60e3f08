/**
 * The worlds of a server by name, made on first use and forgotten when nobody uses them.
 * @module
 */
import { message } from '../engine/language/message.ts';
import type { WallClock } from '../engine/time/clock.ts';
import { ControlRefusal } from './control-refusal.ts';
import type { Simulation } from './simulation.ts';

/** The world of `/v2/api`. It is never forgotten. */
export const DEFAULT_WORLD = 'default';

export interface WorldLimits {
  /** Worlds at most; the one not used for longest makes room for a new one. */
  readonly limit: number;
  /** A world that nobody has used for so long is forgotten, in ms of wall time. */
  readonly idleMs: number;
}

interface Used {
  readonly simulation: Simulation;
  at: number;
}

const NAME = /^\w[\w.-]{0,63}$/;

/** A world that cannot be had: its name is invalid, or all worlds are busy. Clients of CloudTower's API may meet it. */
export class WorldRefusal extends ControlRefusal {}

export class Worlds {
  readonly #create: (name: string) => Simulation;
  readonly #limits: WorldLimits;
  readonly #wall: WallClock;
  /** The one not used for longest comes first. */
  readonly #used = new Map<string, Used>();
  /** Kept apart, as it is asked for most and never forgotten. */
  readonly home: Simulation;

  constructor(create: (name: string) => Simulation, limits: WorldLimits, wall: WallClock) {
    this.#create = create;
    this.#limits = limits;
    this.#wall = wall;
    this.home = create(DEFAULT_WORLD);
  }

  /** Worlds at most. */
  get limit(): number {
    return this.#limits.limit;
  }

  /** The world of that name, made if need be. Throws WorldRefusal for an invalid name, or when all worlds are busy. */
  get(name: string): Simulation {
    if (name === DEFAULT_WORLD) return this.home;
    this.#forgetIdle();
    const known = this.#used.get(name);
    const simulation = known?.simulation ?? this.#make(name);
    this.#used.delete(name);
    this.#used.set(name, { simulation, at: this.#wall() });
    return simulation;
  }

  list(): readonly Simulation[] {
    this.#forgetIdle();
    return [this.home, ...[...this.#used.values()].map(({ simulation }) => simulation)];
  }

  /** Whether a world is still served: not deleted, not forgotten. */
  has(simulation: Simulation): boolean {
    return simulation === this.home || this.#used.get(simulation.name)?.simulation === simulation;
  }

  /** Forgets a world. Throws ControlRefusal if it is not there, is the default one, or answers requests. */
  delete(name: string): void {
    if (name === DEFAULT_WORLD)
      throw new ControlRefusal('conflict', `The world ${name} is always there: reset it instead.`);
    const used = this.#used.get(name);
    if (used === undefined) throw new ControlRefusal('unknown', `There is no world ${name.slice(0, 64)}.`);
    if (used.simulation.running > 0)
      throw new ControlRefusal('conflict', `The world ${name} is answering requests: wait until it has.`);
    this.#used.delete(name);
  }

  #make(name: string): Simulation {
    if (!NAME.test(name)) throw new WorldRefusal('invalid', message('world.invalid-name'));
    if (this.#used.size + 1 >= this.#limits.limit) this.#makeRoom();
    return this.#create(name);
  }

  #makeRoom(): void {
    for (const [name, { simulation }] of this.#used) {
      if (isBusy(simulation)) continue;
      this.#used.delete(name);
      return;
    }
    throw new WorldRefusal('full', message('world.all-busy', { count: this.#limits.limit }));
  }

  #forgetIdle(): void {
    const oldest = this.#wall() - this.#limits.idleMs;
    for (const [name, { simulation, at }] of this.#used) {
      if (at > oldest) return;
      if (!isBusy(simulation)) this.#used.delete(name);
    }
  }
}

/** Whether somebody waits for it. */
function isBusy({ running, attended }: Simulation): boolean {
  return running + attended > 0;
}

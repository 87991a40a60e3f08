/**
 * The worlds of a server by name. A world is created on first use and deleted when it is idle.
 * @module
 */
import { message } from '../engine/language/message.ts';
import type { WallClock } from '../engine/time/clock.ts';
import { ControlRefusal } from './control-refusal.ts';
import type { Simulation } from './simulation.ts';

/** The world of `/v2/api`. It is never deleted. */
export const DEFAULT_WORLD = 'default';

export interface WorldLimits {
  /** The most worlds. A new one replaces the least recently used one. */
  readonly limit: number;
  /** A world is deleted after this time without requests, in ms of wall time. */
  readonly idleMs: number;
}

interface NamedWorld {
  readonly simulation: Simulation;
  /** The wall time of the last use, in ms. */
  readonly usedAt: number;
}

const NAME = /^\w[\w.-]{0,63}$/;

/** The name of a world is invalid, or all worlds are busy. Clients of CloudTower's API can get this error, too. */
export class WorldRefusal extends ControlRefusal {}

export class Worlds {
  readonly #create: (name: string) => Simulation;
  readonly #limits: WorldLimits;
  readonly #wall: WallClock;
  /** The least recently used world comes first. */
  readonly #named = new Map<string, NamedWorld>();
  /** The default world. It is kept apart because most requests use it and it is never deleted. */
  readonly home: Simulation;

  constructor(create: (name: string) => Simulation, limits: WorldLimits, wall: WallClock) {
    this.#create = create;
    this.#limits = limits;
    this.#wall = wall;
    this.home = create(DEFAULT_WORLD);
  }

  /** The most worlds. */
  get limit(): number {
    return this.#limits.limit;
  }

  /** Returns the world of a name, and creates it if necessary. Throws WorldRefusal for an invalid name or if all worlds are busy. */
  get(name: string): Simulation {
    if (name === DEFAULT_WORLD) return this.home;
    this.#forgetIdle();
    const known = this.#named.get(name);
    const simulation = known?.simulation ?? this.#createNamed(name);
    this.#named.delete(name);
    this.#named.set(name, { simulation, usedAt: this.#wall() });
    return simulation;
  }

  list(): readonly Simulation[] {
    this.#forgetIdle();
    return [this.home, ...[...this.#named.values()].map(({ simulation }) => simulation)];
  }

  /** Reports whether a world is still served. */
  has(simulation: Simulation): boolean {
    return simulation === this.home || this.#named.get(simulation.name)?.simulation === simulation;
  }

  /** Deletes a world. Throws ControlRefusal if it does not exist, is the default one, or answers requests. */
  delete(name: string): void {
    if (name === DEFAULT_WORLD)
      throw new ControlRefusal('conflict', `The world ${name} is always there: reset it instead.`);
    const known = this.#named.get(name);
    if (known === undefined) throw new ControlRefusal('unknown', `There is no world ${name.slice(0, 64)}.`);
    if (known.simulation.activeRequests > 0)
      throw new ControlRefusal('conflict', `The world ${name} is answering requests: wait until it has.`);
    this.#named.delete(name);
  }

  #createNamed(name: string): Simulation {
    if (!NAME.test(name)) throw new WorldRefusal('invalid', message('world.invalid-name'));
    if (this.#named.size + 1 >= this.#limits.limit) this.#makeRoom();
    return this.#create(name);
  }

  #makeRoom(): void {
    for (const [name, { simulation }] of this.#named) {
      if (isBusy(simulation)) continue;
      this.#named.delete(name);
      return;
    }
    throw new WorldRefusal('full', message('world.all-busy', { count: this.#limits.limit }));
  }

  #forgetIdle(): void {
    const oldest = this.#wall() - this.#limits.idleMs;
    for (const [name, { simulation, usedAt }] of this.#named) {
      if (usedAt > oldest) return;
      if (!isBusy(simulation)) this.#named.delete(name);
    }
  }
}

function isBusy({ activeRequests: running, activeControlRequests: attended }: Simulation): boolean {
  return running + attended > 0;
}

/**
 * What happens to hosts outside of CloudTower: somebody presses the power button, pulls a plug, or cuts and mends a
 * network.
 * @module
 */
import { closest } from 'fastest-levenshtein';
import type { LoseHostFault } from '../engine/fault/rule.ts';
import { cutPower, startHost, startsAt } from '../engine/host/power.ts';
import type { Journal } from '../engine/journal/journal.ts';
import type { Instant } from '../engine/time/iso.ts';
import { findHostByAnyId } from '../engine/world/find.ts';
import { whyOutOfReach } from '../engine/world/host.ts';
import type { HostRecord } from '../engine/world/records.ts';
import type { World } from '../engine/world/world.ts';
import { ControlRefusal } from './control-refusal.ts';
import type { Faults } from './faults.ts';

/** The parts of a simulation that acts on hosts need. */
export interface HostsContext {
  readonly world: World;
  readonly faults: Faults;
  readonly journal: Journal;
  /** Brings the world up to the clock's now. */
  settle(): void;
}

/** A host after an act. */
export interface HostReport {
  readonly id: string;
  readonly name: string;
  readonly status: HostRecord['status'];
  /** When it will have started; absent unless it is starting. */
  readonly startsAt?: Instant;
}

/** Acts on hosts. Each takes a host by name, id or local_id, and throws ControlRefusal if it is unknown. */
export class Hosts {
  readonly #context: HostsContext;

  constructor(context: HostsContext) {
    this.#context = context;
  }

  /**
   * Powers a host on. It has started a minute of virtual time later, and is as it was: in maintenance, or in use. Throws
   * ControlRefusal if it is not off.
   */
  powerOn(name: string): HostReport {
    const host = this.#find(name);
    this.#assertIdle(host);
    this.#assertConnected(host);
    if (host.status !== 'SESSION_EXPIRED') refuse(host, `is on: its status is ${host.status}.`);
    return this.#act(host, 'is powered on', (world) => startHost(world, host.id));
  }

  /**
   * Cuts the power of a host. Its VMs are off; HA restarts those that it protects on other hosts. Throws ControlRefusal
   * if the host is off or busy.
   */
  powerOff(name: string): HostReport {
    const host = this.#find(name);
    this.#assertIdle(host);
    this.#assertConnected(host);
    assertOn(host);
    return this.#act(host, 'loses its power', (world) => cutPower(world, host));
  }

  /**
   * Cuts the connection of a host, as the fault `lose-host` does. Its VMs keep running; HA restarts those that it
   * protects on other hosts. Throws ControlRefusal if the host is off or lost already.
   */
  lose(name: string, status?: LoseHostFault['status']): HostReport {
    const host = this.#find(name);
    this.#assertConnected(host);
    assertOn(host);
    return this.#act(host, 'loses its connection', () =>
      this.#context.faults.add({ do: 'lose-host', host: host.id, ...(status !== undefined && { status }) }),
    );
  }

  /** Mends the connection of a host. Throws ControlRefusal if the host has not lost it. */
  return(name: string): HostReport {
    const host = this.#find(name);
    const { faults } = this.#context;
    if (faults.isLost(host.id))
      return this.#act(host, 'is reachable again', () => faults.returnHost(host.id));
    if (whyOutOfReach(host) === undefined)
      refuse(host, `has not lost its connection: its status is ${host.status}.`);
    assertOn(host);
    return this.#act(host, 'is reachable again', (world) =>
      world.update('Host', host.id, { status: 'CONNECTED_HEALTHY' }),
    );
  }

  #find(name: string): HostRecord {
    this.#context.settle();
    const { world } = this.#context;
    const host = findHostByAnyId(world, name);
    if (host !== undefined) return host;
    const sent = name.slice(0, 80);
    const nearest = closest(
      sent,
      [...world.all('Host')].map((one) => one.name),
    );
    throw new ControlRefusal('unknown', `There is no host ${sent}. Did you mean ${nearest}?`);
  }

  #act(host: HostRecord, words: string, act: (world: World) => void): HostReport {
    const { world, journal } = this.#context;
    journal.recordAct(host, words, () => act(world));
    const { id, name, status } = world.must('Host', host.id);
    const at = startsAt(world, id);
    return { id, name, status, ...(at !== undefined && { startsAt: at }) };
  }

  /** Throws ControlRefusal if a task is busy with the host, or if it is starting. */
  #assertIdle(host: HostRecord): void {
    if (host.entityAsyncStatus !== null) refuse(host, 'is busy with a task: wait for its end.');
    if (startsAt(this.#context.world, host.id) !== undefined) refuse(host, 'is starting already.');
  }

  #assertConnected(host: HostRecord): void {
    if (this.#context.faults.isLost(host.id)) refuse(host, 'has lost its connection: let it return first.');
  }
}

function assertOn(host: HostRecord): void {
  if (host.status === 'SESSION_EXPIRED') refuse(host, 'is off: power it on first.');
}

function refuse({ name }: HostRecord, why: string): never {
  throw new ControlRefusal('conflict', `Host ${name} ${why}`);
}

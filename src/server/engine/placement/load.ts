/**
 * The load of hosts if the moves planned so far were done: the running total of a plan.
 * @module
 */
import { allocatableMemory, hostsOf } from '../world/derived.ts';
import type { HostRecord, Id, VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';

/** How a VM moves to another host: running (`live`) or powered off (`cold`). */
export type Move = 'live' | 'cold';

export class Load {
  readonly #world: World;
  readonly #room = new Map<Id, number>();
  readonly #cold = new Map<Id, number>();
  readonly #moved = new Map<Id, Id>();
  readonly #ranked = new Map<Id, HostRecord[]>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Returns the bytes of memory that a host can still give to VMs. */
  room(host: HostRecord): number {
    const known = this.#room.get(host.id);
    if (known !== undefined) return known;
    const room = allocatableMemory(this.#world, host);
    this.#room.set(host.id, room);
    return room;
  }

  /**
   * Returns the hosts of a cluster, the best target first: the one with the most room, less the memory of VMs that are
   * moved there powered off; then by name.
   */
  ranked(cluster: Id): readonly HostRecord[] {
    const known = this.#ranked.get(cluster);
    if (known !== undefined) return known;
    const ranked = hostsOf(this.#world, { id: cluster }).toSorted((a, b) => this.#compare(a, b));
    this.#ranked.set(cluster, ranked);
    return ranked;
  }

  /** Returns the host that a VM is planned to move to, or else its current host. */
  hostOf(vm: Id): Id | null {
    return this.#moved.get(vm) ?? this.#world.get('Vm', vm)?.host ?? null;
  }

  /** Adds a planned move. */
  add(vm: VmRecord, target: HostRecord, move: Move): void {
    this.#moved.set(vm.id, target.id);
    if (move === 'live') this.#room.set(target.id, this.room(target) - vm.memory);
    else this.#cold.set(target.id, (this.#cold.get(target.id) ?? 0) + vm.memory);
    this.#sink(target);
  }

  /** Moves a host that has taken a VM down the ranking, until the next host is a worse target. */
  #sink(host: HostRecord): void {
    const ranked = this.#ranked.get(host.cluster) ?? [];
    let index = ranked.indexOf(host);
    for (
      let next = ranked[index + 1];
      next !== undefined && this.#compare(host, next) > 0;
      next = ranked[index + 1]
    ) {
      ranked[index] = next;
      index += 1;
      ranked[index] = host;
    }
  }

  #compare(a: HostRecord, b: HostRecord): number {
    return (
      this.#preference(b) - this.#preference(a) || compareText(a.name, b.name) || compareText(a.id, b.id)
    );
  }

  #preference(host: HostRecord): number {
    return this.room(host) - (this.#cold.get(host.id) ?? 0);
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * What hosts would hold if the moves planned so far were done: the plan's running total.
 * @module
 */
import { allocatableMemory } from '../world/derived.ts';
import type { HostRecord, Id, VmRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import type { Move } from './rules.ts';

export class Load {
  readonly #world: World;
  readonly #room = new Map<Id, number>();
  readonly #cold = new Map<Id, number>();
  readonly #moved = new Map<Id, Id>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Bytes of memory a host can still give to VMs. */
  room(host: HostRecord): number {
    const known = this.#room.get(host.id);
    if (known !== undefined) return known;
    const room = allocatableMemory(this.#world, host);
    this.#room.set(host.id, room);
    return room;
  }

  /** How good a host is as the next target, more is better: its room, less what was brought there powered off. */
  preference(host: HostRecord): number {
    return this.room(host) - (this.#cold.get(host.id) ?? 0);
  }

  /** Where a VM is, or is planned to go. */
  hostOf(vm: Id): Id | null {
    return this.#moved.get(vm) ?? this.#world.get('Vm', vm)?.host ?? null;
  }

  /** Notes that a move is planned. */
  add(vm: VmRecord, target: HostRecord, move: Move): void {
    this.#moved.set(vm.id, target.id);
    if (move === 'live') this.#room.set(target.id, this.room(target) - vm.memory);
    else this.#cold.set(target.id, (this.#cold.get(target.id) ?? 0) + vm.memory);
  }
}

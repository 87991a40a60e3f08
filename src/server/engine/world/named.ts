/**
 * Finding what a person names: by name, id or local_id.
 * @module
 */
import type { HostRecord, VmRecord } from './records.ts';
import type { World } from './world.ts';

/** Whether a host or VM goes by that name, id or local_id. */
export function hasAnyId(record: HostRecord | VmRecord | undefined, name: string): boolean {
  return record !== undefined && [record.id, record.local_id, record.name].includes(name);
}

/** The first host that goes by it. */
export function findHostByAnyId(world: World, name: string): HostRecord | undefined {
  return [...world.all('Host')].find((host) => hasAnyId(host, name));
}

/** The first VM that goes by it. */
export function findVmByAnyId(world: World, name: string): VmRecord | undefined {
  return [...world.all('Vm')].find((vm) => hasAnyId(vm, name));
}

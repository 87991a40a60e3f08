/**
 * Lies in the state: after something has truly happened, the world is changed behind everybody's back.
 * @module
 */
import type { HostRecord, Id, VmRecord } from '../../src/server/engine/world/records.ts';
import type { World } from '../../src/server/engine/world/world.ts';
import { listOf, type Mutant, parse, pathOf, worldNameOf } from './mutant.ts';

/** Changes the world once a task of that mutation was seen to have succeeded. */
export function afterTask(
  mutation: string,
  change: (world: World, host: HostRecord) => void,
): Mutant['mutate'] {
  return (fake) => {
    const done = new Set<unknown>();
    return async (request) => {
      const answer = await fake.fetch(request);
      if (pathOf(request) !== '/get-tasks') return answer;
      for (const task of listOf(parse(await answer.clone().text()))) {
        if (task['resource_mutation'] !== mutation || task['status'] !== 'SUCCESSED' || done.has(task['id']))
          continue;
        done.add(task['id']);
        const { world } = fake.worlds.get(worldNameOf(request));
        change(world, world.must('Host', String(task['resource_id'])));
      }
      return answer;
    };
  };
}

/** The VM of that name. */
export function vmNamed(world: World, name: string): VmRecord {
  const vm = [...world.all('Vm')].find((one) => one.name === name);
  if (vm === undefined) throw new Error(`The mutant has no VM ${name} to lie about.`);
  return vm;
}

/** Another host of the same cluster. */
export function neighbourOf(world: World, host: HostRecord): HostRecord {
  const other = world.where('Host', 'cluster', host.cluster).find(({ id }) => id !== host.id);
  if (other === undefined) throw new Error('The mutant has no other host to lie about.');
  return other;
}

/** Puts a VM somewhere else. */
export function move(world: World, name: string, host: Id): void {
  world.update('Vm', vmNamed(world, name).id, { host });
}

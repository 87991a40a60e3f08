/**
 * Finds the objects that requests name, and builds the "not found" errors of the engine.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { message } from '../language/message.ts';
import { NO_TEXT } from '../language/text.ts';
import type { Failure } from './job.ts';
import type { HostRecord, Id, VmRecord } from './records.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** Returns the host with this Tower id. Throws a Refusal if it is missing. `place` is the id's place in the request. */
export function findHost(world: World, id: Id, place: string): HostRecord {
  const host = world.get('Host', id);
  if (host !== undefined) return host;
  const [local] = world.where('Host', 'local_id', id);
  const hint = local === undefined ? NO_TEXT : message('find.local-id', { host: local.name, id: local.id });
  throw new Refusal({
    kind: 'not-found',
    code: 'HOST_NOT_FOUND',
    message: message('find.no-host', { place, id: quote(id), hint }),
  });
}

/** Returns the failure for an unknown task. */
export function noSuchTask(id: Id, place: string): Failure {
  return {
    code: 'JOB_NOT_FOUND',
    message: message('find.no-task', { place, id: quote(id) }),
  };
}

/**
 * Returns the VM that a list of a request names by local_id, or by Tower id if the behaviour accepts it. Returns
 * undefined if the behaviour ignores the id. Throws a Refusal if no VM has it.
 */
export function findListedVm(world: World, id: string, place: string): VmRecord | undefined {
  const [vm] = world.where('Vm', 'local_id', id);
  if (vm !== undefined) return vm;
  const byCuid = world.get('Vm', id);
  const areCuids = isChosen(world.behaviours, 'vm-lists.id-kind', 'cuid');
  if (byCuid !== undefined && (areCuids || isChosen(world.behaviours, 'vm-lists.cuid', 'accepted')))
    return byCuid;
  if (byCuid !== undefined && isChosen(world.behaviours, 'vm-lists.cuid', 'ignored')) return undefined;
  throw new Refusal({
    kind: 'not-found',
    code: 'VM_NOT_FOUND',
    message: message('find.no-vm', { place, id: quote(id) }),
  });
}

/** Whether a name is the name, id or local_id of a host or VM. */
export function hasAnyId(record: HostRecord | VmRecord | undefined, name: string): boolean {
  return record !== undefined && [record.id, record.local_id, record.name].includes(name);
}

/** Returns the first host with this name, id or local_id. */
export function findHostByAnyId(world: World, name: string): HostRecord | undefined {
  return [...world.all('Host')].find((host) => hasAnyId(host, name));
}

/** Returns the first VM with this name, id or local_id. */
export function findVmByAnyId(world: World, name: string): VmRecord | undefined {
  return [...world.all('Vm')].find((vm) => hasAnyId(vm, name));
}

/** Quotes a client's text for a message, and cuts it if it is long. */
function quote(id: string): string {
  return JSON.stringify(id.length > 80 ? `${id.slice(0, 80)}…` : id);
}

/**
 * Finding the object a request names. Every "no such …" of the engine is said here.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { message } from '../language/message.ts';
import { NOTHING } from '../language/text.ts';
import type { Failure } from './job.ts';
import type { HostRecord, Id, VmRecord } from './records.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** The host with this Tower id; refuses if there is none. `place` is where in the request the id stands. */
export function findHost(world: World, id: Id, place: string): HostRecord {
  const host = world.get('Host', id);
  if (host !== undefined) return host;
  const [local] = world.where('Host', 'local_id', id);
  const hint = local === undefined ? NOTHING : message('find.local-id', { host: local.name, id: local.id });
  throw new Refusal({
    kind: 'not-found',
    code: 'HOST_NOT_FOUND',
    message: message('find.no-host', { place, id: show(id), hint }),
  });
}

/** Why there is nothing to say of a task. */
export function noSuchTask(id: Id, place: string): Failure {
  return {
    code: 'JOB_NOT_FOUND',
    message: message('find.no-task', { place, id: show(id) }),
  };
}

/**
 * The VM that a list of a request names, by local_id or, as the behaviour says, by Tower id. Undefined for one
 * that is ignored; refuses if there is none.
 */
export function findListedVm(world: World, id: string, place: string): VmRecord | undefined {
  const [vm] = world.where('Vm', 'local_id', id);
  if (vm !== undefined) return vm;
  const byCuid = world.get('Vm', id);
  if (byCuid !== undefined && isChosen(world.behaviours, 'vm-lists.cuid', 'accepted')) return byCuid;
  if (byCuid !== undefined && isChosen(world.behaviours, 'vm-lists.cuid', 'ignored')) return undefined;
  throw new Refusal({
    kind: 'not-found',
    code: 'VM_NOT_FOUND',
    message: message('find.no-vm', { place, id: show(id) }),
  });
}

/** A client's text in a message: quoted, and cut when it is long. */
function show(id: string): string {
  return JSON.stringify(id.length > 80 ? `${id.slice(0, 80)}…` : id);
}

/**
 * Finding the object a request names. Every "no such …" of the engine is worded here.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import type { Failure } from './job.ts';
import type { HostRecord, Id, VmRecord } from './records.ts';
import { Refusal } from './refusal.ts';
import { en, NOTHING, type Text, text, zh } from './text.ts';
import type { World } from './world.ts';

/** The host with this Tower id; refuses if there is none. `place` is where in the request the id stands. */
export function findHost(world: World, id: Id, place: string): HostRecord {
  const host = world.get('Host', id);
  if (host !== undefined) return host;
  const [local] = world.where('Host', 'local_id', id);
  const hint = local === undefined ? NOTHING : isLocalId(local);
  throw new Refusal({
    kind: 'not-found',
    code: 'HOST_NOT_FOUND',
    message: text(
      en`${place}: no host has the id ${show(id)}.${hint}`,
      zh`${place}：没有 id 为 ${show(id)} 的主机。${hint}`,
    ),
  });
}

/** Why there is nothing to say of a task. */
export function noSuchTask(id: Id, place: string): Failure {
  return {
    code: 'JOB_NOT_FOUND',
    message: text(`${place}: no task has the id ${show(id)}.`, `${place}：没有 id 为 ${show(id)} 的任务。`),
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
    message: text(
      `${place}: no VM has the local_id or id ${show(id)}.`,
      `${place}：没有 local_id 或 id 为 ${show(id)} 的虚拟机。`,
    ),
  });
}

function isLocalId({ name, id }: HostRecord): Text {
  return text(
    ` It is the local_id of ${name}: send its id, ${id}.`,
    `这是 ${name} 的 local_id，请改用它的 id：${id}。`,
  );
}

/** A client's text in a message: quoted, and cut when it is long. */
function show(id: string): string {
  return JSON.stringify(id.length > 80 ? `${id.slice(0, 80)}…` : id);
}

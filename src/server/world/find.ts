/**
 * Finding the object a request names. Every "no such …" of the engine is worded here.
 * @module
 */
import type { HostRecord, Id, TaskRecord, VmRecord } from './records.ts';
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

/** The task with this id; refuses if there is none. */
export function findTask(world: World, id: Id, place: string): TaskRecord {
  const task = world.get('Task', id);
  if (task !== undefined) return task;
  throw new Refusal({
    kind: 'not-found',
    code: 'JOB_NOT_FOUND',
    message: text(`${place}: no task has the id ${show(id)}.`, `${place}：没有 id 为 ${show(id)} 的任务。`),
  });
}

/** The VM with this local_id or Tower id; refuses if there is none. */
export function findVm(world: World, id: string, place: string): VmRecord {
  const vm = world.where('Vm', 'local_id', id)[0] ?? world.get('Vm', id);
  if (vm !== undefined) return vm;
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

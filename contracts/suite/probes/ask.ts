/**
 * Asking without expecting: answers are taken as they come, whatever their form.
 * @module
 */

import type { RawAnswer, Tools } from '../../kit/case/tools.ts';
import { Skip } from '../../kit/case/verdict.ts';
import { isTied } from '../../kit/session/facts.ts';
import type { Host, Task, Vm } from '../../kit/session/wire.ts';

/** A member of data, however deep; undefined if it is not there. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null
        ? new Map(Object.entries(inside)).get(String(key))
        : undefined,
    value,
  );
}

export async function post(t: Tools, path: string, body: unknown): Promise<RawAnswer> {
  return t.send(path, { body });
}

/** The task that an answer names, ended; undefined if it names none. */
export async function endOf(t: Tools, { body }: RawAnswer): Promise<Task | undefined> {
  const id = at(body, 'task_id') ?? at(body, 0, 'task_id');
  return typeof id === 'string' ? t.settle(id) : undefined;
}

/** How a request was taken: refused at once, done already, or as a task that fails or succeeds. */
export async function howTaken(
  t: Tools,
  answer: RawAnswer,
): Promise<'refused' | 'nothing-to-do' | 'task-fails' | 'succeeds'> {
  if (answer.status >= 400) return 'refused';
  const task = await endOf(t, answer);
  if (task === undefined) return 'nothing-to-do';
  return task.status === 'FAILED' ? 'task-fails' : 'succeeds';
}

/** The UUIDs of the running VMs that must be shut down, as reading shows. */
export function tiedOf(vms: readonly Vm[]): string[] {
  return vms.filter((vm) => vm.status === 'RUNNING' && isTied(vm)).map(({ local_id }) => local_id);
}

export async function requestEnter(
  t: Tools,
  { id }: Pick<Host, 'id'>,
  shutdown_vms?: readonly string[],
): Promise<RawAnswer> {
  const data = shutdown_vms === undefined ? {} : { shutdown_vms };
  return post(t, '/enter-maintance-mode', { where: { host_id: id }, data });
}

/** Enters with the VMs that must be shut down. Throws Skip if that does not work: then other questions cannot be asked. */
export async function enterHost(t: Tools, host: Pick<Host, 'id'>, vms: readonly Vm[]): Promise<Task> {
  const task = await endOf(t, await requestEnter(t, host, tiedOf(vms)));
  if (task?.status !== 'SUCCESSED')
    throw new Skip(`The host does not enter: ${task?.error_message ?? 'it is refused'}.`);
  return task;
}

export async function requestExit(t: Tools, { id }: Pick<Host, 'id'>, data: object = {}): Promise<RawAnswer> {
  return post(t, '/exit-maintance-mode', { where: { host_id: id }, data });
}

export async function exitCheckOf(t: Tools, { id }: Pick<Host, 'id'>): Promise<RawAnswer> {
  return post(t, '/exit-maintance-mode-precheck-result', { where: { id } });
}

/** What the exit check says of a VM, in whichever list. */
export async function exitItem(
  t: Tools,
  host: Pick<Host, 'id'>,
  { name }: Pick<Vm, 'name'>,
): Promise<unknown> {
  const { body } = await exitCheckOf(t, host);
  const lists = ['shutDownVms', 'liveMigrateVms', 'offlineMigrateVms'].map((list) => at(body, list));
  const item = lists
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .find((one) => at(one, 'vm_name') === name);
  if (item === undefined) throw new Skip(`The exit check does not name ${name}.`);
  return item;
}

export async function requestPrecheck(t: Tools, where: object): Promise<RawAnswer> {
  return post(t, '/enter-maintenance-mode-precheck', { where });
}

export async function resultOf(t: Tools, task_id: unknown): Promise<RawAnswer> {
  return post(t, '/enter-maintance-mode-precheck-result', { where: { task_id } });
}

/** A precheck from start to end. Throws Skip if it cannot be started. */
export async function precheckOf(
  t: Tools,
  { id }: Pick<Host, 'id'>,
): Promise<{ readonly task: Task; readonly result: RawAnswer }> {
  const task = await endOf(t, await requestPrecheck(t, { id }));
  if (task === undefined) throw new Skip('The precheck cannot be started.');
  return { task, result: await resultOf(t, task.id) };
}

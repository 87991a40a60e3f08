/**
 * What probes do with answers that are not checked: a probe takes whatever comes back, whatever its form.
 * @module
 */
import type { RawAnswer, RawRequest, Tools } from '../../kit/case/tools.ts';
import { Skip } from '../../kit/case/verdict.ts';
import {
  enterRequest,
  exitCheckRequest,
  precheckRequest,
  precheckResultRequest,
} from '../../kit/session/maintenance.ts';
import { isTied } from '../../kit/session/traits.ts';
import type { Host, Task, Vm } from '../../kit/session/wire.ts';

/** Returns a member of data, however deep; undefined if it is missing. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null
        ? new Map(Object.entries(inside)).get(String(key))
        : undefined,
    value,
  );
}

/** Waits for the end of the task that an answer names; returns undefined if it names none. */
export async function settleTaskOf(t: Tools, { body }: RawAnswer): Promise<Task | undefined> {
  const id = at(body, 'task_id') ?? at(body, 0, 'task_id');
  return typeof id === 'string' ? t.settle(id) : undefined;
}

/** Sends a request, and returns what becomes of it. */
export async function reactionTo(
  t: Tools,
  request: readonly [path: string, request: RawRequest],
): Promise<'refused' | 'nothing-to-do' | 'task-fails' | 'succeeds'> {
  const answer = await t.send(...request);
  if (answer.status >= 400) return 'refused';
  const task = await settleTaskOf(t, answer);
  if (task === undefined) return 'nothing-to-do';
  return task.status === 'FAILED' ? 'task-fails' : 'succeeds';
}

/** The UUIDs of the running VMs that cannot be moved, by their own fields. */
export function tiedUuids(vms: readonly Vm[]): string[] {
  return vms.filter((vm) => vm.status === 'RUNNING' && isTied(vm)).map(({ local_id }) => local_id);
}

/** Enters with the VMs that must be shut down. Throws Skip unless it succeeds: nothing can be asked then. */
export async function enterOrSkip(t: Tools, host: Pick<Host, 'id'>, vms: readonly Vm[]): Promise<Task> {
  const answer = await t.send(...enterRequest(host, { shutdown_vms: tiedUuids(vms) }));
  const task = await settleTaskOf(t, answer);
  if (task?.status !== 'SUCCESSED')
    throw new Skip(`The host does not enter: ${task?.error_message ?? 'it is refused'}.`);
  return task;
}

/** Runs a precheck to its end. Throws Skip if it cannot be started. */
export async function precheckOrSkip(
  t: Tools,
  { id }: Pick<Host, 'id'>,
): Promise<{ readonly task: Task; readonly result: RawAnswer }> {
  const task = await settleTaskOf(t, await t.send(...precheckRequest({ id })));
  if (task === undefined) throw new Skip('The precheck cannot be started.');
  return { task, result: await t.send(...precheckResultRequest(task.id)) };
}

/** Returns the item of a VM in the exit check, from whichever list. Throws Skip if there is none. */
export async function exitItem(
  t: Tools,
  { id }: Pick<Host, 'id'>,
  { name }: Pick<Vm, 'name'>,
): Promise<unknown> {
  const { body } = await t.send(...exitCheckRequest({ id }));
  const lists = ['shutDownVms', 'liveMigrateVms', 'offlineMigrateVms'].map((list) => at(body, list));
  const item = lists
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .find((one) => at(one, 'vm_name') === name);
  if (item === undefined) throw new Skip(`The exit check does not name ${name}.`);
  return item;
}

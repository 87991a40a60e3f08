/**
 * The calls of a maintenance, as an integration makes them.
 * @module
 */

import { expect } from '../kit/case/expect.ts';
import type { Tools } from '../kit/case/tools.ts';
import { ok } from '../kit/session/client.ts';
import type { Host, Task, Vm, Wire } from '../kit/session/wire.ts';

export type CheckResult = Wire['EnterMaintenanceModeResult'];
export type ExitCheck = Wire['ExitMaintenanceModeResult'];
export type Mutation = Wire['WithTask_Host_'];

interface HostId {
  readonly id: string;
}

export async function startPrecheck(t: Tools, { id }: HostId): Promise<string> {
  return ok(await t.api.POST('/enter-maintenance-mode-precheck', { body: { where: { id } } })).task_id;
}

export async function checkResult(t: Tools, task_id: string): Promise<CheckResult> {
  return ok(await t.api.POST('/enter-maintance-mode-precheck-result', { body: { where: { task_id } } }));
}

/** A precheck from start to end, and what it found. */
export async function precheck(t: Tools, host: HostId): Promise<CheckResult & { readonly task: Task }> {
  const task = await t.settle(await startPrecheck(t, host));
  return { ...(await checkResult(t, task.id)), task };
}

export function uuidsOf(vms: CheckResult['shutdownVms']): string[] {
  return vms.map(({ vm_uuid }) => vm_uuid);
}

export async function startEnter(
  t: Tools,
  { id }: HostId,
  data: Wire['EnterMaintenanceModeInput'] = {},
): Promise<Mutation> {
  return ok(await t.api.POST('/enter-maintance-mode', { body: { where: { host_id: id }, data } }));
}

/** Precheck, then begin to enter with what it says must be shut down. */
export async function beginEnter(t: Tools, host: HostId): Promise<Mutation> {
  const { shutdownVms } = await precheck(t, host);
  return startEnter(t, host, { shutdown_vms: uuidsOf(shutdownVms) });
}

/** Precheck, then enter with what it says must be shut down; the task has succeeded. */
export async function enter(t: Tools, host: HostId): Promise<Task> {
  const { task_id } = await beginEnter(t, host);
  return succeeded(await t.settle(task_id));
}

export async function exitCheck(t: Tools, { id }: HostId): Promise<ExitCheck> {
  return ok(await t.api.POST('/exit-maintance-mode-precheck-result', { body: { where: { id } } }));
}

export async function startExit(
  t: Tools,
  { id }: HostId,
  data: Wire['ExitMaintenanceModeInput'] = {},
): Promise<Mutation> {
  return ok(await t.api.POST('/exit-maintance-mode', { body: { where: { host_id: id }, data } }));
}

/** Which list of the exit check goes into which list of the exit. */
export function backLists(check: ExitCheck): Required<Wire['ExitMaintenanceModeInput']> {
  const uuids = (list: ExitCheck['shutDownVms']) => list.flatMap(({ vm_uuid }) => vm_uuid ?? []);
  return {
    poweron_vms: uuids(check.shutDownVms),
    live_migrate_back_vms: uuids(check.liveMigrateVms),
    offline_migrate_back_vms: uuids(check.offlineMigrateVms),
  };
}

/** Exit with everything the exit check lists; the task has succeeded. */
export async function exit(t: Tools, host: HostId): Promise<Task> {
  const { task_id } = await startExit(t, host, backLists(await exitCheck(t, host)));
  return succeeded(await t.settle(task_id));
}

export function succeeded(task: Task): Task {
  expect(task, 'the task').toMatchObject({ status: 'SUCCESSED', error_code: null });
  return task;
}

export async function readHost(t: Tools, { id }: HostId): Promise<Host> {
  return one(ok(await t.api.POST('/get-hosts', { body: { where: { id } } })), 'host');
}

export async function readVm(t: Tools, { id }: HostId): Promise<Vm> {
  return one(ok(await t.api.POST('/get-vms', { body: { where: { id } } })), 'VM');
}

export async function readVms(t: Tools): Promise<readonly Vm[]> {
  return ok(await t.api.POST('/get-vms', { body: {} }));
}

function one<T>(list: readonly T[], what: string): T {
  expect(list.length, `how many times the ${what} is there`).toBe(1);
  const [found] = list;
  if (found === undefined) throw new Error('A list of one is empty.');
  return found;
}

/** Neither entering nor in maintenance. */
export function expectNormal({ host_state }: Host): void {
  expect(host_state?.state ?? 'IN_USE', 'host_state.state').toBe('IN_USE');
}

export function expectState({ host_state }: Host, state: Wire['MaintenanceModeEnum']): void {
  expect(host_state?.state, 'host_state.state').toBe(state);
}

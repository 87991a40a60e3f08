/**
 * The calls of a maintenance, as an integration makes them. Each request is built in one place, as the arguments
 * of a POST. Cases and tests send it with the functions below, which fail unless it is answered 200; a probe
 * sends the same request and takes whatever comes back.
 * @module
 */
import type { paths } from '../../openapi/generated/wire.ts';
import { expect } from '../case/expect.ts';
import { type Api, ok } from './client.ts';
import type { Host, Task, Wire } from './wire.ts';

export type PrecheckResult = Wire['EnterMaintenanceModeResult'];
export type ExitCheck = Wire['ExitMaintenanceModeResult'];
export type HostMutation = Wire['WithTask_Host_'];

type HostId = Pick<Host, 'id'>;
type EnterLists = Wire['EnterMaintenanceModeInput'];
type ExitLists = Wire['ExitMaintenanceModeInput'];

type MaintenancePath =
  | '/enter-maintenance-mode-precheck'
  | '/enter-maintance-mode-precheck-result'
  | '/enter-maintance-mode'
  | '/exit-maintance-mode-precheck-result'
  | '/exit-maintance-mode';
type BodyOf<P extends MaintenancePath> = paths[P]['post']['requestBody']['content']['application/json'];

/** The arguments of a client's `POST`. */
type PostOf<P extends MaintenancePath> = readonly [path: P, init: { readonly body: BodyOf<P> }];

/** Starts the precheck of the host that a filter selects. */
export function precheckRequest(where: Wire['HostWhereInput']): PostOf<'/enter-maintenance-mode-precheck'> {
  return ['/enter-maintenance-mode-precheck', { body: { where } }];
}

/** Reads what the precheck of this task found. */
export function precheckResultRequest(taskId: string): PostOf<'/enter-maintance-mode-precheck-result'> {
  return ['/enter-maintance-mode-precheck-result', { body: { where: { task_id: taskId } } }];
}

export function enterRequest({ id }: HostId, data: EnterLists = {}): PostOf<'/enter-maintance-mode'> {
  return ['/enter-maintance-mode', { body: { where: { host_id: id }, data } }];
}

/** Reads what entering did to the VMs of the host that a filter selects. */
export function exitCheckRequest(
  where: Wire['HostWhereInput'],
): PostOf<'/exit-maintance-mode-precheck-result'> {
  return ['/exit-maintance-mode-precheck-result', { body: { where } }];
}

export function exitRequest({ id }: HostId, data: ExitLists = {}): PostOf<'/exit-maintance-mode'> {
  return ['/exit-maintance-mode', { body: { where: { host_id: id }, data } }];
}

/** A client that can wait for a task: the tools of a case, or a fake whose clock a test advances. */
export interface Operator {
  readonly api: Api;
  /** Waits for the end of a task, however it ends. */
  settle(taskId: string | null | undefined): Promise<Task>;
}

type Client = Pick<Operator, 'api'>;

/** Starts a precheck. Returns the id of its task. */
export async function startPrecheck({ api }: Client, { id }: HostId): Promise<string> {
  return ok(await api.POST(...precheckRequest({ id }))).task_id;
}

export async function precheckResult({ api }: Client, taskId: string): Promise<PrecheckResult> {
  return ok(await api.POST(...precheckResultRequest(taskId)));
}

/** Runs a precheck to its end. Returns its task and what it found. */
export async function precheck(
  operator: Operator,
  host: HostId,
): Promise<PrecheckResult & { readonly task: Task }> {
  const task = await operator.settle(await startPrecheck(operator, host));
  return { ...(await precheckResult(operator, task.id)), task };
}

/** Starts to enter with these lists. */
export async function startEnter({ api }: Client, host: HostId, data?: EnterLists): Promise<HostMutation> {
  return ok(await api.POST(...enterRequest(host, data)));
}

/** Prechecks, then starts to enter with the VMs that must be shut down. */
export async function startEnterAfterPrecheck(operator: Operator, host: HostId): Promise<HostMutation> {
  return startEnter(operator, host, enterLists(await precheck(operator, host)));
}

/** Prechecks, then enters with the VMs that must be shut down. Fails unless the task succeeds. */
export async function enter(operator: Operator, host: HostId): Promise<Task> {
  const { task_id } = await startEnterAfterPrecheck(operator, host);
  return succeeded(await operator.settle(task_id));
}

export async function exitCheck({ api }: Client, { id }: HostId): Promise<ExitCheck> {
  return ok(await api.POST(...exitCheckRequest({ id })));
}

/** Starts to exit with these lists. */
export async function startExit({ api }: Client, host: HostId, data?: ExitLists): Promise<HostMutation> {
  return ok(await api.POST(...exitRequest(host, data)));
}

/** Exits with every VM that the exit check lists. Fails unless the task succeeds. */
export async function exit(operator: Operator, host: HostId): Promise<Task> {
  const { task_id } = await startExit(operator, host, exitLists(await exitCheck(operator, host)));
  return succeeded(await operator.settle(task_id));
}

/** Returns the lists of an enter that shuts down what the precheck lists. */
export function enterLists({ shutdownVms }: PrecheckResult): Required<EnterLists> {
  return { shutdown_vms: uuidsOf(shutdownVms) };
}

/** Returns the lists of an exit that brings back every VM of the exit check. */
export function exitLists(check: ExitCheck): Required<ExitLists> {
  return {
    poweron_vms: uuidsOf(check.shutDownVms),
    live_migrate_back_vms: uuidsOf(check.liveMigrateVms),
    offline_migrate_back_vms: uuidsOf(check.offlineMigrateVms),
  };
}

/** Returns the UUIDs in a list of either check. */
export function uuidsOf(list: readonly { readonly vm_uuid?: string | null }[]): string[] {
  return list.flatMap(({ vm_uuid }) => vm_uuid ?? []);
}

/** Returns the task. Fails unless it has succeeded. */
export function succeeded(task: Task): Task {
  expect(task, 'the task').toMatchObject({ status: 'SUCCESSED', error_code: null });
  return task;
}

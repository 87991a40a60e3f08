/**
 * The calls of a maintenance, as an integration makes them.
 * @module
 */
import type { Target, Wire } from './target.ts';

export type TaskId = { task_id: string };
export type Mutation = Wire['WithTask_Host_'];
type Result = Wire['EnterMaintenanceModeResult'];
export type ExitCheck = Wire['ExitMaintenanceModeResult'];

export async function precheck(target: Target, host: string): Promise<Result> {
  const { body } = await target.post<TaskId>('/enter-maintenance-mode-precheck', { where: { name: host } });
  await target.finish(body.task_id);
  return resultOf(target, body.task_id);
}

export async function resultOf(target: Target, task_id: string): Promise<Result> {
  return (await target.post<Result>('/enter-maintance-mode-precheck-result', { where: { task_id } })).body;
}

export async function enter(target: Target, host: string): Promise<Wire['Task']> {
  const { shutdownVms } = await precheck(target, host);
  const { id } = await target.host(host);
  const shutdown_vms = shutdownVms.map(({ vm_uuid }) => vm_uuid);
  const { body } = await target.post<Mutation>('/enter-maintance-mode', {
    where: { host_id: id },
    data: { shutdown_vms },
  });
  return target.finish(body.task_id);
}

export async function exitCheck(target: Target, host: string): Promise<ExitCheck> {
  return (await target.post<ExitCheck>('/exit-maintance-mode-precheck-result', { where: { name: host } }))
    .body;
}

export async function exit(target: Target, host: string): Promise<Wire['Task']> {
  const lists = await exitCheck(target, host);
  const uuids = (list: ExitCheck['shutDownVms']) => list.map(({ vm_uuid }) => vm_uuid);
  const { id } = await target.host(host);
  const { body } = await target.post<Mutation>('/exit-maintance-mode', {
    where: { host_id: id },
    data: {
      poweron_vms: uuids(lists.shutDownVms),
      live_migrate_back_vms: uuids(lists.liveMigrateVms),
      offline_migrate_back_vms: uuids(lists.offlineMigrateVms),
    },
  });
  return target.finish(body.task_id);
}

/** Where every VM is, and whether it runs. */
export async function placement(target: Target): Promise<Record<string, string>> {
  const { body } = await target.post<Wire['Vm'][]>('/get-vms', {});
  return Object.fromEntries(body.map((vm) => [vm.name, `${vm.host?.name} ${vm.status}`]));
}

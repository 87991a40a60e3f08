/**
 * The five maintenance operations.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { enterMaintenance } from '../../engine/maintenance/enter.ts';
import { exitMaintenance } from '../../engine/maintenance/exit.ts';
import { enteredBy, precheckResult, startPrecheck } from '../../engine/maintenance/precheck.ts';
import { findHost } from '../../engine/world/find.ts';
import type { HostRecord } from '../../engine/world/records.ts';
import { type Call, json } from '../call.ts';
import { acceptDocsId, selectHost } from '../select.ts';
import { exitCheckJson, uuidOf } from './exit-check.ts';
import { taskWithHost } from './hosts.ts';

export function EnterMaintenanceModePreCheck({ world, catalogue, payloads, body, caller }: Call): string {
  const { where } = payloads.parse('EnterMaintenanceModeCheckParams', body);
  const task = startPrecheck(world, selectHost(world, catalogue, where), caller, { where });
  return json<'EnterMaintenanceModePreCheck'>({ task_id: task.id });
}

export function EnterMaintenanceModePrecheckResult(call: Call): string {
  const { world, payloads, body, poll } = call;
  const { where } = payloads.parse('EnterMaintenanceModeResultParams', acceptDocsId(call, body, 'task_id'));
  poll(() => [where.task_id]);
  const entered = enteredBy(world, where.task_id);
  if (entered !== undefined && isChosen(world.behaviours, 'precheck-result.other-task', 'exit-check'))
    return exitCheckJson(call, entered);
  const { shutDown, done } = precheckResult(world, where.task_id);
  const ids = shutDown.map((vm) => uuidOf(world, { vm: vm.id, uuid: vm.local_id }));
  if (isChosen(world.behaviours, 'precheck-result.vms', 'strings'))
    return JSON.stringify({ shutdownVms: ids, done });
  return json<'EnterMaintenanceModePrecheckResult'>({
    shutdownVms: ids.map((vm_uuid) => ({ vm_uuid })),
    done,
  });
}

export function EnterMaintenanceMode(call: Call): string {
  const { world, payloads, body, caller } = call;
  const request = payloads.parse('EnterMaintenanceModeParams', acceptDocsId(call, body, 'host_id'));
  const { where, data } = request;
  const host = findHost(world, where.host_id, 'where.host_id');
  const task = enterMaintenance(world, host, data.shutdown_vms ?? [], caller, { where, data });
  return JSON.stringify(taskWithHost(call, task?.id ?? null, host.id));
}

export function ExitMaintenanceModePrecheckResult(call: Call): string {
  const { world, catalogue, payloads, body, watch } = call;
  const { where } = payloads.parse('ExitMaintenanceModeResultParams', body);
  watch(() => `exit check ${JSON.stringify(where)}`);
  return exitCheckJson(call, hostOfTask(call, where) ?? selectHost(world, catalogue, where));
}

export function ExitMaintenanceMode(call: Call): string {
  const { world, payloads, body, caller } = call;
  const { where, data } = payloads.parse('ExitMaintenanceModeParams', acceptDocsId(call, body, 'host_id'));
  const host = findHost(world, where.host_id, 'where.host_id');
  const { poweron_vms = [], live_migrate_back_vms = [], offline_migrate_back_vms = [] } = data;
  const lists = { poweron_vms, live_migrate_back_vms, offline_migrate_back_vms };
  const task = exitMaintenance(world, host, lists, caller, { where, data });
  return JSON.stringify(taskWithHost(call, task?.id ?? null, host.id));
}

/** Returns the host of an enter task, if a behaviour accepts a task id for the exit check. */
function hostOfTask({ world }: Call, { id }: { readonly id?: unknown }): HostRecord | undefined {
  const isAccepted = isChosen(world.behaviours, 'exit-check.task-id', 'accepted');
  return isAccepted && typeof id === 'string' ? enteredBy(world, id) : undefined;
}

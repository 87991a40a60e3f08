/**
 * The five maintenance operations, as the wire knows them.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours.ts';
import { enterMaintenance } from '../../maintenance/enter.ts';
import { exitCheck, exitMaintenance } from '../../maintenance/exit.ts';
import { precheckResult, startPrecheck } from '../../maintenance/precheck.ts';
import { verify } from '../../maintenance/verify.ts';
import { findHost, findTask } from '../../world/find.ts';
import type { EvacuatedVm } from '../../world/records.ts';
import type { Wire } from '../../world/wire.ts';
import type { World } from '../../world/world.ts';
import { type Call, json } from '../call.ts';
import { acceptProseId, selectHost } from '../select.ts';
import { withHost } from './hosts.ts';

export function EnterMaintenanceModePreCheck({ world, catalogue, payloads, body, caller }: Call): string {
  const { where } = payloads.parse('EnterMaintenanceModeCheckParams', body);
  const task = startPrecheck(world, selectHost(world, catalogue, where), caller);
  return json<'EnterMaintenanceModePreCheck'>({ task_id: task.id });
}

export function EnterMaintenanceModePrecheckResult({ world, payloads, body, poll }: Call): string {
  const { where } = payloads.parse('EnterMaintenanceModeResultParams', acceptProseId(body, 'task_id'));
  poll(() => [where.task_id]);
  const { shutDown, done } = precheckResult(world, findTask(world, where.task_id, 'where.task_id'));
  return json<'EnterMaintenanceModePrecheckResult'>({
    shutdownVms: shutDown.map((vm_uuid) => ({ vm_uuid })),
    done,
  });
}

export function EnterMaintenanceMode(call: Call): string {
  const { world, payloads, body, caller } = call;
  const { where, data } = payloads.parse('EnterMaintenanceModeParams', acceptProseId(body, 'host_id'));
  const host = findHost(world, where.host_id, 'where.host_id');
  const task = enterMaintenance(world, host, data.shutdown_vms ?? [], caller);
  return JSON.stringify(withHost(call, task.id, host.id));
}

export function ExitMaintenanceModePrecheckResult({ world, catalogue, payloads, body }: Call): string {
  const { where } = payloads.parse('ExitMaintenanceModeResultParams', body);
  const { vms } = exitCheck(world, selectHost(world, catalogue, where));
  const list = (action: EvacuatedVm['action']) =>
    vms.filter((vm) => vm.action === action).map((vm) => vmInfo(world, vm));
  return json<'ExitMaintenanceModePrecheckResult'>({
    shutDownVms: list('shut-down'),
    liveMigrateVms: list('live-migrate'),
    offlineMigrateVms: list('offline-migrate'),
  });
}

export function ExitMaintenanceMode(call: Call): string {
  const { world, payloads, body, caller } = call;
  const { where, data } = payloads.parse('ExitMaintenanceModeParams', acceptProseId(body, 'host_id'));
  const host = findHost(world, where.host_id, 'where.host_id');
  const { poweron_vms = [], live_migrate_back_vms = [], offline_migrate_back_vms = [] } = data;
  const task = exitMaintenance(
    world,
    host,
    { poweron_vms, live_migrate_back_vms, offline_migrate_back_vms },
    caller,
  );
  return JSON.stringify(withHost(call, task.id, host.id));
}

/** `state` and `vm_state` are in the lower case of ELF's own API (assumed; "done" and "stopped" are published). */
function vmInfo(world: World, vm: EvacuatedVm): Wire['MaintenanceModeVmInfo'] {
  return {
    state: 'done',
    target_host_name: targetHostName(world, vm),
    verify: verify(world, vm),
    vm_ha: vm.ha,
    vm_name: vm.name,
    vm_state: vm.action === 'live-migrate' ? 'running' : 'stopped',
    vm_uuid: vm.uuid,
  };
}

function targetHostName(world: World, { action, host }: EvacuatedVm): string | null {
  if (action !== 'shut-down') return world.must('Host', host).name;
  return isChosen(world.behaviours, 'exit-check.shut-down.target-host-name', 'empty') ? '' : null;
}

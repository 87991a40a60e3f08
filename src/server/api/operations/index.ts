/**
 * Every operation of the contract and what answers it. The compiler sees to it that none is missing.
 * @module
 */
import type { Handler, OperationId } from '../call.ts';
import { PowerOffHost, UpdateHost } from './hosts.ts';
import { GetApiVersion, Login } from './login.ts';
import {
  EnterMaintenanceMode,
  EnterMaintenanceModePreCheck,
  EnterMaintenanceModePrecheckResult,
  ExitMaintenanceMode,
  ExitMaintenanceModePrecheckResult,
} from './maintenance.ts';
import { connection, list, myInfo, polling } from './reads.ts';
import { operate, operateOnHost, operateShortly } from './vms.ts';

export const HANDLERS: Readonly<Record<OperationId, Handler>> = {
  GetApiVersion,
  Login,
  EnterMaintenanceModePreCheck,
  EnterMaintenanceModePrecheckResult,
  EnterMaintenanceMode,
  ExitMaintenanceModePrecheckResult,
  ExitMaintenanceMode,
  GetHosts: list('Host'),
  GetHostsConnection: connection('Host'),
  GetVms: list('Vm'),
  GetVmsConnection: connection('Vm'),
  GetClusters: list('Cluster'),
  GetClustersConnection: connection('Cluster'),
  GetTasks: polling(list('Task')),
  GetTasksConnection: polling(connection('Task')),
  GetVmPlacementGroups: list('VmPlacementGroup'),
  GetVmPlacementGroupsConnection: connection('VmPlacementGroup'),
  GetLabels: list('Label'),
  GetLabelsConnection: connection('Label'),
  GetUsers: list('User'),
  GetUsersConnection: connection('User'),
  GetUserAuditLogs: list('UserAuditLog'),
  GetUserAuditLogsConnection: connection('UserAuditLog'),
  GetMyInfo: myInfo,
  StartVm: operateOnHost('StartVm', 'start', 'VmStartParams'),
  ShutDownVm: operate('ShutDownVm', 'shut-down'),
  PoweroffVm: operate('PoweroffVm', 'power-off'),
  RestartVm: operate('RestartVm', 'restart'),
  ForceRestartVm: operate('ForceRestartVm', 'force-restart'),
  SuspendVm: operate('SuspendVm', 'suspend'),
  ResumeVm: operate('ResumeVm', 'resume'),
  MigrateVm: operateOnHost('MigrateVm', 'migrate', 'VmMigrateParams'),
  MoveVmToRecycleBin: operateShortly('MoveVmToRecycleBin', 'recycle', 'VmOperateParams'),
  RecoverVmFromRecycleBin: operateShortly('RecoverVmFromRecycleBin', 'recover', 'VmOperateParams'),
  DeleteVm: operateShortly('DeleteVm', 'delete', 'VmDeleteParams'),
  UpdateHost,
  PowerOffHost,
};

/** Whether the contract's operationId is one of ours. */
export function isOperationId(id: string): id is OperationId {
  return Object.hasOwn(HANDLERS, id);
}

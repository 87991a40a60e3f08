/**
 * The handlers of all operations. The compiler checks that none is missing.
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
import { connectionHandler, listHandler, myInfo } from './reads.ts';
import { vmHandler, vmHandlerWithHost, vmIdHandler } from './vms.ts';

export const API_HANDLERS: Readonly<Record<OperationId, Handler>> = {
  GetApiVersion,
  Login,
  EnterMaintenanceModePreCheck,
  EnterMaintenanceModePrecheckResult,
  EnterMaintenanceMode,
  ExitMaintenanceModePrecheckResult,
  ExitMaintenanceMode,
  GetHosts: listHandler('Host'),
  GetHostsConnection: connectionHandler('Host'),
  GetVms: listHandler('Vm'),
  GetVmsConnection: connectionHandler('Vm'),
  GetClusters: listHandler('Cluster'),
  GetClustersConnection: connectionHandler('Cluster'),
  GetTasks: listHandler('Task'),
  GetTasksConnection: connectionHandler('Task'),
  GetVmPlacementGroups: listHandler('VmPlacementGroup'),
  GetVmPlacementGroupsConnection: connectionHandler('VmPlacementGroup'),
  GetLabels: listHandler('Label'),
  GetLabelsConnection: connectionHandler('Label'),
  GetUsers: listHandler('User'),
  GetUsersConnection: connectionHandler('User'),
  GetUserAuditLogs: listHandler('UserAuditLog'),
  GetUserAuditLogsConnection: connectionHandler('UserAuditLog'),
  GetMyInfo: myInfo,
  StartVm: vmHandlerWithHost('StartVm', 'start', 'VmStartParams'),
  ShutDownVm: vmHandler('ShutDownVm', 'shut-down'),
  PoweroffVm: vmHandler('PoweroffVm', 'power-off'),
  RestartVm: vmHandler('RestartVm', 'restart'),
  ForceRestartVm: vmHandler('ForceRestartVm', 'force-restart'),
  SuspendVm: vmHandler('SuspendVm', 'suspend'),
  ResumeVm: vmHandler('ResumeVm', 'resume'),
  MigrateVm: vmHandlerWithHost('MigrateVm', 'migrate', 'VmMigrateParams'),
  MoveVmToRecycleBin: vmIdHandler('MoveVmToRecycleBin', 'recycle', 'VmOperateParams'),
  RecoverVmFromRecycleBin: vmIdHandler('RecoverVmFromRecycleBin', 'recover', 'VmOperateParams'),
  DeleteVm: vmIdHandler('DeleteVm', 'delete', 'VmDeleteParams'),
  UpdateHost,
  PowerOffHost,
};

/** Reports whether an operationId of the contract has a handler. */
export function isOperationId(id: string): id is OperationId {
  return Object.hasOwn(API_HANDLERS, id);
}

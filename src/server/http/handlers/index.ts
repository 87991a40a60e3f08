/**
 * Every operation of the contract and what answers it. The compiler sees to it that none is missing.
 * @module
 */
import type { Handler, OperationId } from '../call.ts';
import { GetApiVersion, Login } from './login.ts';
import {
  EnterMaintenanceMode,
  EnterMaintenanceModePreCheck,
  EnterMaintenanceModePrecheckResult,
  ExitMaintenanceMode,
  ExitMaintenanceModePrecheckResult,
} from './maintenance.ts';
import { connection, list } from './reads.ts';

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
  GetTasks: list('Task'),
  GetTasksConnection: connection('Task'),
};

/** Whether the contract's operationId is one of ours. */
export function isOperationId(id: string): id is OperationId {
  return Object.hasOwn(HANDLERS, id);
}

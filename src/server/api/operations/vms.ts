/**
 * The operations on VMs.
 * @module
 */
import { operateVms, type VmOperation } from '../../engine/vm/operate.ts';
import type { VmRecord } from '../../engine/world/records.ts';
import { type Call, type Handler, mutationOf, type OperationId, type PayloadName } from '../call.ts';
import { selectMany } from '../select.ts';
import { mutationData } from './mutation.ts';

/** Returns the handler of an operation that answers with the VMs. */
export function vmHandler(id: OperationId, operation: VmOperation): Handler {
  return (call) => {
    const { where } = call.payloads.parse('VmOperateParams', call.body);
    return runOperation(call, id, operation, where, undefined, ({ id: vm }) => mutationData(call, 'Vm', vm));
  };
}

/** Returns the handler of an operation that answers with the VMs and may name a host. */
export function vmHandlerWithHost(
  id: OperationId,
  operation: VmOperation,
  payload: 'VmStartParams' | 'VmMigrateParams',
): Handler {
  return (call) => {
    const { where, data } = call.payloads.parse(payload, call.body);
    return runOperation(call, id, operation, where, data?.host_id, ({ id: vm }) =>
      mutationData(call, 'Vm', vm),
    );
  };
}

/** Returns the handler of an operation that answers with the ids of the VMs only. */
export function vmIdHandler(
  id: OperationId,
  operation: VmOperation,
  payload: PayloadName & ('VmOperateParams' | 'VmDeleteParams'),
): Handler {
  return (call) => {
    const { where } = call.payloads.parse(payload, call.body);
    return runOperation(call, id, operation, where, undefined, (vm) => ({ id: vm.id }));
  };
}

function runOperation(
  call: Call,
  id: OperationId,
  operation: VmOperation,
  where: unknown,
  host: string | undefined,
  dataOf: (vm: VmRecord) => unknown,
): string {
  const vms = selectMany(call, 'Vm', where).map((vm) => call.world.must('Vm', vm));
  const request = { operation, mutation: mutationOf(id), ...(host !== undefined && { host }) };
  const tasks = operateVms(call.world, vms, request, call.caller);
  return JSON.stringify(
    tasks.map((task, index) => ({ task_id: task?.id ?? null, data: vms[index] && dataOf(vms[index]) })),
  );
}

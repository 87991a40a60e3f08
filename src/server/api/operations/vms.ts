/**
 * The operations on VMs.
 * @module
 */
import { toWire } from '../../engine/query/read.ts';
import { operateVms, type VmOperation } from '../../engine/vm/operate.ts';
import type { VmRecord } from '../../engine/world/records.ts';
import { type Call, type Handler, mutationOf, type OperationId, type PayloadName } from '../call.ts';
import { selectMany } from '../select.ts';
import { shownOf } from './mutation.ts';

/** An operation whose answer shows the VMs. */
export function operate(id: OperationId, operation: VmOperation): Handler {
  return (call) => {
    const { where } = call.payloads.parse('VmOperateParams', call.body);
    return answer(call, id, operation, where, undefined, (vm) => shownVm(call, vm));
  };
}

/** An operation that may name a host. */
export function operateOnHost(
  id: OperationId,
  operation: VmOperation,
  payload: 'VmStartParams' | 'VmMigrateParams',
): Handler {
  return (call) => {
    const { where, data } = call.payloads.parse(payload, call.body);
    return answer(call, id, operation, where, data?.host_id, (vm) => shownVm(call, vm));
  };
}

/** An operation whose answer shows only the ids of the VMs. */
export function operateShortly(
  id: OperationId,
  operation: VmOperation,
  payload: PayloadName & ('VmOperateParams' | 'VmDeleteParams'),
): Handler {
  return (call) => {
    const { where } = call.payloads.parse(payload, call.body);
    return answer(call, id, operation, where, undefined, (vm) => ({ id: vm.id }));
  };
}

function answer(
  call: Call,
  id: OperationId,
  operation: VmOperation,
  where: unknown,
  host: string | undefined,
  show: (vm: VmRecord) => unknown,
): string {
  const vms = selectMany(call, 'Vm', where).map((vm) => call.world.must('Vm', vm));
  const request = { operation, mutation: mutationOf(id), ...(host !== undefined && { host }) };
  const tasks = operateVms(call.world, vms, request, call.caller);
  return JSON.stringify(
    tasks.map((task, index) => ({ task_id: task.id, data: vms[index] && show(vms[index]) })),
  );
}

function shownVm({ world, catalogue }: Call, { id }: VmRecord): unknown {
  const entity = catalogue.entity('Vm');
  return shownOf(world, entity, toWire(world, entity, world.must('Vm', id)));
}

/**
 * The steps of operations on VMs. The VM has been marked as busy since the request, so no other task changes
 * it meanwhile; but its host may go, and names may be taken.
 * @module
 */
import { DONE, failed, type Outcome } from '../task/job.ts';
import type { Step } from '../world/job.ts';
import type { Id } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { VM_CHANGES } from './changes.ts';
import { cannotStart, mustBe, ofVm } from './messages.ts';
import { whyNotStart } from './operate.ts';
import { isDeaf, poweredOn, shutDownTimedOut } from './power.ts';

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** The VM runs on the host it was to start on, if that can still take it. */
export function finishStart(world: World, { vm: id, to }: StepOf<'start'>): Outcome {
  const vm = world.must('Vm', id);
  world.update('Vm', id, { entityAsyncStatus: null });
  const why = whyNotStart(world, vm, world.must('Host', to));
  if (why !== undefined) return failed('JOB_SPECIFIED_NODE_SCHEDULE_FAILED', cannotStart(vm, why));
  world.update('Vm', id, { ...poweredOn(vm), host: to });
  return DONE;
}

/** The change is made; a deleted VM leaves its placement groups, too. */
export function finishChange(world: World, { vm: id, change }: StepOf<'change-vm'>): Outcome {
  const vm = world.must('Vm', id);
  world.update('Vm', id, { entityAsyncStatus: null });
  const { from, why, change: make } = VM_CHANGES[change];
  const objection = from.includes(vm.status) ? why?.(world, vm) : mustBe(vm, from);
  if (objection !== undefined) return failed('JOB_VM_STATE_MACHINE_ERROR', ofVm(vm, objection));
  if (change === 'restart' && isDeaf(world, vm)) return shutDownTimedOut(vm);
  const fields = make(world, vm);
  if (fields === undefined) removeVm(world, id);
  else world.update('Vm', id, fields);
  return DONE;
}

function removeVm(world: World, id: Id): void {
  for (const group of world.where('VmPlacementGroup', 'vms', id)) {
    world.update('VmPlacementGroup', group.id, { vms: group.vms.filter((member) => member !== id) });
  }
  world.remove('Vm', id);
}

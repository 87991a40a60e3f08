/**
 * What every kind of step does: the table by which the runner of jobs finds its way.
 * @module
 */

import { isChosen } from '../../../contracts/behaviours.ts';
import { msOf } from './durations.ts';
import {
  finishPowerOff as finishHostOff,
  finishPowerOn as finishHostOn,
  finishRename,
} from './host/steps.ts';
import {
  closeHost,
  endEntering,
  finishEnvironmentCheck,
  recordEvacuated,
  refuseShutDown,
} from './maintenance/enter.ts';
import { endLeaving, leaveMaintenance } from './maintenance/exit.ts';
import {
  beginEvacuation,
  beginPowerOn,
  beginReturn,
  beginShutDown,
  finishEvacuation,
  finishPowerOn,
  finishReturn,
  finishShutDown,
  type MoveStep,
} from './maintenance/moves.ts';
import { finishPrecheck } from './maintenance/precheck.ts';
import { DONE, hostOf, type Outcome, WAIT, type Work } from './task/job.ts';
import type { NewTask } from './task/task.ts';
import { taskOfStep } from './vm/describe.ts';
import { finishChange, finishStart } from './vm/steps.ts';
import type { Failure, Job, Step, StepKind } from './world/job.ts';
import type { EvacuatedVm, Id } from './world/records.ts';
import type { World } from './world/world.ts';

/** The `key` of the wire's steps. Assumed: no sample of a maintenance task is published. */
const PHASES: Readonly<Record<StepKind, string>> = {
  precheck: 'CHECK_ENVIRONMENT',
  'check-environment': 'CHECK_ENVIRONMENT',
  'live-migrate': 'LIVE_MIGRATE_VMS',
  'shut-down': 'SHUT_DOWN_VMS',
  'refuse-shut-down': 'SHUT_DOWN_VMS',
  'offline-migrate': 'OFFLINE_MIGRATE_VMS',
  'storage-maintenance': 'ENTER_STORAGE_MAINTENANCE_MODE',
  fail: 'CHECK_ENVIRONMENT',
  'leave-maintenance': 'LEAVE_MAINTENANCE_MODE',
  'power-on': 'POWER_ON_VMS',
  start: 'START_VM',
  'change-vm': 'CHANGE_VM',
  'rename-host': 'EDIT_HOST',
  'power-off-host': 'POWER_OFF_HOST',
  'power-on-host': 'POWER_ON_HOST',
};

export const WORK: Work = {
  phaseOf: (kind) => PHASES[kind],
  msOf: (world, _job, step) => msOf(world, step),
  begin,
  finish,
  goesOn,
  ofVm,
  ended,
};

function begin(world: World, job: Job, step: Step): Outcome {
  if (step.kind === 'fail') return { kind: 'failed', failure: step.failure };
  if (job.kind === 'operate') return DONE;
  if ('vm' in step && isBusy(world, step.vm)) return WAIT;
  switch (step.kind) {
    case 'live-migrate':
    case 'offline-migrate':
      return job.kind === 'enter' ? beginEvacuation(world, step) : beginReturn(world, step);
    case 'shut-down':
      return beginShutDown(world, step.vm);
    case 'refuse-shut-down':
      return refuseShutDown(world, step);
    case 'power-on':
      return beginPowerOn(world, step.vm);
    default:
      return DONE;
  }
}

/** Whether another task is busy with a VM. The VM of an operation is marked from the request on, one of maintenance when its turn comes. */
function isBusy(world: World, vm: Id): boolean {
  const status = world.get('Vm', vm)?.entityAsyncStatus;
  return status !== undefined && status !== null;
}

function finish(world: World, job: Job, step: Step): Outcome {
  switch (step.kind) {
    case 'precheck':
      return finishPrecheck(world, job);
    case 'check-environment':
      return finishEnvironmentCheck(world, job);
    case 'live-migrate':
    case 'offline-migrate':
      return finishMove(world, job, step);
    case 'shut-down':
      return recorded(world, job, step.vm, step.kind, finishShutDown(world, step.vm));
    case 'refuse-shut-down':
    case 'fail':
      return DONE;
    case 'storage-maintenance':
      return closeHost(world, job);
    case 'leave-maintenance':
      return leaveMaintenance(world, job);
    case 'power-on':
      return finishPowerOn(world, step.vm);
    case 'start':
      return finishStart(world, step);
    case 'change-vm':
      return finishChange(world, step);
    case 'rename-host':
      return finishRename(world, job, step);
    case 'power-off-host':
      return finishHostOff(world, job);
    case 'power-on-host':
      return finishHostOn(world, job);
  }
}

function finishMove(world: World, job: Job, step: MoveStep): Outcome {
  if (job.kind === 'exit') return finishReturn(world, step);
  return recorded(world, job, step.vm, step.kind, finishEvacuation(world, step));
}

/** What entering has done goes into the maintenance record of its host. */
function recorded(world: World, job: Job, vm: Id, action: EvacuatedVm['action'], outcome: Outcome): Outcome {
  if (outcome.kind === 'done' && job.kind === 'enter')
    recordEvacuated(world, hostOf(world, job).id, vm, action);
  return outcome;
}

/** Whether a job does the rest of its steps when one has failed. */
function goesOn(world: World, job: Job): boolean {
  const does = job.kind === 'exit' && isChosen(world.behaviours, 'exit.vm-fails', 'goes-on');
  if (does) letGo(world, job);
  return does;
}

/** The task that a VM has of its own while maintenance works on it. */
function ofVm(world: World, { kind }: Job, step: Step): NewTask | undefined {
  if (kind === 'operate' || !('vm' in step)) return undefined;
  if (isChosen(world.behaviours, 'task.of-each-vm', 'no')) return undefined;
  const vm = world.get('Vm', step.vm);
  return vm && taskOfStep(world, vm, step);
}

function ended(world: World, job: Job, failure?: Failure): void {
  // A task that was made to fail has begun nothing.
  if (job.steps[0]?.kind === 'fail') return;
  if (failure !== undefined) letGo(world, job);
  switch (job.kind) {
    case 'enter':
      return endEntering(world, job, failure);
    case 'exit':
      return endLeaving(world, job);
    case 'operate':
      if (job.host !== null) world.update('Host', job.host, { entityAsyncStatus: null });
      return;
    case 'precheck':
      return;
  }
}

/** What a job that failed was in the midst of: its VM is free again, and a host that was rebooting comes up all the same. */
function letGo(world: World, job: Job): void {
  const step = runningStep(job);
  if (step?.kind === 'power-on-host') finishHostOn(world, job);
  if (step !== undefined && 'vm' in step && isBusy(world, step.vm))
    world.update('Vm', step.vm, { entityAsyncStatus: null });
}

/** The step whose VM the job holds: an operation holds it from the request on, maintenance while the step runs. */
function runningStep({ kind, steps, at, waits }: Job): Step | undefined {
  if (kind === 'operate') return steps[Math.max(at, 0)];
  return waits ? undefined : steps[at];
}

/**
 * What every kind of step does: the table by which the runner of jobs finds its way.
 * @module
 */
import { DONE, type Outcome, type Work } from '../task/job.ts';
import type { Failure } from '../task/task.ts';
import type { Job, Step, StepKind } from '../world/job.ts';
import type { EvacuatedVm, Id } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { msOf } from './durations.ts';
import { closeHost, endEntering, finishEnvironmentCheck, recordEvacuated, refuseShutDown } from './enter.ts';
import { endLeaving, leaveMaintenance } from './exit.ts';
import {
  beginEvacuation,
  beginPowerOn,
  beginReturn,
  beginShutDown,
  finishEvacuation,
  finishPowerOn,
  finishReturn,
  finishShutDown,
} from './moves.ts';
import { finishPrecheck } from './precheck.ts';

/** The `key` of the wire's steps. Assumed: no sample of a maintenance task is published. */
const PHASES: Readonly<Record<StepKind, string>> = {
  precheck: 'CHECK_ENVIRONMENT',
  'check-environment': 'CHECK_ENVIRONMENT',
  'live-migrate': 'LIVE_MIGRATE_VMS',
  'shut-down': 'SHUT_DOWN_VMS',
  'refuse-shut-down': 'SHUT_DOWN_VMS',
  'offline-migrate': 'OFFLINE_MIGRATE_VMS',
  'storage-maintenance': 'ENTER_STORAGE_MAINTENANCE_MODE',
  'leave-maintenance': 'LEAVE_MAINTENANCE_MODE',
  'power-on': 'POWER_ON_VMS',
};

export const MAINTENANCE_WORK: Work = {
  phaseOf: (kind) => PHASES[kind],
  msOf,
  begin,
  finish,
  ended,
};

function begin(world: World, job: Job, step: Step): Outcome {
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
    case 'precheck':
    case 'check-environment':
    case 'storage-maintenance':
    case 'leave-maintenance':
      return DONE;
  }
}

function finish(world: World, job: Job, step: Step): Outcome {
  switch (step.kind) {
    case 'precheck':
      return finishPrecheck(world, job);
    case 'check-environment':
      return finishEnvironmentCheck(world, job);
    case 'live-migrate':
    case 'offline-migrate':
      if (job.kind !== 'enter') return finishReturn(world, step);
      return recorded(world, job.host, step.vm, step.kind, finishEvacuation(world, step));
    case 'shut-down':
      return recorded(world, job.host, step.vm, step.kind, finishShutDown(world, step.vm));
    case 'refuse-shut-down':
      return DONE;
    case 'storage-maintenance':
      return closeHost(world, job);
    case 'leave-maintenance':
      return leaveMaintenance(world, job);
    case 'power-on':
      return finishPowerOn(world, step.vm);
  }
}

function recorded(world: World, host: Id, vm: Id, action: EvacuatedVm['action'], outcome: Outcome): Outcome {
  if (outcome.kind === 'done') recordEvacuated(world, host, vm, action);
  return outcome;
}

function ended(world: World, job: Job, failure?: Failure): void {
  switch (job.kind) {
    case 'enter':
      return endEntering(world, job, failure);
    case 'exit':
      return endLeaving(world, job);
    case 'precheck':
      return;
  }
}

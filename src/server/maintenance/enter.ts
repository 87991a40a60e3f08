/**
 * Entering maintenance: check the environment, live-migrate, shut down, migrate cold, close the host. The
 * order is that of the web UI's phases (assumed to be the order of running).
 * @module
 */
import { isChosen } from '../../../contracts/behaviours.ts';
import { failed, hostOf, type Outcome, startJob } from '../task/job.ts';
import { type Caller, type Failure, resourceOf } from '../task/task.ts';
import { toIso } from '../time/iso.ts';
import { isRunning, vmsOf } from '../world/derived.ts';
import { findVm } from '../world/find.ts';
import { isInOrEnteringMaintenance, normalHostState } from '../world/host.ts';
import type { Job, Step } from '../world/job.ts';
import type { EvacuatedVm, HostRecord, Id, TaskRecord, VmRecord } from '../world/records.ts';
import { Refusal } from '../world/refusal.ts';
import type { World } from '../world/world.ts';
import { describeFindings, findBlocking, otherInMaintenance, whyUnfit } from './checks.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import {
  cannotEnter,
  hostStateAlready,
  mustBeNamed,
  notOnHost,
  secondHost,
  stillRunning,
  wasNotNamed,
} from './messages.ts';
import { type PlannedVm, planEvacuation } from './plan.ts';

const ENTER_FAILED = 'EC_MAINTENANCE_MODE_ENTER_FAILED';
const EXISTS = 'EC_MAINTENANCE_MODE_EXIST_HOST_IN_MT_MODE';

/**
 * Starts to put a host into maintenance. `shutDown` are `local_id`s or ids of VMs. Refuses a host that is
 * not in normal use, a second host of the cluster, and VMs that are unknown or elsewhere.
 */
export function enterMaintenance(
  world: World,
  host: HostRecord,
  shutDown: readonly string[],
  caller: Caller,
): TaskRecord {
  refuseUnfit(world, host);
  const vms = shutDown.map((id, index) => findVmOfHost(world, host, id, `data.shutdown_vms[${index}]`));
  const ids = [...new Set(vms.map((vm) => vm.id))];
  const [other] = otherInMaintenance(world, host);
  if (other !== undefined && isChosen(world.behaviours, 'enter.second-host', 'refused')) refuseSecond(other);
  if (isChosen(world.behaviours, 'enter.missing-vm', 'refused')) refuseMissing(world, host, ids);
  const steps: Step[] = [{ kind: 'check-environment' }, { kind: 'storage-maintenance' }];
  const about = {
    description: DESCRIPTIONS.enter(host.name),
    mutation: 'enterMaintenanceMode',
    resource: resourceOf(host),
  };
  const task = startJob(world, about, { kind: 'enter', shutDown: ids, steps }, caller);
  if (other === undefined) beginEntering(world, host);
  return task;
}

/** The first step ends: what blocks now fails the task, otherwise the plan is carried out. */
export function finishEnvironmentCheck(world: World, job: Job): Outcome {
  const host = hostOf(world, job);
  const plan = planFor(world, host, job.shutDown);
  const [other] = otherInMaintenance(world, host);
  if (other !== undefined) return failed(EXISTS, secondHost(other));
  const blocking = findBlocking(world, host, plan);
  if (blocking.length > 0) {
    return failed(ENTER_FAILED, cannotEnter(host, describeFindings(blocking)));
  }
  world.insert('Maintenance', { id: host.id, vms: [] });
  return { kind: 'then', steps: stepsOf(plan, new Set(job.shutDown)) };
}

/** A VM that must be shut down was not named. */
export function refuseShutDown(
  world: World,
  { vm, why }: Extract<Step, { kind: 'refuse-shut-down' }>,
): Outcome {
  return failed(ENTER_FAILED, wasNotNamed(world.must('Vm', vm), why));
}

/** The last step: the host is closed, unless a VM still runs on it. */
export function closeHost(world: World, job: Job): Outcome {
  const host = hostOf(world, job);
  const left = vmsOf(world, host).find(isRunning);
  if (left !== undefined) return failed(ENTER_FAILED, stillRunning(left, host));
  setState(world, host, 'MAINTENANCE_MODE');
  return { kind: 'done' };
}

/** Notes in the maintenance record what was done to a VM, once it is done. */
export function recordEvacuated(world: World, host: Id, id: Id, action: EvacuatedVm['action']): void {
  const vm = world.must('Vm', id);
  const { vms } = world.must('Maintenance', host);
  const entry = {
    vm: id,
    uuid: vm.local_id,
    name: vm.name,
    ha: vm.ha,
    inBin: vm.in_recycle_bin,
    action,
    host: vm.host ?? '',
  };
  world.update('Maintenance', host, { vms: [...vms, entry] });
}

/** The task has ended. If it failed the host is in use again; what was moved or shut down stays so. */
export function endEntering(world: World, job: Job, failure?: Failure): void {
  const host = hostOf(world, job);
  world.update('Host', host.id, { entityAsyncStatus: null });
  if (failure === undefined || host.host_state?.state !== 'ENTERING_MAINTENANCE_MODE') return;
  world.update('Host', host.id, { host_state: normalHostState(world) });
  world.remove('Maintenance', host.id);
}

function refuseUnfit(world: World, host: HostRecord): void {
  const isUsed = isInOrEnteringMaintenance(host);
  const why = isUsed ? hostStateAlready(host) : whyUnfit(world, host);
  if (why === undefined) return;
  throw new Refusal({
    kind: 'state',
    code: 'EC_MAINTENANCE_MODE_HOST_STATE_INVALID',
    message: cannotEnter(host, why),
  });
}

function findVmOfHost(world: World, host: HostRecord, id: string, place: string): VmRecord {
  const vm = findVm(world, id, place);
  if (vm.host === host.id) return vm;
  throw new Refusal({ kind: 'state', message: notOnHost(place, vm, host) });
}

function refuseSecond(other: HostRecord): never {
  throw new Refusal({ kind: 'state', code: EXISTS, message: secondHost(other) });
}

function refuseMissing(world: World, host: HostRecord, shutDown: readonly Id[]): void {
  const missing = planFor(world, host, shutDown).find(
    (vm) => vm.action === 'shut-down' && !shutDown.includes(vm.vm),
  );
  if (missing === undefined) return;
  throw new Refusal({
    kind: 'state',
    code: ENTER_FAILED,
    message: mustBeNamed(missing, missing.reason),
  });
}

function beginEntering(world: World, host: HostRecord): void {
  world.update('Host', host.id, { entityAsyncStatus: 'UPDATING' });
  setState(world, host, 'ENTERING_MAINTENANCE_MODE');
}

/** Both states carry the instant they began and the id of the same job. */
function setState(
  world: World,
  host: HostRecord,
  state: 'ENTERING_MAINTENANCE_MODE' | 'MAINTENANCE_MODE',
): void {
  const maintenance_job_id = host.host_state?.maintenance_job_id || world.chance.uuid();
  world.update('Host', host.id, {
    host_state: { state, enter_maintenance_time: toIso(world.now), maintenance_job_id },
  });
}

function planFor(world: World, host: HostRecord, shutDown: readonly Id[]): readonly PlannedVm[] {
  const isOrder = isChosen(world.behaviours, 'enter.listed-movable-vm', 'shut-down');
  return planEvacuation(world, host, { shutDown: new Set(isOrder ? shutDown : []) });
}

function stepsOf(plan: readonly PlannedVm[], consented: ReadonlySet<Id>): Step[] {
  const steps = plan.map((planned) => stepOf(planned, consented)).filter((step) => step !== undefined);
  const phases = ['live-migrate', 'shut-down', 'offline-migrate'];
  const phase = ({ kind }: Step) => phases.indexOf(kind === 'refuse-shut-down' ? 'shut-down' : kind);
  return steps.toSorted((a, b) => phase(a) - phase(b));
}

function stepOf(planned: PlannedVm, consented: ReadonlySet<Id>): Step | undefined {
  switch (planned.action) {
    case 'live-migrate':
    case 'offline-migrate':
      return { kind: planned.action, vm: planned.vm, to: planned.to };
    case 'shut-down':
      return {
        kind: consented.has(planned.vm) ? 'shut-down' : 'refuse-shut-down',
        vm: planned.vm,
        why: planned.reason,
      };
    case 'stay':
    case 'block':
      return undefined;
  }
}

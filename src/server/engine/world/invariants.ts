/**
 * The invariants of a world. Tests check them after every step, and every scenario is checked before it is served.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { isRunning, vmsOf } from './derived.ts';
import { isInOrEnteringMaintenance } from './host.ts';
import type { HostRecord, VmRecord } from './records.ts';
import type { World } from './world.ts';

/** Returns a description of every broken invariant; empty if the world is sound. */
export function brokenInvariants(world: World): string[] {
  return [
    ...[...world.all('Vm')].flatMap((vm) => vmProblems(world, vm)),
    ...[...world.all('Host')].flatMap((host) => hostProblems(world, host)),
    ...[...world.all('Cluster')].flatMap(({ id, name }) => clusterProblems(world, id, name)),
    ...[...world.all('Task')].flatMap((task) => taskProblems(world, task.id)),
  ];
}

function vmProblems(world: World, vm: VmRecord): string[] {
  const host = vm.host === null ? undefined : world.get('Host', vm.host);
  const problems = [
    vm.host !== null && host === undefined && 'is on a host that does not exist',
    host !== undefined && host.cluster !== vm.cluster && 'is on a host of another cluster',
    isRunning(vm) && host === undefined && 'runs on no host',
    isRunning(vm) && host?.host_state?.state === 'MAINTENANCE_MODE' && 'runs on a host in maintenance mode',
    isRunning(vm) && vm.in_recycle_bin && 'runs in the recycle bin',
    vm.entityAsyncStatus !== null && !isHandled(world, vm) && 'is busy, but no job handles it',
    countRunningSteps(world, vm) > 1 && 'is handled by more than one job',
  ];
  return problems.filter((problem) => problem !== false).map((problem) => `VM ${vm.name} ${problem}`);
}

/** Whether a job has a step about this VM. */
function isHandled(world: World, vm: VmRecord): boolean {
  const jobs = [...world.all('Job')];
  return jobs.some(({ steps }) => steps.some((step) => 'vm' in step && step.vm === vm.id));
}

/** Returns how many jobs have a running step about this VM. */
function countRunningSteps(world: World, vm: VmRecord): number {
  const running = [...world.all('Job')].filter((job) => !job.waits);
  const steps = running.map((job) => job.steps[job.at]).filter((step) => step !== undefined);
  return steps.filter((step) => 'vm' in step && step.vm === vm.id).length;
}

function hostProblems(world: World, host: HostRecord): string[] {
  const usedBytes = vmsOf(world, host)
    .filter((vm) => isRunning(vm) || vm.status === 'SUSPENDED')
    .reduce((total, vm) => total + vm.memory, 0);
  const freeBytes = host.total_memory_bytes - host.os_memory_bytes - usedBytes;
  const record = world.get('Maintenance', host.id);
  const jobs = world.idsWhere('Job', 'host', host.id);
  const isInMaintenance = host.host_state?.state === 'MAINTENANCE_MODE';
  const problems = [
    freeBytes < 0 && `gives its VMs ${-freeBytes} bytes of memory more than it has`,
    isInMaintenance && record === undefined && 'is in maintenance without a record of what entering did',
    record !== undefined && !isInOrEnteringMaintenance(host) && 'has a maintenance record, but is in use',
    host.host_state?.state === 'ENTERING_MAINTENANCE_MODE' &&
      jobs.length === 0 &&
      'is entering maintenance, but no job does it',
    host.entityAsyncStatus !== null && jobs.length === 0 && 'is busy, but no job handles it',
  ];
  return problems.filter((problem) => problem !== false).map((problem) => `host ${host.name} ${problem}`);
}

function clusterProblems(world: World, id: string, name: string): string[] {
  const hosts = world.where('Host', 'cluster', id).filter(isInOrEnteringMaintenance);
  if (hosts.length <= 1) return [];
  return [`cluster ${name} has ${hosts.length} hosts entering or in maintenance`];
}

function taskProblems(world: World, id: string): string[] {
  const { status, error_message, progress } = world.must('Task', id);
  const isOpen = status === 'PENDING' || status === 'EXECUTING';
  const isVmTask = [...world.all('Job')].some(({ vmTask }) => vmTask === id);
  const isDue = world.agenda.entries().some(({ what }) => 'task' in what && what.task === id);
  const problems = [
    isOpen && !isVmTask && !isDue && 'has not ended, but nothing is due for it',
    isOpen && !isVmTask && world.get('Job', id) === undefined && 'has not ended, but has no job',
    !isOpen && world.get('Job', id)?.detached === false && 'has ended, but its job has not',
    isOpen && world.get('Job', id)?.detached === true && 'has not ended, but its job is detached',
    status === 'FAILED' && !error_message && 'failed without an error_message',
    status === 'SUCCESSED' && progress !== 1 && showsProgress(world) && 'succeeded without full progress',
  ];
  return problems.filter((problem) => problem !== false).map((problem) => `task ${id} ${problem}`);
}

function showsProgress(world: World): boolean {
  return !isChosen(world.behaviours, 'task.progress', 'never');
}

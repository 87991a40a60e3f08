/**
 * What must hold of a world at every moment. Checked after every step in tests, and of every scenario before
 * it is served.
 * @module
 */
import { isChosen } from '../../../../contracts/behaviours/index.ts';
import { isRunning, vmsOf } from './derived.ts';
import { isInOrEnteringMaintenance } from './host.ts';
import type { HostRecord, VmRecord } from './records.ts';
import type { World } from './world.ts';

/** Every promise that the world breaks, in words; empty when it is sound. */
export function brokenInvariants(world: World): string[] {
  return [
    ...[...world.all('Vm')].flatMap((vm) => brokenOfVm(world, vm)),
    ...[...world.all('Host')].flatMap((host) => brokenOfHost(world, host)),
    ...[...world.all('Cluster')].flatMap(({ id, name }) => brokenOfCluster(world, id, name)),
    ...[...world.all('Task')].flatMap((task) => brokenOfTask(world, task.id)),
  ];
}

function brokenOfVm(world: World, vm: VmRecord): string[] {
  const host = vm.host === null ? undefined : world.get('Host', vm.host);
  const problems = [
    vm.host !== null && host === undefined && 'is on a host that does not exist',
    host !== undefined && host.cluster !== vm.cluster && 'is on a host of another cluster',
    isRunning(vm) && host === undefined && 'runs on no host',
    isRunning(vm) && host?.host_state?.state === 'MAINTENANCE_MODE' && 'runs on a host in maintenance mode',
    isRunning(vm) && vm.in_recycle_bin && 'runs in the recycle bin',
    vm.entityAsyncStatus !== null && !isHandled(world, vm) && 'is busy, but no job handles it',
    jobsAt(world, vm) > 1 && 'is handled by more than one job',
  ];
  return problems.filter((problem) => problem !== false).map((problem) => `VM ${vm.name} ${problem}`);
}

/** Whether a job runs a step about this VM, or is about to. */
function isHandled(world: World, vm: VmRecord): boolean {
  const jobs = [...world.all('Job')];
  return jobs.some(({ steps }) => steps.some((step) => 'vm' in step && step.vm === vm.id));
}

/** How many jobs have a running step about this VM. */
function jobsAt(world: World, vm: VmRecord): number {
  const running = [...world.all('Job')].filter((job) => !job.waits);
  const steps = running.map((job) => job.steps[job.at]).filter((step) => step !== undefined);
  return steps.filter((step) => 'vm' in step && step.vm === vm.id).length;
}

function brokenOfHost(world: World, host: HostRecord): string[] {
  const held = vmsOf(world, host)
    .filter((vm) => isRunning(vm) || vm.status === 'SUSPENDED')
    .reduce((total, vm) => total + vm.memory, 0);
  const spare = host.total_memory_bytes - host.os_memory_bytes - held;
  const record = world.get('Maintenance', host.id);
  const jobs = world.idsWhere('Job', 'host', host.id);
  const isClosed = host.host_state?.state === 'MAINTENANCE_MODE';
  const problems = [
    spare < 0 && `gives its VMs ${-spare} bytes of memory more than it has`,
    isClosed && record === undefined && 'is in maintenance without a record of what entering did',
    record !== undefined && !isInOrEnteringMaintenance(host) && 'has a maintenance record, but is in use',
    host.host_state?.state === 'ENTERING_MAINTENANCE_MODE' &&
      jobs.length === 0 &&
      'is entering maintenance, but no job does it',
    host.entityAsyncStatus !== null && jobs.length === 0 && 'is busy, but no job handles it',
  ];
  return problems.filter((problem) => problem !== false).map((problem) => `host ${host.name} ${problem}`);
}

function brokenOfCluster(world: World, id: string, name: string): string[] {
  const hosts = world.where('Host', 'cluster', id).filter(isInOrEnteringMaintenance);
  if (hosts.length <= 1) return [];
  return [`cluster ${name} has ${hosts.length} hosts entering or in maintenance`];
}

function brokenOfTask(world: World, id: string): string[] {
  const { status, error_message, progress } = world.must('Task', id);
  const isOpen = status === 'PENDING' || status === 'EXECUTING';
  const isPart = [...world.all('Job')].some(({ vmTask }) => vmTask === id);
  const isDue = world.agenda.entries().some(({ what }) => what.task === id);
  const problems = [
    isOpen && !isPart && !isDue && 'has not ended, but nothing is due for it',
    isOpen && !isPart && world.get('Job', id) === undefined && 'has not ended, but has no job',
    !isOpen && world.get('Job', id) !== undefined && 'has ended, but its job has not',
    status === 'FAILED' && !error_message && 'failed without an error_message',
    status === 'SUCCESSED' && progress !== 1 && showsProgress(world) && 'succeeded without full progress',
  ];
  return problems.filter((problem) => problem !== false).map((problem) => `task ${id} ${problem}`);
}

function showsProgress(world: World): boolean {
  return !isChosen(world.behaviours, 'task.progress', 'never');
}

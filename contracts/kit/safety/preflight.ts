/**
 * Whether a host may be put into maintenance to try the suite on it. Any doubt is a reason not to.
 * @module
 */
import { isNormal, isTied, maintenanceOf } from '../session/facts.ts';
import type { Host, Vm, Wire } from '../session/wire.ts';
import type { HostReading } from './baseline.ts';

/** One thing that was looked at. */
export interface Finding {
  /** What should be so. */
  readonly what: string;
  /** What speaks against it, in words; empty if nothing does. */
  readonly against: readonly string[];
}

/** Everything that can be found out by reading. */
export function inspect({ host, cluster, others, vms, tasks }: HostReading): Finding[] {
  return [
    { what: `Cluster ${cluster.name} is connected and recovers no data`, against: clusterDoubts(cluster) },
    { what: `Host ${host.name} is in use and well`, against: hostDoubts(host) },
    {
      what: 'No other host of its cluster is in maintenance, and one at least is well',
      against: neighbourDoubts(others),
    },
    {
      what: 'No task is at work on them',
      against: tasks.map(({ description, status }) => `${description} (${status})`),
    },
    {
      what: `Each of its ${vms.length} VMs runs or is off, and none must not be stopped`,
      against: vms.flatMap(vmDoubts),
    },
    { what: 'The other hosts have memory for its running VMs', against: memoryDoubts(vms, others) },
  ];
}

/** What the target's own precheck found. */
export function inspectCheck(
  { vms }: HostReading,
  { done, shutdownVms }: Wire['EnterMaintenanceModeResult'],
): Finding {
  const unexpected = shutdownVms.filter(({ vm_uuid }) => !isExpected(vms, vm_uuid));
  const names = unexpected.map(
    ({ vm_uuid }) => vms.find(({ local_id }) => local_id === vm_uuid)?.name ?? vm_uuid,
  );
  return {
    what: "The target's own precheck finds nothing against it, and shuts down nothing unexpected",
    against: [
      ...(done ? [] : ['it is not done: something blocks the host']),
      ...names.map((name) => `it wants VM ${name} shut down, and nothing about that VM says why`),
    ],
  };
}

function isExpected(vms: readonly Vm[], uuid: string): boolean {
  return vms.some((vm) => vm.local_id === uuid && vm.status === 'RUNNING' && isTied(vm));
}

function clusterDoubts({ connect_state, recover_data_size }: HostReading['cluster']): string[] {
  return [
    connect_state !== 'CONNECTED' && `it is ${connect_state}`,
    (recover_data_size ?? 0) > 0 && `it has ${recover_data_size} bytes to recover`,
  ].filter((doubt) => doubt !== false);
}

function hostDoubts(host: Host): string[] {
  const maintenance = maintenanceOf(host);
  return [
    maintenance !== 'IN_USE' && `its host_state is ${maintenance}`,
    host.state !== 'IN_USE' && `its state is ${host.state}`,
    host.status !== 'CONNECTED_HEALTHY' && `its status is ${host.status}`,
    isBusy(host) && `it is ${host.entityAsyncStatus}`,
  ].filter((doubt) => doubt !== false);
}

function neighbourDoubts(others: readonly Host[]): string[] {
  const busy = others.filter((other) => maintenanceOf(other) !== 'IN_USE');
  return [
    ...busy.map((other) => `${other.name} is ${maintenanceOf(other)}`),
    ...(others.some(isNormal) ? [] : ['none is well']),
  ];
}

function vmDoubts(vm: Vm): string[] {
  const { name, status, vm_usage, entityAsyncStatus } = vm;
  const service = vm_usage ?? undefined;
  return [
    status !== 'RUNNING' && status !== 'STOPPED' && `${name} is ${status}`,
    isBusy(vm) && `${name} is ${entityAsyncStatus}`,
    service?.startsWith('CLOUDTOWER') === true && `${name} runs CloudTower itself`,
    service !== undefined && isTied(vm) && `${name} runs ${service} and cannot be moved`,
  ].filter((doubt) => doubt !== false);
}

/** Whether each VM that is moved fits somewhere: the largest first, each to where most is left. */
function memoryDoubts(vms: readonly Vm[], others: readonly Host[]): string[] {
  const room = others.filter(isNormal).map((host) => host.allocatable_memory_bytes);
  const moving = vms.filter((vm) => vm.status === 'RUNNING' && !isTied(vm));
  for (const { name, memory } of moving.toSorted((a, b) => b.memory - a.memory)) {
    const most = Math.max(0, ...room);
    if (most < memory) return [`no room is left for VM ${name}`];
    room[room.indexOf(most)] = most - memory;
  }
  return [];
}

function isBusy({ entityAsyncStatus }: Host | Vm): boolean {
  return (entityAsyncStatus ?? null) !== null;
}

/**
 * Whether a host may be put into maintenance to run the suite on it, and what that would do to its VMs. Any doubt
 * is a reason not to.
 * @module
 */
import type { PrecheckResult } from '../session/maintenance.ts';
import { isBusy, isNormal, isTied, maintenanceOf } from '../session/traits.ts';
import type { Host, Vm } from '../session/wire.ts';
import type { HostSurvey } from './baseline.ts';

/** One condition that was checked. */
export interface Finding {
  /** What should hold. */
  readonly condition: string;
  /** What speaks against it, in words; empty if nothing does. */
  readonly doubts: readonly string[];
}

/** Returns everything that reading can tell. */
export function inspect({ host, cluster, others, vms, tasks }: HostSurvey): Finding[] {
  return [
    {
      condition: `Cluster ${cluster.name} is connected and recovers no data`,
      doubts: clusterDoubts(cluster),
    },
    { condition: `Host ${host.name} is in use and well`, doubts: hostDoubts(host) },
    {
      condition: 'No other host of its cluster is in maintenance, and one at least is well',
      doubts: neighbourDoubts(others),
    },
    {
      condition: 'No task is at work on them',
      doubts: tasks.map(({ description, status }) => `${description} (${status})`),
    },
    {
      condition: `All ${vms.length} VMs are running or off, and all may be stopped`,
      doubts: vms.flatMap(vmDoubts),
    },
    { condition: 'The other hosts have memory for its running VMs', doubts: memoryDoubts(vms, others) },
  ];
}

/** Returns what the target's own precheck tells. */
export function inspectCheck({ vms }: HostSurvey, { done, shutdownVms }: PrecheckResult): Finding {
  const unexpected = shutdownVms.filter(({ vm_uuid }) => !isExpected(vms, vm_uuid));
  const names = unexpected.map(
    ({ vm_uuid }) => vms.find(({ local_id }) => local_id === vm_uuid)?.name ?? vm_uuid,
  );
  return {
    condition: "The target's own precheck finds nothing against it, and shuts down nothing unexpected",
    doubts: [
      ...(done ? [] : ['it is not done: something blocks the host']),
      ...names.map((name) => `it wants VM ${name} shut down, and nothing about that VM says why`),
    ],
  };
}

function isExpected(vms: readonly Vm[], uuid: string): boolean {
  return vms.some((vm) => vm.local_id === uuid && vm.status === 'RUNNING' && isTied(vm));
}

function clusterDoubts({ connect_state, recover_data_size }: HostSurvey['cluster']): string[] {
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

function memoryDoubts(vms: readonly Vm[], others: readonly Host[]): string[] {
  const vm = vmWithoutRoom(vms, others);
  return vm === undefined ? [] : [`no room is left for VM ${vm.name}`];
}

/** Returns a VM that fits nowhere: the largest move first, each to the host with the most memory left. */
function vmWithoutRoom(vms: readonly Vm[], others: readonly Host[]): Vm | undefined {
  const room = others.filter(isNormal).map((host) => host.allocatable_memory_bytes);
  const moving = vms.filter((vm) => vm.status === 'RUNNING' && !isTied(vm));
  for (const vm of moving.toSorted((a, b) => b.memory - a.memory)) {
    const most = Math.max(0, ...room);
    if (most < vm.memory) return vm;
    room[room.indexOf(most)] = most - vm.memory;
  }
  return undefined;
}

/** Describes what would become of a host and each of its VMs, in up to so many cases. */
export function planText({ host, cluster, others, vms }: HostSurvey, cases: number): string[] {
  const width = Math.max(0, ...vms.map(({ name }) => name.length));
  const isBlocking = (vm: Vm) => vmDoubts(vm).length > 0 || vm === vmWithoutRoom(vms, others);
  const targets = others.map(({ name }) => name).join(', ') || 'no other host';
  return [
    `Host ${host.name} (${host.id}) of cluster ${cluster.name} enters maintenance mode and leaves it, in up to ${cases} cases.`,
    `Its ${vms.length} VMs may be moved to ${targets}; after each case all is put back:`,
    ...vms.map((vm) => `  ${vm.name.padEnd(width)}  ${planForVm(vm, isBlocking(vm))}`),
  ];
}

const GIB = 2 ** 30;

function planForVm(vm: Vm, isBlocking: boolean): string {
  const { status, memory } = vm;
  const size = `${status.padEnd('SUSPENDED'.length)} ${Math.round((memory / GIB) * 10) / 10} GiB`;
  if (isBlocking) return `${size}  blocks the run`;
  if (status !== 'RUNNING') return `${size}  ${vm.ha ? 'moved and moved back' : 'left alone'}`;
  return `${size}  ${isTied(vm) ? 'shut down and started again' : 'moved live and moved back'}`;
}

/** Describes findings: a line for each, and one for each doubt. */
export function findingLines(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ condition, doubts }) => [
    `${doubts.length === 0 ? 'ok     ' : 'REFUSED'} ${condition}`,
    ...doubts.map((doubt) => `        but ${doubt}`),
  ]);
}

/**
 * Operations on hosts that are not maintenance: renaming, powering off, rebooting.
 * @module
 */
import { startJob } from '../task/job.ts';
import { type Caller, resourceOf } from '../task/task.ts';
import { hostsOf } from '../world/derived.ts';
import { refuseLockedHost } from '../world/host.ts';
import type { Step } from '../world/job.ts';
import type { HostRecord, TaskRecord } from '../world/records.ts';
import { Refusal } from '../world/refusal.ts';
import type { Text } from '../world/text.ts';
import type { World } from '../world/world.ts';
import { hasPowerTaskAlready, isOff, nameIsTaken, needsMaintenance, WRONG_NAME } from './messages.ts';

export interface HostNames {
  readonly name?: string;
  readonly scvm_name?: string;
}

export interface HostPower {
  readonly action: 'poweroff' | 'reboot';
  readonly force: boolean;
}

/** Assumed, from the web UI's rule for host names. */
const NAME = /^[A-Za-z0-9-]{2,64}$/;

/** Starts to rename hosts. Refuses all if one cannot be. */
export function updateHosts(
  world: World,
  hosts: readonly HostRecord[],
  names: HostNames,
  caller: Caller,
): TaskRecord[] {
  for (const host of hosts) refuseRename(world, host, names, hosts.length);
  return hosts.map((host) => {
    const description = { 'en-US': `Edit host ${host.name}`, 'zh-CN': `编辑主机 ${host.name}` };
    return start(world, host, description, 'updateHost', [{ kind: 'rename-host', ...names }], caller);
  });
}

/**
 * Starts to power a host off, or to reboot it. Documented: it wants maintenance mode first, or force; one
 * power task at a time in a cluster.
 */
export function operateHostPower(
  world: World,
  host: HostRecord,
  power: HostPower,
  caller: Caller,
): TaskRecord {
  refuseLockedHost(host);
  const busy = hostsOf(world, { id: host.cluster }).find((other) => hasPowerTask(world, other));
  if (busy !== undefined) refuse(hasPowerTaskAlready(busy));
  const isReady = power.force || host.host_state?.state === 'MAINTENANCE_MODE';
  if (!isReady) refuse(needsMaintenance(host));
  if (host.status === 'SESSION_EXPIRED') refuse(isOff(host));
  const isReboot = power.action === 'reboot';
  const description = isReboot
    ? { 'en-US': `Reboot host ${host.name}`, 'zh-CN': `重启主机 ${host.name}` }
    : { 'en-US': `Power off host ${host.name}`, 'zh-CN': `关闭主机 ${host.name}` };
  const steps: Step[] = [
    { kind: 'power-off-host' },
    ...(isReboot ? [{ kind: 'power-on-host' } as const] : []),
  ];
  return start(world, host, description, 'powerOffHost', steps, caller);
}

function start(
  world: World,
  host: HostRecord,
  description: Text,
  mutation: string,
  steps: Step[],
  caller: Caller,
): TaskRecord {
  world.update('Host', host.id, { entityAsyncStatus: 'UPDATING' });
  return startJob(
    world,
    { description, mutation, resource: resourceOf(host) },
    { kind: 'operate', shutDown: [], steps },
    caller,
  );
}

function refuseRename(world: World, host: HostRecord, { name }: HostNames, count: number): void {
  refuseLockedHost(host);
  if (name === undefined) return;
  if (!NAME.test(name)) refuse(WRONG_NAME);
  const isTaken = hostsOf(world, { id: host.cluster }).some(
    (other) => other.id !== host.id && other.name === name,
  );
  if (isTaken || count > 1) {
    refuse(nameIsTaken(name), 'EC_CHANGE_HOSTNAME_DUPLICATE');
  }
}

function hasPowerTask(world: World, host: HostRecord): boolean {
  const jobs = world.where('Job', 'host', host.id);
  return jobs.some(({ steps }) => steps.some(({ kind }) => kind === 'power-off-host'));
}

function refuse(message: Text, code?: string): never {
  throw new Refusal({ kind: 'state', message, ...(code !== undefined && { code }) });
}

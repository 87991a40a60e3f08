/**
 * Operations on hosts other than maintenance: rename, power off, reboot.
 * @module
 */
import { message } from '../language/message.ts';
import type { Text } from '../language/text.ts';
import { hostOf, startJob } from '../task/job.ts';
import { DONE, failed, type StepHandlers } from '../task/step.ts';
import { type Caller, resourceOf } from '../task/task.ts';
import { hostsOf } from '../world/derived.ts';
import type { ErrorCode } from '../world/error-codes.ts';
import { refuseLockedHost } from '../world/host.ts';
import type { JobStep } from '../world/job.ts';
import type { HostRecord, TaskRecord } from '../world/records.ts';
import { Refusal } from '../world/refusal.ts';
import type { World } from '../world/world.ts';
import { connect, cutPower, START_MS } from './power.ts';

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

export const HOST_OPERATION_STEPS: StepHandlers<'rename-host' | 'power-off-host' | 'power-on-host'> = {
  'rename-host': {
    phase: 'EDIT_HOST',
    duration: () => 1_000,
    /** Renames the host. Fails if another host has taken the name meanwhile. */
    finish(world, { name, scvm_name }, job) {
      const host = hostOf(world, job);
      if (name !== undefined && isNameTaken(world, host, name))
        return failed('EC_CHANGE_HOSTNAME_DUPLICATE', message('host.name-taken', { name }));
      world.update('Host', host.id, { ...(name && { name }), ...(scvm_name && { scvm_name }) });
      return DONE;
    },
  },
  'power-off-host': {
    phase: 'POWER_OFF_HOST',
    worksOffline: true,
    duration: () => 5_000,
    finish(world, _step, job) {
      cutPower(world, hostOf(world, job));
      return DONE;
    },
  },
  'power-on-host': {
    phase: 'POWER_ON_HOST',
    worksOffline: true,
    duration: () => START_MS,
    finish(world, _step, job) {
      connect(world, hostOf(world, job).id);
      return DONE;
    },
    abort: (world, job) => connect(world, hostOf(world, job).id),
  },
};

/** Starts to rename hosts. Throws a Refusal if one of them cannot be renamed, and then changes nothing. */
export function updateHosts(
  world: World,
  hosts: readonly HostRecord[],
  names: HostNames,
  caller: Caller,
): TaskRecord[] {
  for (const host of hosts) refuseRename(world, host, names, hosts.length);
  return hosts.map((host) => {
    const description = message('task.edit-host', { host: host.name });
    return start(world, host, description, 'updateHost', [{ kind: 'rename-host', ...names }], caller);
  });
}

/**
 * Starts to power a host off, or to reboot it. Throws a Refusal if its state does not allow it. Documented: a host must
 * be in maintenance mode, unless forced, and a cluster runs one power task at a time.
 */
export function operateHostPower(
  world: World,
  host: HostRecord,
  power: HostPower,
  caller: Caller,
): TaskRecord {
  refuseLockedHost(host);
  const busy = hostsOf(world, { id: host.cluster }).find((other) => hasPowerTask(world, other));
  if (busy !== undefined) refuse(message('host.second-power-task', { host: busy.name }));
  const { name, status, host_state } = host;
  const isReady = power.force || host_state?.state === 'MAINTENANCE_MODE';
  if (!isReady) refuse(message('host.needs-maintenance', { host: name }));
  if (status === 'SESSION_EXPIRED') refuse(message('host.off', { host: name, status }));
  const isReboot = power.action === 'reboot';
  const description = message(isReboot ? 'task.reboot-host' : 'task.power-off-host', { host: name });
  const steps: JobStep<'operate'>[] = [
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
  steps: readonly JobStep<'operate'>[],
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
  if (!NAME.test(name)) refuse(message('host.invalid-name'));
  if (count > 1 || isNameTaken(world, host, name)) {
    refuse(message('host.name-taken', { name }), 'EC_CHANGE_HOSTNAME_DUPLICATE');
  }
}

function isNameTaken(world: World, { id, cluster }: HostRecord, name: string): boolean {
  return hostsOf(world, { id: cluster }).some((other) => other.id !== id && other.name === name);
}

function hasPowerTask(world: World, host: HostRecord): boolean {
  const jobs = world.where('Job', 'host', host.id);
  return jobs.some(({ steps }) => steps.some(({ kind }) => kind === 'power-off-host'));
}

function refuse(reason: Text, code?: ErrorCode): never {
  throw new Refusal({ kind: 'state', message: reason, ...(code !== undefined && { code }) });
}

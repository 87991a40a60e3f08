/**
 * Putting a host and its VMs back as they were. Can be repeated: it looks at what is, and does what is left.
 * @module
 */
import { setTimeout } from 'node:timers/promises';
import { type Answer, type Api, ok } from './client.ts';
import { isEnded, type Patience, watch } from './settle.ts';
import { differences, type Snapshot, type VmBefore, vmsById } from './snapshot.ts';
import type { Host, Vm, Wire } from './wire.ts';

export interface RestoreOptions extends Patience {
  /** Told what is being done. */
  readonly say?: (line: string) => void;
}

/** Rounds of looking and doing: a VM that was moved and stopped takes two. */
const ROUNDS = 3;

/** Puts everything back; answers what could not be, which is nothing when all is well. */
export async function restore(api: Api, before: Snapshot, options: RestoreOptions): Promise<string[]> {
  await tasksEnded(api, before, options);
  await leaveMaintenance(api, before, options);
  await rename(api, before, options);
  for (let round = 0; round < ROUNDS; round += 1) {
    const now = await vmsById(api, before.vms);
    const changed = before.vms.filter((vm) => isChanged(vm, now.get(vm.id)));
    if (changed.length === 0) break;
    for (const vm of changed) await bringBack(api, vm, now.get(vm.id), options);
  }
  return differences(api, before);
}

/** What still runs is waited for: nothing can be put back under its hands. */
async function tasksEnded(api: Api, { host, vms }: Snapshot, options: RestoreOptions): Promise<void> {
  const where = {
    resource_id_in: [host.id, ...vms.map(({ id }) => id)],
    status_in: ['PENDING', 'EXECUTING', 'PAUSED'] as const,
  };
  for (const task of ok(await api.POST('/get-tasks', { body: { where } }))) {
    if (isEnded(task)) continue;
    options.say?.(`waiting for: ${task.description}`);
    await watch(api, task.id, options);
  }
}

async function leaveMaintenance(api: Api, { host }: Snapshot, options: RestoreOptions): Promise<void> {
  const now = await notEntering(api, host.id, options);
  if (now?.host_state?.state !== 'MAINTENANCE_MODE') return;
  options.say?.(`taking host ${host.name} out of maintenance`);
  const check = ok(
    await api.POST('/exit-maintance-mode-precheck-result', { body: { where: { id: host.id } } }),
  );
  const data = {
    poweron_vms: restorable(check.shutDownVms),
    live_migrate_back_vms: restorable(check.liveMigrateVms),
    offline_migrate_back_vms: restorable(check.offlineMigrateVms),
  };
  const exit = await api.POST('/exit-maintance-mode', { body: { where: { host_id: host.id }, data } });
  await ended(api, exit.data?.task_id === undefined ? [] : [exit.data], options);
}

/** VMs that are as entering left them; the others are looked after one by one. */
function restorable(list: readonly Wire['MaintenanceModeVmInfo'][]): string[] {
  return list.flatMap(({ vm_uuid, verify }) => (vm_uuid && verify?.changed !== true ? [vm_uuid] : []));
}

/** The host, once it is not entering any more. */
async function notEntering(api: Api, id: string, { pollMs, limitMs }: Patience): Promise<Host | undefined> {
  const begun = performance.now();
  for (;;) {
    const [host] = ok(await api.POST('/get-hosts', { body: { where: { id } } }));
    const isOver = performance.now() - begun > limitMs;
    if (host?.host_state?.state !== 'ENTERING_MAINTENANCE_MODE' || pollMs === 0 || isOver) return host;
    await setTimeout(pollMs);
  }
}

async function rename(api: Api, { host }: Snapshot, options: RestoreOptions): Promise<void> {
  const [now] = ok(await api.POST('/get-hosts', { body: { where: { id: host.id } } }));
  if (now === undefined || now.name === host.name) return;
  const { data } = await api.POST('/update-host', {
    body: { where: { id: host.id }, data: { name: host.name } },
  });
  await ended(api, data ?? [], options);
}

function isChanged(before: VmBefore, now: Vm | undefined): boolean {
  if (now === undefined) return false;
  return (
    now.status !== before.status ||
    now.host?.id !== before.host ||
    now.in_recycle_bin !== before.in_recycle_bin
  );
}

/** One step towards how a VM was. */
async function bringBack(
  api: Api,
  before: VmBefore,
  now: Vm | undefined,
  options: RestoreOptions,
): Promise<void> {
  if (now === undefined) return;
  options.say?.(`bringing back VM ${before.name}`);
  const { data } = await step(api, before, now);
  await ended(api, data ?? [], options);
}

function step(api: Api, before: VmBefore, now: Vm): Promise<Answer<readonly WithTask[]>> {
  const where = { id: before.id };
  const home = before.host === null ? {} : { data: { host_id: before.host } };
  if (now.in_recycle_bin && !before.in_recycle_bin)
    return api.POST('/recover-vm-from-recycle', { body: { where } });
  const wasOn = before.status === 'RUNNING';
  if (wasOn && now.status === 'SUSPENDED') return api.POST('/resume-vm', { body: { where } });
  if (wasOn && now.status === 'STOPPED') return api.POST('/start-vm', { body: { where, ...home } });
  if (before.status === 'STOPPED' && now.status === 'RUNNING')
    return api.POST('/shutdown-vm', { body: { where } });
  return api.POST('/migrate-vm', { body: { where, ...home } });
}

interface WithTask {
  readonly task_id?: string | null;
}

async function ended(api: Api, tasks: readonly WithTask[], options: RestoreOptions): Promise<void> {
  for (const { task_id } of tasks) if (task_id) await watch(api, task_id, options);
}

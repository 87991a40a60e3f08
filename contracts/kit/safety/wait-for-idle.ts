/**
 * Waiting until nothing moves any more: no task at work on the host or its VMs, whoever began it.
 * @module
 */
import { setTimeout } from 'node:timers/promises';
import { type Api, first, ok } from '../session/client.ts';
import { maintenanceOf } from '../session/facts.ts';
import { isEnded } from '../session/settle.ts';
import type { Task } from '../session/wire.ts';
import type { Now } from './restore-plan.ts';
import { type Baseline, NotRestored } from './scope.ts';

export interface Quiet {
  /** Tasks that are known to have been started. */
  readonly tasks: readonly string[];
  /** Whether a request may still be on its way: then it must have been quiet twice. */
  readonly isDoubtful: boolean;
  readonly pollMs: number;
  /** Of wall time. */
  readonly limitMs: number;
  readonly onPoll?: (task: Task) => void;
}

/** How the host and its VMs are once they are left alone. Throws NotRestored if that takes longer than the limit. */
export async function waitForIdle(api: Api, before: Baseline, quiet: Quiet): Promise<Now> {
  const begun = performance.now();
  let looks = 0;
  for (;;) {
    const now = await look(api, before);
    const why = (await openTask(api, before, quiet)) ?? whyRestless(now);
    looks = why === undefined ? looks + 1 : 0;
    if (looks > (quiet.isDoubtful ? 1 : 0)) return now;
    if (performance.now() - begun > quiet.limitMs)
      throw new NotRestored(`${why ?? 'It is quiet'}, after ${Math.round(quiet.limitMs / 1000)} s still.`);
    await setTimeout(quiet.pollMs);
  }
}

/** Reads the host and its VMs, wherever these are. */
export async function look(api: Api, { host, vms }: Baseline): Promise<Now> {
  const hosts = ok(await api.POST('/get-hosts', { body: { where: { id: host.id } } }));
  const ids = vms.map(({ id }) => id);
  const now = ids.length === 0 ? [] : ok(await api.POST('/get-vms', { body: { where: { id_in: ids } } }));
  return { host: first(hosts), vms: now };
}

/** Fields say it of work that no task of theirs tells of. */
function whyRestless({ host, vms }: Now): string | undefined {
  const state = maintenanceOf(host);
  if (state === 'ENTERING_MAINTENANCE_MODE') return `Host ${host.name} is ${state}`;
  const busy = [host, ...vms].find(({ entityAsyncStatus }) => (entityAsyncStatus ?? null) !== null);
  return busy === undefined ? undefined : `${busy.name} is ${busy.entityAsyncStatus}`;
}

async function openTask(
  api: Api,
  { host, vms }: Baseline,
  { tasks, onPoll }: Quiet,
): Promise<string | undefined> {
  const resources = [host.id, ...vms.map(({ id }) => id)];
  const found = ok(
    await api.POST('/get-tasks', {
      body: {
        where: {
          status_in: ['PENDING', 'EXECUTING', 'PAUSED'],
          OR: [{ resource_id_in: resources }, { id_in: [...tasks] }],
        },
      },
    }),
  );
  const open = found.find((task) => !isEnded(task));
  if (open !== undefined) onPoll?.(open);
  return open === undefined ? undefined : `The task is not finished: ${open.description}`;
}

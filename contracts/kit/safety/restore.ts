/**
 * Bringing a host and its VMs back to the baseline. Each round compares how they are now with how they were, so
 * it does not matter what was done in between, nor how often this is started.
 * @module
 */
import { setTimeout } from 'node:timers/promises';
import { messageOf } from '../case/verdict.ts';
import { type Api, ok } from '../session/client.ts';
import { exitCheck, startExit } from '../session/maintenance.ts';
import { isEnded, settle } from '../session/settle.ts';
import { isBusy, maintenanceOf } from '../session/traits.ts';
import type { Task } from '../session/wire.ts';
import { type Baseline, NotRestored, type Now, readNow } from './baseline.ts';
import type { IntentFile } from './intent-file.ts';
import { differences, type RestoreStep, restorePlan, restoringLists } from './restore-plan.ts';

export interface RestoreOptions {
  /** Logged in; every change it sends is in the intent file first. */
  readonly api: Api;
  readonly baseline: Baseline;
  readonly intents: IntentFile;
  /** Wall time between two polls, in ms. */
  readonly pollMs: number;
  /** The longest one task may take, in ms of wall time. */
  readonly stepLimitMs: number;
  readonly say: (line: string) => void;
  readonly onPoll?: ((task: Task) => void) | undefined;
}

/**
 * Exit takes one round, and a VM at most four: resume, shut down, migrate, start. The others are for retries.
 */
const MOST_ROUNDS = 8;
/** The pause after a failure, in polls. */
const PAUSE_POLLS = 5;

/** Returns when everything is as in the baseline. Throws NotRestored that says what is not. */
export async function restore(options: RestoreOptions): Promise<void> {
  const { api, baseline, intents, pollMs } = options;
  const failures = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const actions = actionsFor(await waitForIdle(options), options);
    if (actions.length === 0) break;
    for (const act of actions) {
      await act().catch((error: unknown) => {
        failures.add(messageOf(error));
        return setTimeout(pollMs * PAUSE_POLLS);
      });
    }
  }
  const left = differences(baseline, await readNow(api, baseline));
  if (left.length > 0) throw new NotRestored([...left, ...failures].join(' '));
  intents.writeRestored();
}

/** Returns what to do next: the host exits, or each VM that differs takes a step. */
function actionsFor(now: Now, options: RestoreOptions): (() => Promise<void>)[] {
  if (maintenanceOf(now.host) === 'MAINTENANCE_MODE') return [() => exit(options)];
  return restorePlan(options.baseline, now).map((step) => () => take(step, options));
}

async function exit({ api, baseline, say, ...options }: RestoreOptions): Promise<void> {
  const { host } = baseline;
  say(`Host ${host.name} leaves maintenance mode.`);
  const lists = restoringLists(baseline, await exitCheck({ api }, host));
  await finish(await startExit({ api }, host, lists), { api, ...options });
}

const WORDS: Readonly<Record<RestoreStep['path'], string>> = {
  '/resume-vm': 'is resumed',
  '/shutdown-vm': 'is shut down',
  '/migrate-vm': 'is moved back',
  '/start-vm': 'is started',
};

async function take({ path, vm }: RestoreStep, options: RestoreOptions): Promise<void> {
  const { api, baseline, say } = options;
  say(`VM ${vm.name} ${WORDS[path]}.`);
  const where = { id: vm.id };
  const data = { host_id: baseline.host.id };
  const takesHost = path === '/migrate-vm' || path === '/start-vm';
  const answers = takesHost
    ? ok(await api.POST(path, { body: { where, data } }))
    : ok(await api.POST(path, { body: { where } }));
  for (const answer of answers) await finish(answer, options);
}

/** Waits for the end of the task that an answer names, if it names one. Throws Error if the task fails. */
async function finish(
  { task_id }: { readonly task_id?: string | null },
  { api, pollMs, stepLimitMs: limitMs, onPoll }: Omit<RestoreOptions, 'baseline' | 'intents' | 'say'>,
): Promise<void> {
  if (typeof task_id !== 'string') return;
  const task = await settle(api, task_id, { pollMs, limitMs, onPoll });
  if (task.status === 'FAILED') throw new Error(`${task.description}: ${task.error_message ?? 'FAILED'}.`);
}

/**
 * Returns the host and its VMs once no task works on them, whoever started it. If the answer of a request was
 * lost, they must be idle twice. Throws NotRestored if that takes longer than one task may.
 */
async function waitForIdle(options: RestoreOptions): Promise<Now> {
  const { api, baseline, intents, pollMs, stepLimitMs } = options;
  const needed = intents.isDoubtful ? 2 : 1;
  const begun = performance.now();
  let idleReads = 0;
  for (;;) {
    const now = await readNow(api, baseline);
    const reason = (await openTask(options)) ?? whyBusy(now);
    idleReads = reason === undefined ? idleReads + 1 : 0;
    if (idleReads === needed) return now;
    if (performance.now() - begun > stepLimitMs)
      throw new NotRestored(`${reason ?? 'It is quiet'}, after ${Math.round(stepLimitMs / 1000)} s still.`);
    await setTimeout(pollMs);
  }
}

/** Some work shows in fields of the host or a VM, and in no task of theirs. */
function whyBusy({ host, vms }: Now): string | undefined {
  const state = maintenanceOf(host);
  if (state === 'ENTERING_MAINTENANCE_MODE') return `Host ${host.name} is ${state}`;
  const busy = [host, ...vms].find(isBusy);
  return busy === undefined ? undefined : `${busy.name} is ${busy.entityAsyncStatus}`;
}

async function openTask({ api, baseline, intents, onPoll }: RestoreOptions): Promise<string | undefined> {
  const { host, vms } = baseline;
  const resources = [host.id, ...vms.map(({ id }) => id)];
  const found = ok(
    await api.POST('/get-tasks', {
      body: {
        where: {
          status_in: ['PENDING', 'EXECUTING', 'PAUSED'],
          OR: [{ resource_id_in: resources }, { id_in: [...intents.tasks] }],
        },
      },
    }),
  );
  const open = found.find((task) => !isEnded(task));
  if (open !== undefined) onPoll?.(open);
  return open === undefined ? undefined : `The task is not finished: ${open.description}`;
}

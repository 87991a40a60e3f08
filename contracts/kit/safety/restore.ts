/**
 * Bringing a host and its VMs back to how they were, by looking at how they are: it does not matter what was
 * done in between, nor how often this is begun.
 * @module
 */
import { setTimeout } from 'node:timers/promises';
import { type Api, ok } from '../session/client.ts';
import { maintenanceOf } from '../session/facts.ts';
import { watch } from '../session/settle.ts';
import type { Task, Wire } from '../session/wire.ts';
import type { Intents } from './intents.ts';
import { differences, exitLists, type Now, type Step, stepsBack } from './restore-plan.ts';
import { type Baseline, NotRestored } from './scope.ts';
import { look, waitForIdle } from './wait-for-idle.ts';

export interface RestoreOptions {
  /** Logged in; every change it asks for is noted as an intent. */
  readonly api: Api;
  readonly before: Baseline;
  readonly intents: Intents;
  readonly pollMs: number;
  /** The longest one task may take, in ms of wall time. */
  readonly stepLimitMs: number;
  readonly say: (line: string) => void;
  readonly onPoll?: (task: Task) => void;
}

/** Leaving takes one, and a VM at most four: resume, shut down, move, start. The others are for what fails at first. */
const ROUNDS = 8;
/** After something has failed, in polls. */
const PAUSE_POLLS = 5;

/** Returns when all is as before. Throws NotRestored saying what is not, and whatever keeps it from looking. */
export async function restore(options: RestoreOptions): Promise<void> {
  const { api, before, intents, pollMs } = options;
  const troubles = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const work = workOf(before, await settled(options), options);
    if (work.length === 0) break;
    for (const act of work) {
      await act().catch((error: unknown) => {
        troubles.add(error instanceof Error ? error.message : String(error));
        return setTimeout(pollMs * PAUSE_POLLS);
      });
    }
  }
  const left = differences(before, await look(api, before));
  if (left.length > 0) throw new NotRestored([...left, ...troubles].join(' '));
  intents.restored();
}

/** What is to be done next: the host leaves maintenance, or each VM that is not as it was takes a step. */
function workOf(before: Baseline, now: Now, options: RestoreOptions): (() => Promise<void>)[] {
  if (maintenanceOf(now.host) === 'MAINTENANCE_MODE') return [() => leave(options)];
  return stepsBack(before, now).map((step) => () => take(step, options));
}

function settled({ api, before, intents, ...options }: RestoreOptions): Promise<Now> {
  const { tasks, isDoubtful } = intents;
  const { pollMs, stepLimitMs: limitMs, onPoll } = options;
  return waitForIdle(api, before, { tasks, isDoubtful, pollMs, limitMs, ...(onPoll && { onPoll }) });
}

async function leave({ say, ...options }: RestoreOptions): Promise<void> {
  const { api, before } = options;
  const { id, name } = before.host;
  say(`Host ${name} leaves maintenance mode.`);
  const check = ok(await api.POST('/exit-maintance-mode-precheck-result', { body: { where: { id } } }));
  const body = { where: { host_id: id }, data: exitLists(before, check) };
  await finish(ok(await api.POST('/exit-maintance-mode', { body })), options);
}

const WORDS: Readonly<Record<Step['path'], string>> = {
  '/resume-vm': 'is resumed',
  '/shutdown-vm': 'is shut down',
  '/migrate-vm': 'is moved back',
  '/start-vm': 'is started',
};

async function take({ path, vm }: Step, { say, ...options }: RestoreOptions): Promise<void> {
  const { api, before } = options;
  say(`VM ${vm.name} ${WORDS[path]}.`);
  const where = { id: vm.id };
  const data = { host_id: before.host.id };
  const isPlaced = path === '/migrate-vm' || path === '/start-vm';
  const answers = isPlaced
    ? ok(await api.POST(path, { body: { where, data } }))
    : ok(await api.POST(path, { body: { where } }));
  for (const answer of answers) await finish(answer, options);
}

async function finish(
  { task_id }: Pick<Wire['WithTask_Host_'], 'task_id'>,
  { api, pollMs, stepLimitMs, onPoll }: Omit<RestoreOptions, 'say'>,
): Promise<void> {
  if (typeof task_id !== 'string') return;
  const seen = await watch(api, task_id, { pollMs, limitMs: stepLimitMs, ...(onPoll && { onPoll }) });
  const task = seen.at(-1);
  if (task?.status === 'FAILED') throw new Error(`${task.description}: ${task.error_message ?? 'FAILED'}.`);
}

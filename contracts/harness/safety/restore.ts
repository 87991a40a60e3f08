/**
 * Bringing a host and its VMs back to how they were, by looking at how they are: it does not matter what was
 * done in between, nor how often this is begun.
 * @module
 */
import { type Api, ok } from '../client.ts';
import { maintenanceOf } from '../facts.ts';
import { watch } from '../settle.ts';
import type { Task, Wire } from '../wire.ts';
import type { Intents } from './intents.ts';
import { look, untilQuiet } from './quiet.ts';
import type { Before } from './scope.ts';
import { differences, exitLists, type Now, type Step, stepsBack } from './way-back.ts';

export interface RestoreOptions {
  /** Logged in; every change it asks for is noted as an intent. */
  readonly api: Api;
  readonly before: Before;
  readonly intents: Intents;
  readonly pollMs: number;
  /** The longest one task may take, in ms of wall time. */
  readonly stepLimitMs: number;
  readonly say: (line: string) => void;
  readonly onPoll?: (task: Task) => void;
}

/** Something is not as it was. The message says what; a sweep may try again. */
export class NotRestored extends Error {
  override readonly name = 'NotRestored';
}

/** A VM needs at most four steps: resume, shut down, move, start. */
const ROUNDS = 4;

/** Returns when all is as before. Throws NotRestored saying what is not. */
export async function restore(options: RestoreOptions): Promise<void> {
  const { api, before, intents } = options;
  const troubles: string[] = [];
  const attempt = async (work: Promise<void>) => {
    await work.catch((error: unknown) => troubles.push(messageOf(error)));
  };
  let now = await settled(options);
  if (maintenanceOf(now.host) === 'MAINTENANCE_MODE') await attempt(leave(options));
  for (let round = 0; round < ROUNDS; round += 1) {
    now = await settled(options);
    const steps = maintenanceOf(now.host) === 'IN_USE' ? stepsBack(before, now) : [];
    if (steps.length === 0) break;
    for (const step of steps) await attempt(take(step, options));
  }
  const left = differences(before, await look(api, before));
  if (left.length > 0) throw new NotRestored([...left, ...new Set(troubles)].join(' '));
  intents.restored();
}

async function settled({ api, before, intents, ...options }: RestoreOptions): Promise<Now> {
  const { tasks, isDoubtful } = intents;
  const { pollMs, stepLimitMs: limitMs, onPoll } = options;
  const quiet = { tasks, isDoubtful, pollMs, limitMs, ...(onPoll && { onPoll }) };
  try {
    return await untilQuiet(api, before, quiet);
  } catch (error) {
    throw new NotRestored(messageOf(error));
  }
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Finishing what a dead run has left: everything that its intent file names is put back to the baseline.
 * @module
 */
import { type Api, createApi, ok } from '../session/client.ts';
import { logIn } from '../session/login.ts';
import type { Task } from '../session/wire.ts';
import type { Target } from '../target/target.ts';
import { Refused, readNow } from './baseline.ts';
import { createEnvironment } from './environment.ts';
import { readIntentLog, takeOver } from './intent-file.ts';
import type { IntentLog } from './intent-log.ts';
import { differences } from './restore-plan.ts';

export interface SweepOptions {
  readonly file: string;
  /** Only say what differs from the baseline. */
  readonly plan: boolean;
  /** Even if a process still seems to use the file. */
  readonly force: boolean;
  readonly say: (line: string) => void;
  readonly onPoll?: (task: Task) => void;
}

/**
 * Returns what there is to sweep; undefined if nothing is left. Throws IntentFileError if a line is invalid.
 */
export function unfinished(file: string): IntentLog | undefined {
  const log = readIntentLog(file);
  return log === undefined || log.isDone ? undefined : log;
}

/**
 * Puts everything back and finishes the file. Throws NotRestored that says what differs from the baseline,
 * IntentFileError if the file is in use, and Refused for another CloudTower.
 */
export async function sweep(
  log: IntentLog,
  target: Target,
  { file, plan, force, ...options }: SweepOptions,
): Promise<void> {
  const { baseline } = log;
  const token = await logIn(target, target.transport);
  const api = createApi(target.base, target.transport, token);
  await assertSameTarget(api, target, log);
  for (const line of differences(baseline, await readNow(api, baseline))) options.say(line);
  if (plan) return;
  const intents = takeOver(file, log, force);
  await createEnvironment(target, { ...options, baseline, intents }).putBack();
  intents.writeDone();
}

/** Another CloudTower than that of the run does not have the host. */
async function assertSameTarget(
  api: Api,
  { base }: Target,
  { baseline: { host }, target }: IntentLog,
): Promise<void> {
  const hosts = ok(await api.POST('/get-hosts', { body: { where: { id: host.id } } }));
  if (hosts.length === 1) return;
  throw new Refused(`${base} has no host ${host.name} (${host.id}). The run was against ${target.url}.`);
}

/**
 * Finishing what a dead run left: everything its intent file tells of is put back as it was.
 * @module
 */
import { type Api, createApi, ok } from '../session/client.ts';
import { logIn } from '../session/session.ts';
import type { Task } from '../session/wire.ts';
import type { Target } from '../target/target.ts';
import { Refused } from './baseline.ts';
import { createSite } from './environment.ts';
import type { IntentLog } from './intent-log.ts';
import { readStory, takeOver } from './intents.ts';
import { differences } from './restore-plan.ts';
import { look } from './wait-for-idle.ts';

export interface SweepOptions {
  readonly file: string;
  /** Only say what is not as it was. */
  readonly plan: boolean;
  /** Even if a process seems to be at work with the file. */
  readonly force: boolean;
  readonly say: (line: string) => void;
  readonly onPoll?: (task: Task) => void;
}

/** What there is to sweep; undefined if nothing is. Throws IntentsError if the file cannot be understood. */
export function unfinished(file: string): IntentLog | undefined {
  const story = readStory(file);
  return story === undefined || story.isDone ? undefined : story;
}

/** Puts all back and finishes the file. Throws NotRestored saying what is not as it was, IntentsError, and Refused for another CloudTower. */
export async function sweep(
  story: IntentLog,
  target: Target,
  { file, plan, force, ...options }: SweepOptions,
): Promise<void> {
  const { before } = story;
  const token = await logIn(target, target.transport);
  const api = createApi(target.base, target.transport, token);
  await assertThere(api, target, story);
  for (const line of differences(before, await look(api, before))) options.say(line);
  if (plan) return;
  const intents = takeOver(file, story, force);
  await createSite(target, { ...options, before, intents }).putBack();
  intents.done();
}

/** Another CloudTower than that of the run has no such host. */
async function assertThere(
  api: Api,
  { base }: Target,
  { before: { host }, target }: IntentLog,
): Promise<void> {
  const hosts = ok(await api.POST('/get-hosts', { body: { where: { id: host.id } } }));
  if (hosts.length === 1) return;
  throw new Refused(`${base} has no host ${host.name} (${host.id}). The run was against ${target.url}.`);
}

/**
 * The two transports that guard a real target: one sends nothing but what a permit allows, the other writes each
 * change to the intent file before it is sent.
 * @module
 */
import { Skip } from '../case/verdict.ts';
import { isRead } from '../session/path.ts';
import type { Transport } from '../session/transport.ts';
import type { Target } from '../target/target.ts';
import type { IntentFile } from './intent-file.ts';
import { type Permission, whyForbidden } from './permit.ts';

/** The run is to end: no case may send anything more. */
export class Halted extends Error {
  override readonly name = 'Halted';
}

/** Returns why to stop, once there is a reason. */
type Stop = () => string | undefined;

/**
 * Throws Skip for a request that the permission does not allow, so that its case is skipped with the reason, and
 * Halted for any request once there is a reason to stop.
 */
export function withPermit(
  transport: Transport,
  base: string,
  permission: Permission,
  stop: Stop,
): Transport {
  return async (request) => {
    const reason = stop();
    if (reason !== undefined) throw new Halted(reason);
    if (!request.url.startsWith(`${base}/`))
      throw new Skip(`A real target is not asked outside ${base}: ${request.url}`);
    const body = await bodyOf(request);
    const why = whyForbidden({ path: request.url.slice(base.length), body }, permission);
    if (why !== undefined) throw new Skip(why);
    return transport(request);
  };
}

/** Sends nothing but reads. */
export function readOnly({ transport, base, credentials }: Target, stop: Stop = () => undefined): Transport {
  return withPermit(transport, base, { ceiling: 'read', account: credentials }, stop);
}

/** What to do about an intent file that cannot be written. */
type OnUnwritable = (error: unknown) => void;

/** Nothing is sent that could not be put back after a crash. */
const refuse: OnUnwritable = (error) => {
  throw error;
};

/**
 * Sends reads as they are. Any other request is written to the intent file before it is sent, its answer after.
 */
export function withIntentLog(
  transport: Transport,
  base: string,
  intents: IntentFile,
  onUnwritable: OnUnwritable = refuse,
): Transport {
  const attempt = (write: () => void) => {
    try {
      write();
    } catch (error) {
      onUnwritable(error);
    }
  };
  return async (request) => {
    const path = request.url.slice(base.length);
    if (isRead(path)) return transport(request);
    const body = await bodyOf(request);
    const n = intents.next();
    attempt(() => intents.writeIntent(n, path, body));
    const answer = await transport(request);
    const tasks = await tasksOf(answer.clone());
    attempt(() => intents.writeAnswer(n, answer.status, tasks));
    return answer;
  };
}

/** Returns the body of a request as data, without consuming it; undefined if there is none or it is no JSON. */
async function bodyOf(request: Request): Promise<unknown> {
  try {
    return JSON.parse(await request.clone().text());
  } catch {
    return undefined;
  }
}

/** Returns the tasks that an answer names: operations on VMs answer one for each VM. */
async function tasksOf(answer: Response): Promise<string[]> {
  const body: unknown = await answer.json().catch(() => undefined);
  const items: unknown[] = Array.isArray(body) ? body : [body];
  return items.flatMap((item) =>
    typeof item === 'object' && item !== null && 'task_id' in item && typeof item.task_id === 'string'
      ? [item.task_id]
      : [],
  );
}

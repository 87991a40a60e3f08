/**
 * A transport that notes every change before it is asked for.
 * @module
 */

import type { Transport } from '../session/transport.ts';
import type { Intents } from './intents.ts';
import { bodyOf } from './limited.ts';
import { isRead } from './reads.ts';

/** What to do about an intent file that cannot be written. */
type Unwritable = (error: unknown) => void;

/** Nothing is begun that could not be put back after a crash. */
const refuse: Unwritable = (error) => {
  throw error;
};

/** Passes everything on; what is no read is an intent first, and its answer is noted too. */
export function withIntentLog(
  transport: Transport,
  base: string,
  intents: Intents,
  unwritable: Unwritable = refuse,
): Transport {
  const note = (write: () => void) => {
    try {
      write();
    } catch (error) {
      unwritable(error);
    }
  };
  return async (request) => {
    const path = request.url.slice(base.length);
    if (isRead(path)) return transport(request);
    const body = await bodyOf(request);
    const n = intents.next();
    note(() => intents.intend(n, path, body));
    const answer = await transport(request);
    const tasks = await tasksOf(answer.clone());
    note(() => intents.answered(n, answer.status, tasks));
    return answer;
  };
}

/** The tasks that an answer tells of. Operations on VMs answer one for each. */
async function tasksOf(answer: Response): Promise<string[]> {
  const body: unknown = await answer.json().catch(() => undefined);
  const items: unknown[] = Array.isArray(body) ? body : [body];
  return items.flatMap((item) =>
    typeof item === 'object' && item !== null && 'task_id' in item && typeof item.task_id === 'string'
      ? [item.task_id]
      : [],
  );
}

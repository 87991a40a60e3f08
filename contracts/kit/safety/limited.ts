/**
 * A transport that sends nothing but what a permission allows. What it holds back is a case that cannot be asked
 * of this target: it is skipped with the reason.
 * @module
 */

import { Skip } from '../case/verdict.ts';
import type { Transport } from '../session/transport.ts';
import type { Target } from '../target/target.ts';
import { type Permission, whyForbidden } from './permit.ts';

/** The run is to end: no case may ask anything more. */
export class Halted extends Error {
  override readonly name = 'Halted';
}

/** Answers why to stop, once there is a reason. */
type Stop = () => string | undefined;

/** Throws Skip for a request that is not allowed, and Halted for any once there is a reason to stop. */
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

/** The body of a request as data, the request itself left unread; undefined if there is none or it is no JSON. */
export async function bodyOf(request: Request): Promise<unknown> {
  try {
    return JSON.parse(await request.clone().text());
  } catch {
    return undefined;
  }
}

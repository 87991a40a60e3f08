/**
 * What stands between the suite and a real target: nothing is changed that was not allowed, and what is
 * changed is on disk first.
 * @module
 */
import type { Intents } from './intents.ts';
import { isRead } from './reads.ts';
import type { Snapshot } from './snapshot.ts';
import { redact } from './transcript.ts';
import type { Transport } from './transport.ts';
import { Skip } from './verdict.ts';

/** Passes on reads only. */
export function readOnly(transport: Transport, base: string): Transport {
  return (request) => {
    if (isRead(request.url.slice(base.length))) return transport(request);
    return Promise.reject(new Skip('It changes something: allow it with --allow-maintenance and --host.'));
  };
}

/** Passes on what touches only the host and its VMs, after noting it down. */
export function guarding(transport: Transport, base: string, before: Snapshot, intents: Intents): Transport {
  const allowed = new Set(['nobody', before.host.id, before.host.name, before.host.cluster]);
  for (const { id, local_id } of before.vms) allowed.add(id).add(local_id);
  return async (request) => {
    const path = request.url.slice(base.length);
    if (isRead(path)) return transport(request);
    const text = await request.clone().text();
    const strange = strangers(parse(text), allowed);
    if (strange !== undefined)
      throw new Skip(`It would touch more than host ${before.host.name}: ${strange}.`);
    intents.note({ kind: 'intent', at: new Date().toISOString(), path, body: redact(text) });
    return transport(request);
  };
}

/** Rejects everything once there is a reason to stop. */
export function stoppable(transport: Transport, stop: () => string | undefined): Transport {
  return (request) => {
    const reason = stop();
    return reason === undefined ? transport(request) : Promise.reject(new Error(reason));
  };
}

/** What a body names that may not be touched; undefined if there is nothing of the kind. A body without where selects nothing. */
function strangers(body: unknown, allowed: ReadonlySet<string>): string | undefined {
  if (typeof body !== 'object' || body === null || !('where' in body)) return undefined;
  const named = leaves(body.where);
  if (named.length === 0) return 'its filter names nothing';
  const ids = 'data' in body ? leaves(body.data).filter((value) => ID.test(value)) : [];
  return [...named, ...ids].find((value) => !allowed.has(value));
}

/** A cuid or a UUID. */
const ID = /^(?:c[0-9a-z]{24}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

function leaves(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leaves);
  return value === undefined ? [] : [typeof value === 'string' ? value : JSON.stringify(value)];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

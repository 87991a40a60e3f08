/**
 * The entries of a journal, and their form in the control API.
 * @module
 */
import type { components } from '../../../../contracts/control/generated/types.ts';
import { type Instant, toIso } from '../time/iso.ts';
import type { Id } from '../world/records.ts';

type Schemas = components['schemas'];

export type JournalRequest = Schemas['JournalRequest'];
export type JournalEvent = Schemas['JournalEvent'];
export type EventKind = Schemas['EventKind'];
export type Cause = Schemas['Cause'];
export type Timeline = Schemas['Timeline'];

/** A recorded request. Its fields are filled in while it is being answered. */
export interface RequestEntry {
  readonly id: number;
  readonly at: Instant;
  readonly method: string;
  readonly path: string;
  readonly operation: string | undefined;
  status: number | undefined;
  user: Id | null;
  body: unknown;
  readonly tasks: Id[];
  readonly events: number[];
}

/** A recorded event. */
export interface EventEntry {
  readonly id: number;
  readonly at: Instant;
  readonly kind: EventKind;
  readonly thing: JournalEvent['thing'];
  /** The id of the host, VM or other record that changed, and the ids of the hosts that a VM left or came to. */
  readonly relatedIds: readonly Id[];
  readonly words: string;
  readonly changes: JournalEvent['changes'];
  readonly cause: Cause;
}

export function toJournalRequest(world: string, entry: RequestEntry): JournalRequest {
  const { id, at, method, path, operation, status, user, body, tasks, events } = entry;
  return {
    id,
    at: toIso(at),
    world,
    method,
    path,
    ...(operation !== undefined && { operation }),
    ...(status !== undefined && { status }),
    ...(user !== null && { user }),
    ...(body !== undefined && { body: withoutSecrets(body) }),
    tasks: [...tasks],
    events: [...events],
  };
}

export function toJournalEvent({ id, at, kind, thing, words, changes, cause }: EventEntry): JournalEvent {
  const time = toIso(at);
  const line = `${time.slice(11, 19)} ${thing.name} ${words}${causeSuffix(cause)}`;
  return { id, at: time, kind, thing, words, line, changes, cause };
}

function causeSuffix({ task, request, because }: Cause): string {
  const by = task !== undefined ? ` by task ${task}` : request === undefined ? '' : ` by request ${request}`;
  return because === undefined ? by : `${by}, because ${because}`;
}

const SECRET = /password|token|secret/i;

/** Returns the same data with secrets masked. */
function withoutSecrets(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutSecrets);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, SECRET.test(key) ? '***' : withoutSecrets(value)]),
  );
}

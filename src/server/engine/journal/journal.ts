/**
 * What was asked of a world and what happened in it, with its causes: the last of both.
 * @module
 */
import type { Work } from '../task/job.ts';
import type { Instant } from '../time/iso.ts';
import { findHostByAnyId, findVmByAnyId } from '../world/find.ts';
import type { Job, Step } from '../world/job.ts';
import type { Id, TableName } from '../world/records.ts';
import type { Change, World } from '../world/world.ts';
import {
  type Cause,
  type EventEntry,
  type EventKind,
  type JournalEvent,
  type JournalRequest,
  type RequestEntry,
  type Timeline,
  toJournalEvent,
  toJournalRequest,
} from './entry.ts';
import { Ring } from './ring.ts';
import { type Expectation, type Verification, verify } from './verify.ts';
import {
  changedFields,
  describeHostChange,
  describeTaskChange,
  describeVmChange,
  type Row,
} from './words.ts';

/** Entries kept in a world; the oldest make room for new ones. */
export const JOURNAL_LIMIT = { requests: 1_000, events: 5_000 } as const;

/** Bodies whose JSON is longer than this are not kept. */
const BODY_LIMIT = 32 * 1024;

export type Entry =
  | { readonly type: 'request'; readonly entry: JournalRequest }
  | { readonly type: 'event'; readonly entry: JournalEvent };

/** What is known of a request when it comes. */
export interface IncomingRequest extends Pick<RequestEntry, 'method' | 'path'> {
  /** Absent when nothing answers the path. */
  readonly operation?: string;
}

/** Why the world changes just now. */
interface Reason {
  readonly request?: RequestEntry;
  readonly job?: Job;
  readonly step?: Step;
}

export class Journal {
  readonly #name: string;
  readonly #requests = new Ring<RequestEntry>(JOURNAL_LIMIT.requests);
  readonly #events = new Ring<EventEntry>(JOURNAL_LIMIT.events);
  readonly #listeners = new Set<(entry: Entry) => void>();
  #count = 0;
  #reason: Reason = {};
  #world: World;

  /** `name` is that of the world. */
  constructor(name: string, world: World) {
    this.#name = name;
    this.#world = world;
    this.attach(world);
  }

  /** Begins anew, with another world. */
  attach(world: World): void {
    this.clear();
    this.#world = world;
    world.onChange('Vm', (change) =>
      this.#recordEvent('Vm', change, describeVmChange(world, change, this.#reason.step), hostsOf(change)),
    );
    world.onChange('Host', (change) => this.#recordEvent('Host', change, describeHostChange(change)));
    world.onChange('Task', (change) => this.#recordEvent('Task', change, describeTaskChange(change)));
    world.onChange('Cluster', (change) => this.#recordEvent('Cluster', change, describeChange(change)));
    world.onChange('VmPlacementGroup', (change) =>
      this.#recordEvent('VmPlacementGroup', change, describeChange(change)),
    );
  }

  requests(): readonly JournalRequest[] {
    return this.#requests.list().map((entry) => toJournalRequest(this.#name, entry));
  }

  events(): readonly JournalEvent[] {
    return this.#events.list().map(toJournalEvent);
  }

  /**
   * What happened to a host or VM, by its name, id or local_id; to a host also what came to it and left it.
   * A VM that is gone is known as long as the journal tells of it. Undefined if there is no such thing.
   */
  timeline(name: string): Timeline | undefined {
    const events = this.#events.list();
    const host = findHostByAnyId(this.#world, name);
    const gone = events.findLast(({ kind, thing }) => kind === 'Vm' && [thing.id, thing.name].includes(name));
    const found = host ?? findVmByAnyId(this.#world, name) ?? gone?.thing;
    if (found === undefined) return undefined;
    const { id } = found;
    return {
      kind: host === undefined ? 'Vm' : 'Host',
      thing: { id, name: found.name },
      events: events.filter(({ relatedIds: about }) => about.includes(id)).map(toJournalEvent),
    };
  }

  /** Whether a request was made as expected, and what came near it. */
  verify(expectation: Expectation): Verification {
    return verify(this.requests(), expectation);
  }

  /** How many entries have made room for newer ones. */
  forgotten(): { readonly requests: number; readonly events: number } {
    return { requests: this.#requests.forgotten, events: this.#events.forgotten };
  }

  clear(): void {
    this.#requests.clear();
    this.#events.clear();
  }

  /** Calls `listener` with every entry that comes; the answer ends that. */
  onEntry(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** A request comes. What is learnt of it is written into the entry. */
  open({ method, path, operation }: IncomingRequest, at: Instant): RequestEntry {
    const entry: RequestEntry = {
      id: this.#nextId(),
      at,
      method,
      path,
      operation,
      status: undefined,
      user: null,
      body: undefined,
      tasks: [],
      events: [],
    };
    this.#requests.push(entry);
    return entry;
  }

  /** The request has been answered, or its connection was lost. */
  close(entry: RequestEntry): void {
    if (entry.body !== undefined && JSON.stringify(entry.body).length > BODY_LIMIT) entry.body = undefined;
    this.#publish(() => ({ type: 'request', entry: toJournalRequest(this.#name, entry) }));
  }

  /** Does what a request asks for: what changes meanwhile is its doing; without one, only that of the steps. */
  attributeTo<T>(request: RequestEntry | undefined, work: () => T): T {
    return this.#attribute(request === undefined ? {} : { request }, work);
  }

  /** The same work; the step that begins or ends is the cause of what changes meanwhile. */
  decorate(work: Work): Work {
    return {
      ...work,
      begin: (world, job, step) => this.#attribute({ job, step }, () => work.begin(world, job, step)),
      finish: (world, job, step) => this.#attribute({ job, step }, () => work.finish(world, job, step)),
      onEnd: (world, job, failure) => this.#attribute({ job }, () => work.onEnd(world, job, failure)),
    };
  }

  #attribute<T>(reason: Reason, work: () => T): T {
    const outer = this.#reason;
    this.#reason = reason;
    try {
      return work();
    } finally {
      this.#reason = outer;
    }
  }

  #recordEvent<K extends EventKind & TableName>(
    kind: K,
    { id, before, after }: Change<K>,
    words: string | undefined,
    others: readonly Id[] = [],
  ): void {
    const thing = after ?? before;
    if (words === undefined || thing === undefined) return;
    const { request } = this.#reason;
    const event: EventEntry = {
      id: this.#nextId(),
      at: this.#world.now,
      kind,
      thing: { id, name: 'name' in thing ? thing.name : id },
      relatedIds: [id, ...others],
      words,
      changes: fieldChanges(before, after),
      cause: causeOf(this.#reason),
    };
    this.#events.push(event);
    request?.events.push(event.id);
    if (kind === 'Task' && before === undefined) request?.tasks.push(id);
    this.#publish(() => ({ type: 'event', entry: toJournalEvent(event) }));
  }

  #publish(entry: () => Entry): void {
    if (this.#listeners.size === 0) return;
    const told = entry();
    for (const listener of this.#listeners) listener(told);
  }

  #nextId(): number {
    this.#count += 1;
    return this.#count;
  }
}

function causeOf({ request, job, step }: Reason): Cause {
  const why = step !== undefined && 'why' in step ? step.why : undefined;
  return {
    ...(request !== undefined && { request: request.id }),
    ...(job !== undefined && { task: job.id }),
    ...(step !== undefined && { step: step.kind }),
    ...(why?.rule !== undefined && { rule: why.rule }),
    ...(why !== undefined && { because: why.reason['en-US'] }),
  };
}

function hostsOf({ before, after }: Change<'Vm'>): Id[] {
  const hosts = [before?.host, after?.host].filter((host) => typeof host === 'string');
  return [...new Set(hosts)];
}

function describeChange({ before, after }: Change<'Cluster' | 'VmPlacementGroup'>): string {
  if (before === undefined || after === undefined) return before === undefined ? 'made' : 'deleted';
  return `changed: ${changedFields(before, after).join(', ')}`;
}

/** Of a thing that is new or gone only that is told: the whole of it would fill the journal. */
function fieldChanges(before: Row | undefined, after: Row | undefined): JournalEvent['changes'] {
  if (before === undefined || after === undefined) return [];
  return changedFields(before, after).map((field) => ({ field, before: before[field], after: after[field] }));
}

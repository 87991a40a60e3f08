/**
 * The journal of a world: its latest requests and events, with their causes.
 * @module
 */
import type { Work } from '../task/job.ts';
import type { Instant } from '../time/iso.ts';
import { findHostByAnyId, findVmByAnyId } from '../world/find.ts';
import type { Job, Occurrence, Step } from '../world/job.ts';
import type { HostRecord, Id, TableName } from '../world/records.ts';
import type { Change, World } from '../world/world.ts';
import {
  changedFields,
  describeChange,
  describeHostChange,
  describeTaskChange,
  describeVmChange,
  type Row,
} from './describe-change.ts';
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

/** Entries that a world keeps. A new entry replaces the oldest one. */
export const JOURNAL_LIMIT = { requests: 1_000, events: 5_000 } as const;

/** Bodies whose JSON is longer, in characters, are not recorded. */
const BODY_LIMIT = 32 * 1024;

export type Entry =
  | { readonly type: 'request'; readonly entry: JournalRequest }
  | { readonly type: 'event'; readonly entry: JournalEvent };

/** What is known about a request when it arrives. */
export interface IncomingRequest extends Pick<RequestEntry, 'method' | 'path'> {
  /** Absent for an unknown path. */
  readonly operation?: string;
}

/** The reason for the changes that the world is making. */
interface Reason {
  readonly request?: RequestEntry;
  readonly job?: Job;
  readonly step?: Step;
  /** What the step does to its VM. */
  readonly verb?: string | undefined;
  /** Why something happens without a request or a step, in words. */
  readonly because?: string;
}

/** How the journal tells what happens without a task. */
const OCCURRENCES: Readonly<Record<Occurrence['kind'], Reason>> = {
  'start-host': { because: 'it was powered on' },
  'restart-vm': { verb: 'restarted by HA', because: 'its host is off or out of reach' },
};

export class Journal {
  readonly #name: string;
  readonly #requests = new Ring<RequestEntry>(JOURNAL_LIMIT.requests);
  readonly #events = new Ring<EventEntry>(JOURNAL_LIMIT.events);
  readonly #listeners = new Set<(entry: Entry) => void>();
  #count = 0;
  #reason: Reason = {};
  #world: World;

  /** Creates the journal of a world called `name`. */
  constructor(name: string, world: World) {
    this.#name = name;
    this.#world = world;
    this.attach(world);
  }

  /** Clears the journal, and records another world from now on. */
  attach(world: World): void {
    this.clear();
    this.#world = world;
    world.onChange('Vm', (change) =>
      this.#recordEvent('Vm', change, describeVmChange(world, change, this.#reason.verb), hostsOf(change)),
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
   * Returns the events of a host or VM, found by name, id or local_id. The events of a host include the VMs that came
   * to it or left it. A deleted VM is found while the journal still has its events. Returns undefined if nothing has
   * that name.
   */
  timeline(name: string): Timeline | undefined {
    const events = this.#events.list();
    const host = findHostByAnyId(this.#world, name);
    const deleted = events.findLast(
      ({ kind, thing }) => kind === 'Vm' && [thing.id, thing.name].includes(name),
    );
    const found = host ?? findVmByAnyId(this.#world, name) ?? deleted?.thing;
    if (found === undefined) return undefined;
    const { id } = found;
    return {
      kind: host === undefined ? 'Vm' : 'Host',
      thing: { id, name: found.name },
      events: events.filter(({ relatedIds }) => relatedIds.includes(id)).map(toJournalEvent),
    };
  }

  /** Checks whether a request was made as expected. Returns matches and near misses. */
  verify(expectation: Expectation): Verification {
    return verify(this.requests(), expectation);
  }

  /** Returns how many entries have been replaced by newer ones. */
  forgotten(): { readonly requests: number; readonly events: number } {
    return { requests: this.#requests.forgotten, events: this.#events.forgotten };
  }

  clear(): void {
    this.#requests.clear();
    this.#events.clear();
  }

  /** Calls `listener` with every new entry. Returns a function that removes the listener. */
  onEntry(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Records a request that has arrived. The caller adds to the returned entry what it learns later. */
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

  /** Completes the entry of a request that has been answered, or whose connection was lost. */
  close(entry: RequestEntry): void {
    if (entry.body !== undefined && JSON.stringify(entry.body).length > BODY_LIMIT) entry.body = undefined;
    this.#publish(() => ({ type: 'request', entry: toJournalRequest(this.#name, entry) }));
  }

  /**
   * Calls `work`, and records the request as the cause of every change it makes. Without a request, only steps are
   * causes.
   */
  attributeTo<T>(request: RequestEntry | undefined, work: () => T): T {
    return this.#attribute(request === undefined ? {} : { request }, work);
  }

  /**
   * Records what the control API does to a host, and the changes that this makes. `words` are the event: "is powered
   * on".
   */
  recordAct(host: HostRecord, words: string, act: () => void): void {
    this.#recordEvent('Host', { id: host.id, before: host, after: host }, words);
    this.#attribute({ because: `it ${words}` }, act);
  }

  /** Returns the same work, and records its steps as the causes of the changes they make. */
  decorate(work: Work): Work {
    const reasonOf = (job: Job, step: Step): Reason => ({
      job,
      step,
      verb: work.traitsOf(job, step).verb,
    });
    return {
      ...work,
      begin: (world, job, step) => this.#attribute(reasonOf(job, step), () => work.begin(world, job, step)),
      finish: (world, job, step) => this.#attribute(reasonOf(job, step), () => work.finish(world, job, step)),
      onEnd: (world, job, failure) => this.#attribute({ job }, () => work.onEnd(world, job, failure)),
      occur: (world, what) => this.#attribute(OCCURRENCES[what.kind], () => work.occur(world, what)),
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
    hosts: readonly Id[] = [],
  ): void {
    const record = after ?? before;
    if (words === undefined || record === undefined) return;
    const { request } = this.#reason;
    const event: EventEntry = {
      id: this.#nextId(),
      at: this.#world.now,
      kind,
      thing: { id, name: 'name' in record ? record.name : id },
      relatedIds: [id, ...hosts],
      words,
      changes: fieldChanges(before, after),
      cause: causeOf(this.#reason),
    };
    this.#events.push(event);
    request?.events.push(event.id);
    if (kind === 'Task' && before === undefined) request?.tasks.push(id);
    this.#publish(() => ({ type: 'event', entry: toJournalEvent(event) }));
  }

  #publish(createEntry: () => Entry): void {
    if (this.#listeners.size === 0) return;
    const entry = createEntry();
    for (const listener of this.#listeners) listener(entry);
  }

  #nextId(): number {
    this.#count += 1;
    return this.#count;
  }
}

function causeOf({ request, job, step, because }: Reason): Cause {
  const why = step !== undefined && 'why' in step ? step.why : undefined;
  return {
    ...(request !== undefined && { request: request.id }),
    ...(job !== undefined && { task: job.id }),
    ...(step !== undefined && { step: step.kind }),
    ...(why?.rule !== undefined && { rule: why.rule }),
    ...(why !== undefined && { because: why.reason['en-US'] }),
    ...(because !== undefined && { because }),
  };
}

function hostsOf({ before, after }: Change<'Vm'>): Id[] {
  const hosts = [before?.host, after?.host].filter((host) => typeof host === 'string');
  return [...new Set(hosts)];
}

/** Returns the changed fields. New and deleted records list none: all their fields would fill the journal. */
function fieldChanges(before: Row | undefined, after: Row | undefined): JournalEvent['changes'] {
  if (before === undefined || after === undefined) return [];
  return changedFields(before, after).map((field) => ({ field, before: before[field], after: after[field] }));
}

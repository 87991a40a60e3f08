/**
 * Scheduled events. They are ordered by due time, then by order of scheduling, so that the same schedule always
 * runs the same way.
 * @module
 */
import type { Instant } from './iso.ts';

export interface Entry<T> {
  readonly at: Instant;
  readonly seq: number;
  readonly what: T;
}

/** An agenda as plain data: its entries in order, and the `seq` of the next entry. */
export interface AgendaState<T> {
  readonly entries: readonly Entry<T>[];
  readonly seq: number;
}

/** Entries that may run at one instant. More are taken for an endless chain. */
const CHAIN_LIMIT = 100_000;

export class Agenda<T> {
  /** Ascending by due time, then by `seq`. */
  readonly #entries: Entry<T>[];
  #seq: number;

  constructor({ entries, seq }: AgendaState<T> = { entries: [], seq: 0 }) {
    this.#entries = [...entries];
    this.#seq = seq;
  }

  state(): AgendaState<T> {
    return { entries: [...this.#entries], seq: this.#seq };
  }

  /** How many entries have been scheduled so far. */
  get scheduled(): number {
    return this.#seq;
  }

  /** Schedules `what` at an instant, after the entries that are already due then. */
  schedule(at: Instant, what: T): void {
    let index = this.#entries.length;
    while (index > 0 && (this.#entries[index - 1]?.at ?? at) > at) index -= 1;
    this.#entries.splice(index, 0, { at, seq: this.#seq++, what });
  }

  /** Returns when the next entry is due, or undefined if the agenda is empty. */
  nextAt(): Instant | undefined {
    return this.#entries[0]?.at;
  }

  /** Removes and returns the next entry if it is due at or before `until`. */
  take(until: Instant): Entry<T> | undefined {
    const first = this.#entries[0];
    return first !== undefined && first.at <= until ? this.#entries.shift() : undefined;
  }

  /** Removes the matching entries. */
  drop(matches: (what: T) => boolean): void {
    const kept = this.#entries.filter(({ what }) => !matches(what));
    this.#entries.splice(0, this.#entries.length, ...kept);
  }

  /** Returns the entries that have not run, in order. */
  entries(): readonly Entry<T>[] {
    return this.#entries;
  }
}

/**
 * Runs the entries that are due at or before `until`, each at its own due time. Entries that they schedule in that
 * time run as well, so that one large advance equals many small ones. Stops after an entry once `isStopped` returns
 * true. Throws if entries keep scheduling new ones at the same instant.
 */
export function settle<T>(
  agenda: Agenda<T>,
  until: Instant,
  run: (entry: Entry<T>) => void,
  isStopped: () => boolean = () => false,
): void {
  let chain = 0;
  let instant = Number.NaN;
  for (let entry = agenda.take(until); entry !== undefined; entry = agenda.take(until)) {
    chain = entry.at === instant ? chain + 1 : 0;
    instant = entry.at;
    if (chain > CHAIN_LIMIT)
      throw new Error(`The agenda does not get past ${instant}: ${JSON.stringify(entry.what)}`);
    run(entry);
    if (isStopped()) return;
  }
}

/**
 * What is due when. A total order: due time, then order of scheduling, so that equal plans run equally.
 * @module
 */
import type { Instant } from './iso.ts';

export interface Entry<T> {
  readonly at: Instant;
  readonly seq: number;
  readonly what: T;
}

/** An agenda as plain data: its entries in order, and the seq of the next. */
export interface AgendaState<T> {
  readonly entries: readonly Entry<T>[];
  readonly seq: number;
}

/** More entries than this at one instant is a chain that would never end. */
const CHAIN_LIMIT = 100_000;

export class Agenda<T> {
  /** Ascending by due time, then by seq. */
  readonly #entries: Entry<T>[];
  #seq: number;

  constructor({ entries, seq }: AgendaState<T> = { entries: [], seq: 0 }) {
    this.#entries = [...entries];
    this.#seq = seq;
  }

  state(): AgendaState<T> {
    return { entries: [...this.#entries], seq: this.#seq };
  }

  /** Puts `what` on the agenda, after everything that is due at the same instant already. */
  schedule(at: Instant, what: T): void {
    let index = this.#entries.length;
    while (index > 0 && (this.#entries[index - 1]?.at ?? at) > at) index -= 1;
    this.#entries.splice(index, 0, { at, seq: this.#seq++, what });
  }

  /** When the next entry is due; undefined when nothing is. */
  nextAt(): Instant | undefined {
    return this.#entries[0]?.at;
  }

  /** Takes the next entry off the agenda if it is due at `until` or before. */
  take(until: Instant): Entry<T> | undefined {
    const first = this.#entries[0];
    return first !== undefined && first.at <= until ? this.#entries.shift() : undefined;
  }

  /** Takes everything that is meant off the agenda. */
  drop(isMeant: (what: T) => boolean): void {
    const kept = this.#entries.filter(({ what }) => !isMeant(what));
    this.#entries.splice(0, this.#entries.length, ...kept);
  }

  /** Everything that is still to come, in order. */
  entries(): readonly Entry<T>[] {
    return this.#entries;
  }
}

/**
 * Runs everything due until `until`, each entry at its own due time, so that what it schedules still falls
 * into the same leap: many small steps equal one leap. Leaves the rest when `isStopped` says so after an
 * entry. Throws when an entry keeps scheduling itself without time passing.
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

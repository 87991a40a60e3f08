/**
 * Formats a journal as a table: a line for each entry, in columns.
 * @module
 */
import type { Entry } from '../../server/engine/journal/journal.ts';

type Row = readonly [id: string, time: string, what: string, by: string, because: string];

const HEAD: Row = ['ID', 'TIME', 'WHAT', 'BY', 'BECAUSE'];

/** The minimum widths of the columns: later entries may need them. */
const MIN_WIDTHS = [4, 19, 48, 30, 0];
/** The maximum widths of the columns, so that a line fits into a terminal. */
const MAX_WIDTHS = [8, 19, 72, 32, 0];

export interface Table {
  readonly head: string;
  /** Returns the line of an entry. */
  line(entry: Entry): string;
}

/** Returns a table whose columns fit these entries. More entries may follow. */
export function tableOf(entries: readonly Entry[]): Table {
  const rows = [HEAD, ...entries.map(rowOf)];
  const widths = HEAD.map((_, column) => {
    const longest = Math.max(MIN_WIDTHS[column] ?? 0, ...rows.map((row) => row[column]?.length ?? 0));
    return Math.min(longest, MAX_WIDTHS[column] ?? 0);
  });
  const write = (row: Row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return { head: write(HEAD), line: (entry) => write(rowOf(entry)) };
}

function rowOf({ type, entry }: Entry): Row {
  const time = entry.at.slice(0, 19).replace('T', ' ');
  if (type === 'request') {
    const { id, method, path, status } = entry;
    return [`${id}`, time, printable(`${method} ${path}: ${status ?? 'no answer'}`), '', ''];
  }
  const { id, kind, thing, words, cause } = entry;
  const task = kind === 'Task' ? thing.id : cause.task;
  const by =
    task !== undefined ? `task ${task}` : cause.request === undefined ? '' : `request ${cause.request}`;
  const because = [cause.because, cause.rule && `(${cause.rule})`].filter(Boolean).join(' ');
  const what = kind === 'Task' ? words : `${thing.name} ${words}`;
  return [`${id}`, time, printable(what), by, printable(because)];
}

/** Replaces control characters: names come from clients, and a terminal would obey them. */
function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, '\u{FFFD}');
}

/**
 * `cloudtower-fake journal`: prints the requests and events of a running fake.
 * @module
 */
import type { Entry } from '../../server/engine/journal/journal.ts';
import type { Terminal } from '../terminal.ts';
import { ControlReader } from './control-reader.ts';
import { JOURNAL_USAGE, type JournalOptions, parseJournalArgs } from './options.ts';
import { tableOf } from './table.ts';

/**
 * Prints the journal and, with `--follow`, new entries until the user stops it. Returns the exit code. Rejects with
 * UsageError if the journal cannot be read.
 */
export async function journal(args: readonly string[], terminal: Terminal): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    terminal.print(JOURNAL_USAGE);
    return 0;
  }
  const options = parseJournalArgs(args);
  const stop = new AbortController();
  void terminal.untilStopped().then(() => stop.abort());
  terminal.onOutputClosed(() => stop.abort());
  const reader = new ControlReader(options, stop.signal);
  const { past, includes } = await read(reader, options);
  const table = tableOf(past);
  terminal.print(table.head);
  for (const entry of past) terminal.print(table.line(entry));
  if (!options.follow) return 0;
  const last = Math.max(0, ...past.map(({ entry }) => entry.id));
  for await (const entry of reader.follow(last)) if (includes(entry)) terminal.print(table.line(entry));
  return 0;
}

interface Selection {
  readonly past: readonly Entry[];
  /** Reports whether a new entry belongs to the selection. */
  readonly includes: (entry: Entry) => boolean;
}

async function read(reader: ControlReader, { of }: JournalOptions): Promise<Selection> {
  if (of === undefined) {
    const { requests, events } = await reader.get('/journal', 'Journal');
    const past: Entry[] = [
      ...requests.map((entry) => ({ type: 'request', entry }) as const),
      ...events.map((entry) => ({ type: 'event', entry }) as const),
    ];
    return { past: past.toSorted((a, b) => a.entry.id - b.entry.id), includes: () => true };
  }
  const { thing, events } = await reader.get(`/timeline/${encodeURIComponent(of)}`, 'Timeline');
  const past = events.map((entry) => ({ type: 'event', entry }) as const);
  return { past, includes: (entry) => isAbout(entry, thing.id) };
}

/** Reports whether an entry is about a host or VM, or about a VM that moved from or to that host. */
function isAbout({ type, entry }: Entry, id: string): boolean {
  if (type === 'request') return false;
  return (
    entry.thing.id === id ||
    entry.changes.some(({ field, before, after }) => field === 'host' && (before === id || after === id))
  );
}

/**
 * The journal of a world as server-sent events.
 * @module
 */
import type { UnderlyingSource } from 'node:stream/web';
import type { Entry } from '../engine/journal/journal.ts';
import { ControlRefusal } from '../worlds/control-refusal.ts';
import type { Simulation } from '../worlds/simulation.ts';
import type { Worlds } from '../worlds/worlds.ts';

/** The most streams of one world. */
const STREAM_LIMIT = 100;

/** How often a streamed world is settled, in ms of wall time. No other request may settle it. */
const PULSE_MS = 250;

/** After this many pulses without an entry, a comment keeps the connection alive. */
const QUIET_PULSES = 60;

/** The most unread bytes. A full journal, which is sent first, has about 10 MiB. */
const BUFFER_LIMIT = 16 * 1024 * 1024;

/**
 * Returns a stream of the entries after the id `since` and of all new entries. It ends when the client disconnects,
 * when the client reads too slowly, or when the world is deleted. Throws ControlRefusal if there are too many streams.
 */
export function streamJournal(worlds: Worlds, simulation: Simulation, since: number): Response {
  const { journal } = simulation;
  if (journal.listeners >= STREAM_LIMIT)
    throw new ControlRefusal('full', `This world has ${STREAM_LIMIT} streams of events: end some first.`);
  const cleanups: (() => void)[] = [];
  const release = () => {
    for (const end of cleanups.splice(0)) end();
  };
  const source: UnderlyingSource<Uint8Array> = {
    start(controller) {
      let quietPulses = 0;
      const send = (text: string) => {
        quietPulses = 0;
        controller.enqueue(Buffer.from(text));
      };
      const sendEntry = (entry: Entry) => {
        send(frame(entry));
        if ((controller.desiredSize ?? 0) > 0) return;
        release();
        controller.error(new Error('Events are read too slowly: go on with Last-Event-ID.'));
      };
      simulation.settle();
      for (const entry of pastEntries(simulation, since)) send(frame(entry));
      send(': the journal as it grows\n\n');
      const pulse = setInterval(() => {
        if (!worlds.has(simulation)) {
          release();
          return controller.close();
        }
        simulation.settle();
        quietPulses += 1;
        if (quietPulses >= QUIET_PULSES) send(': still here\n\n');
      }, PULSE_MS);
      pulse.unref();
      cleanups.push(journal.onEntry(sendEntry), () => clearInterval(pulse));
    },
    cancel: release,
  };
  const body = new ReadableStream(source, new ByteLengthQueuingStrategy({ highWaterMark: BUFFER_LIMIT }));
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
  });
}

function pastEntries({ journal }: Simulation, since: number): Entry[] {
  const entries: Entry[] = [
    ...journal.requests().map((entry) => ({ type: 'request', entry }) as const),
    ...journal.events().map((entry) => ({ type: 'event', entry }) as const),
  ];
  return entries.filter(({ entry }) => entry.id > since).toSorted((a, b) => a.entry.id - b.entry.id);
}

function frame({ type, entry }: Entry): string {
  return `id: ${entry.id}\nevent: ${type}\ndata: ${JSON.stringify(entry)}\n\n`;
}

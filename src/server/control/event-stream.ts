/**
 * The journal of a world as server-sent events.
 * @module
 */
import type { UnderlyingSource } from 'node:stream/web';
import type { Entry } from '../engine/journal/journal.ts';
import { ControlRefusal } from '../worlds/control-refusal.ts';
import type { Simulation } from '../worlds/simulation.ts';
import type { Worlds } from '../worlds/worlds.ts';

/** Streams of one world at most. */
const STREAM_LIMIT = 100;

/** How often a world with a stream is brought up to now, in ms of wall time: nobody else may ask for it. */
const PULSE_MS = 250;

/** A comment after so many quiet pulses keeps the connection from being given up. */
const QUIET_PULSES = 60;

/** What may wait to be read, in bytes. A full journal, which comes first, is some 10 MiB at most. */
const WAITING_LIMIT = 16 * 1024 * 1024;

/**
 * The entries after `since`, and every one that comes, until the client goes, reads too slowly, or the world is
 * gone. Throws ControlRefusal when there are too many streams.
 */
export function streamJournal(worlds: Worlds, simulation: Simulation, since: number): Response {
  const { journal } = simulation;
  if (journal.listeners >= STREAM_LIMIT)
    throw new ControlRefusal('full', `This world has ${STREAM_LIMIT} streams of events: end some first.`);
  const held: (() => void)[] = [];
  const release = () => {
    for (const end of held.splice(0)) end();
  };
  const source: UnderlyingSource<Uint8Array> = {
    start(controller) {
      let quiet = 0;
      const send = (text: string) => {
        quiet = 0;
        controller.enqueue(Buffer.from(text));
      };
      const tell = (entry: Entry) => {
        send(frame(entry));
        if ((controller.desiredSize ?? 0) > 0) return;
        release();
        controller.error(new Error('Events are read too slowly: go on with Last-Event-ID.'));
      };
      simulation.settle();
      for (const entry of past(simulation, since)) send(frame(entry));
      send(': the journal as it grows\n\n');
      const pulse = setInterval(() => {
        if (!worlds.has(simulation)) {
          release();
          return controller.close();
        }
        simulation.settle();
        quiet += 1;
        if (quiet >= QUIET_PULSES) send(': still here\n\n');
      }, PULSE_MS);
      pulse.unref();
      held.push(journal.onEntry(tell), () => clearInterval(pulse));
    },
    cancel: release,
  };
  const body = new ReadableStream(source, new ByteLengthQueuingStrategy({ highWaterMark: WAITING_LIMIT }));
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
  });
}

function past({ journal }: Simulation, since: number): Entry[] {
  const entries: Entry[] = [
    ...journal.requests().map((entry) => ({ type: 'request', entry }) as const),
    ...journal.events().map((entry) => ({ type: 'event', entry }) as const),
  ];
  return entries.filter(({ entry }) => entry.id > since).toSorted((a, b) => a.entry.id - b.entry.id);
}

function frame({ type, entry }: Entry): string {
  return `id: ${entry.id}\nevent: ${type}\ndata: ${JSON.stringify(entry)}\n\n`;
}

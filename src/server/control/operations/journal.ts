/**
 * What was asked and what happened: as data, as a verdict, as a timeline, as it comes.
 * @module
 */
import { matchesOperation } from '../../engine/journal/verify.ts';
import { checkOperation } from '../../worlds/check-fault.ts';
import { ControlRefusal } from '../../worlds/control-refusal.ts';
import type { ControlCall, ControlSchemas } from '../call.ts';
import { streamJournal } from '../event-stream.ts';

type Journal = ControlSchemas['Journal'];

export function GetJournal({ simulation, query }: ControlCall): Journal {
  simulation.settle();
  const { journal } = simulation;
  const [since, limit, status] = ['since', 'limit', 'status'].map((name) => wholeOf(query, name));
  const operation = query.get('operation');
  if (operation !== null) checkOperation(operation);
  const isNew = ({ id }: { id: number }) => since === undefined || id > since;
  const requests = journal
    .requests()
    .filter(isNew)
    .filter((request) => operation === null || matchesOperation(request, operation))
    .filter((request) => status === undefined || request.status === status);
  const events = journal.events().filter(isNew);
  return { requests: last(requests, limit), events: last(events, limit), forgotten: journal.forgotten() };
}

export function ClearJournal({ simulation }: ControlCall): ControlSchemas['Nothing'] {
  simulation.settle();
  simulation.journal.clear();
  return {};
}

export function VerifyJournal({ simulation, payloads, body }: ControlCall): ControlSchemas['Verification'] {
  const expectation = payloads.parse('Expectation', body);
  checkOperation(expectation.operation);
  return simulation.journal.verify(expectation);
}

export function GetTimeline({ simulation, param }: ControlCall): ControlSchemas['Timeline'] {
  simulation.settle();
  const timeline = simulation.journal.timeline(param('thing'));
  if (timeline !== undefined) return timeline;
  throw new ControlRefusal('unknown', `There is no host or VM ${param('thing').slice(0, 80)}.`);
}

export function StreamEvents({ worlds, simulation, request }: ControlCall): Response {
  return streamJournal(worlds, simulation, Number(request.headers.get('last-event-id') ?? 0) || 0);
}

function wholeOf(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new ControlRefusal('invalid', `${name}: expected a whole number, got ${value.slice(0, 80)}.`);
}

function last<T>(list: readonly T[], limit: number | undefined): readonly T[] {
  return limit === undefined ? list : limit === 0 ? [] : list.slice(-limit);
}

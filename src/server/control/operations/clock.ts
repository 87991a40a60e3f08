/**
 * The clock and its break-points.
 * @module
 */

import { toIso } from '../../engine/time/iso.ts';
import type { Breakpoint } from '../../worlds/breakpoints.ts';
import type { Advance } from '../../worlds/clock-control.ts';
import { ControlRefusal } from '../../worlds/control-refusal.ts';
import type { ControlCall, ControlSchemas } from '../call.ts';

type Clock = ControlSchemas['Clock'];
type Nothing = ControlSchemas['Nothing'];

export function GetClock({ simulation }: ControlCall): Clock {
  const { now, nextEvent, pausedAt, ...setting } = simulation.clock.state();
  return {
    ...setting,
    now: toIso(now),
    ...(nextEvent !== undefined && { next_event: toIso(nextEvent) }),
    ...(pausedAt !== undefined && { paused_at: pausedAt }),
  };
}

export function SetClock(call: ControlCall): Clock {
  call.simulation.clock.set(call.payloads.parse('ClockInput', call.body));
  return GetClock(call);
}

export function AdvanceClock(call: ControlCall): Clock {
  call.simulation.clock.advance(advanceOf(call.payloads.parse('AdvanceInput', call.body)));
  return GetClock(call);
}

export function ResumeClock(call: ControlCall): Clock {
  call.simulation.clock.resume();
  return GetClock(call);
}

export function ListBreakpoints({ simulation }: ControlCall): readonly Breakpoint[] {
  return simulation.breakpoints.list();
}

export function AddBreakpoint({ simulation, payloads, body }: ControlCall): Breakpoint {
  const rule = payloads.parse('BreakpointRule', body);
  simulation.settle();
  return simulation.breakpoints.add(rule);
}

export function ClearBreakpoints({ simulation }: ControlCall): Nothing {
  simulation.settle();
  simulation.breakpoints.clear();
  return {};
}

export function RemoveBreakpoint({ simulation, param }: ControlCall): Nothing {
  simulation.settle();
  if (simulation.breakpoints.remove(param('id'))) return {};
  throw new ControlRefusal('unknown', `There is no break-point ${param('id').slice(0, 80)}.`);
}

/** The schema requires exactly one member. */
function advanceOf({ ms, until }: ControlSchemas['AdvanceInput']): Advance {
  if (ms !== undefined) return ms;
  return until === undefined ? { to: 'next-event' } : { until };
}

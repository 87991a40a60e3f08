/**
 * The handlers of all operations of the control API. The compiler checks that none is missing.
 * @module
 */
import type { ControlHandler, ControlOperation } from '../call.ts';
import { GetBehaviours, GetFidelity, SetBehaviours } from './behaviours.ts';
import {
  AddBreakpoint,
  AdvanceClock,
  ClearBreakpoints,
  GetClock,
  ListBreakpoints,
  RemoveBreakpoint,
  ResumeClock,
  SetClock,
} from './clock.ts';
import { AddFaults, ClearFaults, ListFaultPresets, ListFaults, RemoveFault } from './faults.ts';
import { LoseHost, PowerOnHost, ReturnHost, SetHostPower } from './hosts.ts';
import { ClearJournal, GetJournal, GetTimeline, StreamEvents, VerifyJournal } from './journal.ts';
import { GetPlan } from './plan.ts';
import {
  DeleteSnapshot,
  GetSnapshot,
  ListSnapshots,
  PutSnapshot,
  RestoreSnapshot,
  SaveSnapshot,
} from './snapshots.ts';
import { DeleteWorld, GetWorld, ListWorlds, ResetWorld } from './world.ts';

export const CONTROL_HANDLERS: { readonly [Op in ControlOperation]: ControlHandler<Op> } = {
  GetWorld,
  ResetWorld,
  ListWorlds,
  DeleteWorld,
  GetClock,
  SetClock,
  AdvanceClock,
  ResumeClock,
  ListBreakpoints,
  AddBreakpoint,
  ClearBreakpoints,
  RemoveBreakpoint,
  ListFaults,
  AddFaults,
  ClearFaults,
  RemoveFault,
  ListFaultPresets,
  PowerOnHost,
  SetHostPower,
  LoseHost,
  ReturnHost,
  GetBehaviours,
  SetBehaviours,
  GetFidelity,
  GetPlan,
  GetJournal,
  ClearJournal,
  VerifyJournal,
  GetTimeline,
  StreamEvents,
  GetSnapshot,
  PutSnapshot,
  ListSnapshots,
  SaveSnapshot,
  DeleteSnapshot,
  RestoreSnapshot,
};

/** Reports whether an operationId of the document has a handler. */
export function isControlOperation(id: string): id is ControlOperation {
  return Object.hasOwn(CONTROL_HANDLERS, id);
}

/**
 * Snapshots: a whole world as JSON, and named snapshots in memory.
 * @module
 */

import { toIso } from '../../engine/time/iso.ts';
import type { SavedInfo } from '../../worlds/saved-states.ts';
import { decode, encode } from '../../worlds/snapshot/codec.ts';
import type { ControlCall, ControlSchemas } from '../call.ts';
import { GetWorld } from './world.ts';

type World = ControlSchemas['World'];
type Saved = ControlSchemas['SavedSnapshot'];

/** Sends the JSON as it is, because the checksum covers its bytes and a world can be large. */
export function GetSnapshot({ simulation, catalogue }: ControlCall): Response {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return new Response(encode(simulation, catalogue.version), { headers });
}

export function PutSnapshot(call: ControlCall): World {
  call.simulation.restore(decode(call.body));
  return GetWorld(call);
}

export function ListSnapshots({ simulation }: ControlCall): readonly Saved[] {
  return simulation.snapshots.list().map(toSavedSnapshot);
}

export function SaveSnapshot({ simulation, param }: ControlCall): Saved {
  return toSavedSnapshot(simulation.snapshots.save(param('name')));
}

export function DeleteSnapshot({ simulation, param }: ControlCall): ControlSchemas['Nothing'] {
  simulation.snapshots.delete(param('name'));
  return {};
}

export function RestoreSnapshot(call: ControlCall): World {
  call.simulation.snapshots.restore(call.param('name'));
  return GetWorld(call);
}

function toSavedSnapshot({ now, ...info }: SavedInfo): Saved {
  return { ...info, now: toIso(now) };
}

/**
 * Acts on hosts that CloudTower has no part in: power, and the connection.
 * @module
 */
import { toIso } from '../../engine/time/iso.ts';
import type { HostReport } from '../../worlds/hosts.ts';
import type { ControlCall, ControlSchemas } from '../call.ts';

type Report = ControlSchemas['HostReport'];

export function PowerOnHost({ simulation, param }: ControlCall): Report {
  return toJson(simulation.hosts.powerOn(param('host')));
}

export function SetHostPower({ simulation, payloads, body, param }: ControlCall): Report {
  const { action } = payloads.parse('HostPowerInput', body);
  const { hosts } = simulation;
  return toJson(action === 'on' ? hosts.powerOn(param('host')) : hosts.powerOff(param('host')));
}

export function LoseHost({ simulation, payloads, body, param }: ControlCall): Report {
  const { status } = payloads.parse('LoseHostInput', body);
  return toJson(simulation.hosts.lose(param('host'), status));
}

export function ReturnHost({ simulation, param }: ControlCall): Report {
  return toJson(simulation.hosts.return(param('host')));
}

function toJson({ startsAt, ...host }: HostReport): Report {
  return { ...host, ...(startsAt !== undefined && { starts_at: toIso(startsAt) }) };
}

/**
 * Performs actions on a world and checks its invariants after every step.
 * @module
 */

import { WORK } from '../../src/server/engine/jobs.ts';
import { enterMaintenance } from '../../src/server/engine/maintenance/enter.ts';
import { exitMaintenance } from '../../src/server/engine/maintenance/exit.ts';
import { planEvacuation } from '../../src/server/engine/maintenance/plan.ts';
import { startPrecheck } from '../../src/server/engine/maintenance/precheck.ts';
import { settleWorld, type Work } from '../../src/server/engine/task/job.ts';
import type { Caller } from '../../src/server/engine/task/task.ts';
import { operateVms } from '../../src/server/engine/vm/operate.ts';
import { brokenInvariants } from '../../src/server/engine/world/invariants.ts';
import type { EvacuatedVm, HostRecord } from '../../src/server/engine/world/records.ts';
import { Refusal } from '../../src/server/engine/world/refusal.ts';
import type { World } from '../../src/server/engine/world/world.ts';
import type { Action } from './arbitraries.ts';

export const CALLER: Caller = { user: null, language: 'en-US' };

/** Returns everything a world holds, to compare. */
export function dump(world: World): string {
  return JSON.stringify([world.now, world.random.state(), world.agenda.entries(), world.tables()]);
}

/** Performs one action as `act` does, without any check. */
export function redo(world: World, action: Action, work: Work = WORK): void {
  if (action.do === 'wait') return settleWorld(world, world.now + action.ms, work);
  try {
    request(world, action);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/** Performs one action. Throws if it breaks an invariant, or if it is refused and changes the world. */
export function act(world: World, action: Action, work: Work = WORK): void {
  if (action.do === 'wait') return passTime(world, world.now + action.ms, work);
  const before = dump(world);
  try {
    request(world, action);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (dump(world) !== before)
      throw new Error(`A refused ${action.do} changed the world: ${error.message}`, { cause: error });
  }
  assertSound(world);
}

/** Advances time from one due moment to the next; throws if an invariant breaks at one of them. */
export function passTime(world: World, until: number, work: Work = WORK): void {
  for (let next = world.agenda.nextAt(); next !== undefined && next <= until; next = world.agenda.nextAt()) {
    settleWorld(world, next, work);
    assertSound(world);
  }
  settleWorld(world, until, work);
}

/** Advances time until nothing is due; throws if that never comes. */
export function finishAll(world: World, work: Work = WORK): void {
  for (let leap = 0; world.agenda.nextAt() !== undefined; leap += 1) {
    if (leap > 1000) throw new Error('Tasks do not end.');
    passTime(world, world.now + 60_000, work);
  }
}

/** Returns where every VM is and whether it runs, by name. */
export function placement(world: World): Record<string, string> {
  return Object.fromEntries([...world.all('Vm')].map((vm) => [vm.name, `${vm.host} ${vm.status}`]));
}

/** Returns the VMs of a host that its plan shuts down. */
export function needed(world: World, host: HostRecord): string[] {
  return planEvacuation(world, host)
    .filter(({ action }) => action === 'shut-down')
    .map(({ vm }) => vm);
}

/** Returns the lists of an exit that undoes the given actions. */
export function backLists(world: World, host: HostRecord, actions: readonly EvacuatedVm['action'][]) {
  const vms = world.get('Maintenance', host.id)?.vms ?? [];
  const uuids = (action: EvacuatedVm['action']) =>
    actions.includes(action) ? vms.filter((vm) => vm.action === action).map((vm) => vm.uuid) : [];
  return {
    poweron_vms: uuids('shut-down'),
    live_migrate_back_vms: uuids('live-migrate'),
    offline_migrate_back_vms: uuids('offline-migrate'),
  };
}

function request(world: World, action: Exclude<Action, { do: 'wait' }>): void {
  if (action.do === 'operate') return operate(world, action);
  const host = hostAt(world, action.host);
  switch (action.do) {
    case 'precheck':
      startPrecheck(world, host, CALLER);
      return;
    case 'enter':
      enterMaintenance(world, host, vmsToShutDown(world, host, action.shutDown), CALLER);
      return;
    case 'exit':
      exitMaintenance(world, host, backLists(world, host, BACK[action.back]), CALLER);
  }
}

function operate(world: World, { vm, operation, host }: Extract<Action, { do: 'operate' }>): void {
  const ids = world.ids('Vm');
  const chosen = ids[vm % Math.max(1, ids.length)];
  if (chosen === undefined) return;
  const change = { operation, mutation: operation, ...(host !== null && { host: hostAt(world, host).id }) };
  operateVms(world, [world.must('Vm', chosen)], change, CALLER);
}

const BACK = {
  everything: ['live-migrate', 'offline-migrate', 'shut-down'],
  running: ['live-migrate'],
  nothing: [],
} as const;

function vmsToShutDown(world: World, host: HostRecord, which: 'needed' | 'nothing' | 'everything'): string[] {
  if (which === 'nothing') return [];
  return which === 'needed'
    ? needed(world, host)
    : world.where('Vm', 'host', host.id).map((vm) => vm.local_id);
}

function hostAt(world: World, index: number): HostRecord {
  const ids = world.ids('Host');
  return world.must('Host', ids[index % ids.length] ?? '');
}

/** Throws if the world breaks an invariant. */
export function assertSound(world: World): void {
  const broken = brokenInvariants(world);
  if (broken.length > 0) throw new Error(broken.join('\n'));
}

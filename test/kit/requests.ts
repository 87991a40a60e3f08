/**
 * Random actions as requests over the wire, with the whole answers to compare.
 * @module
 */

import type { VmOperation } from '../../src/server/engine/vm/operate.ts';
import type { World } from '../../src/server/engine/world/world.ts';
import type { Fake } from '../../src/server/fake.ts';
import type { Action } from './arbitraries.ts';
import { requestTo } from './fake.ts';
import { backLists, needed } from './scenario-runner.ts';

/** Sends the actions one after another. Returns all bytes of the answers, headers included. */
export async function play(fake: Fake, actions: readonly Action[]): Promise<string> {
  const answers: string[] = [];
  for (const action of actions) {
    answers.push(await playOne(fake, action));
  }
  return answers.join('\n');
}

async function playOne(fake: Fake, action: Action): Promise<string> {
  if (action.do === 'wait') {
    passTime(fake, action.ms);
    return [...(await ask(fake, '/get-tasks', {})), ...(await ask(fake, '/get-vms', {}))].join(' ');
  }
  const [path, body] = requestOf(fake.world, action);
  return (await ask(fake, path, body)).join(' ');
}

/** Advances the clock; if it stands at a break-point, resumes it instead. */
function passTime({ clock }: Fake, ms: number): void {
  if (clock.state().pausedAt === undefined) clock.advance(ms);
  else clock.resume();
}

async function ask(fake: Fake, path: string, body: object): Promise<string[]> {
  const answer = await fake.fetch(requestTo(path, body));
  return [path, String(answer.status), JSON.stringify([...answer.headers]), await answer.text()];
}

type RequestAction = Exclude<Action, { do: 'wait' }>;

function requestOf(world: World, action: RequestAction): [path: string, body: object] {
  if (action.do === 'operate') {
    const where = { id: idAt(world.ids('Vm'), action.vm) };
    const takesHost = action.host !== null && ['start', 'migrate'].includes(action.operation);
    const data = takesHost ? { data: { host_id: idAt(world.ids('Host'), action.host ?? 0) } } : {};
    return [PATHS[action.operation], { where, ...data }];
  }
  const host = world.must('Host', idAt(world.ids('Host'), action.host));
  const where = { host_id: host.id };
  switch (action.do) {
    case 'precheck':
      return ['/enter-maintenance-mode-precheck', { where: { id: host.id } }];
    case 'enter': {
      const shutdown_vms = action.shutDown === 'nothing' ? [] : localIds(world, needed(world, host));
      return ['/enter-maintance-mode', { where, data: { shutdown_vms } }];
    }
    case 'exit':
      return ['/exit-maintance-mode', { where, data: backLists(world, host, ['live-migrate', 'shut-down']) }];
  }
}

const PATHS: Readonly<Record<VmOperation, string>> = {
  start: '/start-vm',
  'shut-down': '/shutdown-vm',
  'power-off': '/poweroff-vm',
  restart: '/restart-vm',
  'force-restart': '/force-restart-vm',
  suspend: '/suspend-vm',
  resume: '/resume-vm',
  migrate: '/migrate-vm',
  recycle: '/move-vm-to-recycle',
  recover: '/recover-vm-from-recycle',
  delete: '/delete-vm',
};

function localIds(world: World, vms: readonly string[]): string[] {
  return vms.map((vm) => world.must('Vm', vm).local_id);
}

function idAt(ids: readonly string[], index: number): string {
  return ids[index % Math.max(1, ids.length)] ?? 'none';
}

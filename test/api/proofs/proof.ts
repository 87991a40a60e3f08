/**
 * How the choices of behaviours are proven: for each choice of each row, what the wire shows of it.
 * @module
 */

import type { BehaviourChoices } from '../../../contracts/behaviours/index.ts';
import type { Behaviour } from '../../../contracts/behaviours/row.ts';
import type { Mutation, TaskId } from '../../kit/maintenance.ts';
import type { Target, Wire } from '../../kit/target.ts';

type Proof = (target: Target) => Promise<void>;

/** A proof for every choice of every row of a part of the table; each gets a fake that makes that choice. */
export type Proofs<Rows extends Readonly<Record<string, Behaviour>>> = {
  readonly [Id in keyof Rows]: { readonly [Choice in keyof Rows[Id]['choices']]: Proof };
};

/** Makes more choices. */
export function choose(target: Target, choices: BehaviourChoices): void {
  const { world } = target.fake;
  world.setBehaviours({ ...world.behaviours, ...choices });
}

export interface RawAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** An answer that is not checked against the contract, as some choices break it. No token is sent unless given. */
export async function raw(target: Target, path: string, body: unknown, token?: string): Promise<RawAnswer> {
  const authorization = token === undefined ? {} : { authorization: token };
  const headers = { 'content-type': 'application/json', ...authorization };
  const request = new Request(`http://fake/v2/api${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  const answer = await target.fake.fetch(request);
  return { status: answer.status, body: await answer.json() };
}

export function startPrecheck(target: Target, host: string) {
  return target.post<TaskId>('/enter-maintenance-mode-precheck', { where: { name: host } });
}

export function result(target: Target, task_id: string) {
  return target.post<Wire['EnterMaintenanceModeResult']>('/enter-maintance-mode-precheck-result', {
    where: { task_id },
  });
}

/** Asks to enter, naming VMs by name. */
export async function requestEnter(target: Target, host: string, vms: readonly string[] = []) {
  const uuids = await Promise.all(vms.map(async (vm) => (await target.vm(vm)).local_id));
  return enterWith(target, host, uuids);
}

/** Asks to enter with whatever ids. */
export async function enterWith(target: Target, host: string, shutdown_vms: readonly string[]) {
  const { id } = await target.host(host);
  return target.post<Mutation>('/enter-maintance-mode', { where: { host_id: id }, data: { shutdown_vms } });
}

/** The VMs of node-01 that must be shut down. */
export const TIED = ['gpu-render-01', 'db-sriov-01'] as const;

/** Puts node-01 into maintenance. */
export async function enterNode(target: Target): Promise<Wire['Task']> {
  const { body } = await requestEnter(target, 'node-01', TIED);
  return target.finish(body.task_id);
}

/** Puts edge-01 into maintenance, whose only VM is shut down. */
export async function enterEdge(target: Target): Promise<Wire['Task']> {
  const { body } = await requestEnter(target, 'edge-01', ['kiosk-no-other-host-01']);
  return target.finish(body.task_id);
}

export function askExitCheck(target: Target, host: string) {
  return target.post<Wire['ExitMaintenanceModeResult']>('/exit-maintance-mode-precheck-result', {
    where: { name: host },
  });
}

/** Asks to leave, naming VMs by name in each list. */
export async function requestExit(
  target: Target,
  host: string,
  lists: Readonly<Record<string, readonly string[]>> = {},
) {
  const { id } = await target.host(host);
  const named = Object.entries(lists).map(async ([list, vms]) => {
    const uuids = vms.map(async (vm) => (await target.vm(vm)).local_id);
    return [list, await Promise.all(uuids)] as const;
  });
  const data = Object.fromEntries(await Promise.all(named));
  return target.post<Mutation>('/exit-maintance-mode', { where: { host_id: id }, data });
}

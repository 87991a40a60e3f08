/**
 * Making things go wrong in a fake, and seeing what becomes of them; all over HTTP.
 * @module
 */

import { brokenInvariants } from '../../src/server/engine/world/invariants.ts';
import { createFake, type Fake, type FakeOptions } from '../../src/server/fake.ts';
import { type Control, call, control } from './control.ts';

export type Faults = Control['Faults'];

export interface Task {
  readonly id: string;
  readonly status: string;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly finished_at: string | null;
}
export interface Vm {
  readonly id: string;
  readonly local_id: string;
  readonly name: string;
  readonly status: string;
  readonly entityAsyncStatus: string | null;
  readonly host: { readonly name: string } | null;
}
export interface Host {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly entityAsyncStatus: string | null;
  readonly host_state: { readonly state: string } | null;
}

/** A fake on a manual clock with one fault in force. */
export async function faulty(rule: Control['FaultRule'], options: FakeOptions = {}): Promise<Fake> {
  const fake = createFake({ clock: 'manual', ...options });
  await addFault(fake, rule);
  return fake;
}

/** Adds a fault; answers its id. */
export async function addFault(fake: Fake, rule: Control['FaultInput']): Promise<string> {
  const { status, body } = await control<Faults>(fake, 'POST', '/faults', rule);
  const id = body[0]?.id;
  if (status !== 200 || id === undefined) throw new Error(`It is refused: ${JSON.stringify(body)}`);
  return id;
}

/** How often the first fault has been seen, and has struck. */
export async function counts(fake: Fake): Promise<readonly [seen: number, struck: number]> {
  const [fault] = (await control<Faults>(fake, 'GET', '/faults')).body;
  return [fault?.seen ?? -1, fault?.struck ?? -1];
}

/** The status of a read of hosts, or what became of the connection. */
export async function statusOf(fake: Fake, path = '/get-hosts', body: unknown = {}): Promise<unknown> {
  try {
    return (await ask(fake, path, body)).status;
  } catch (error) {
    return error;
  }
}

export function ask(fake: Fake, path: string, body: unknown): Promise<Response> {
  return fake.fetch(
    new Request(`http://fake/v2/api${path}`, {
      method: 'POST',
      headers: { authorization: 'token', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
}

/** Starts to enter a host, with what must be shut down; answers the task. */
export async function startEnter(fake: Fake, name = 'node-01'): Promise<string> {
  const { body } = await control<Control['Plan']>(fake, 'GET', `/plan/${name}`);
  const ids = body.vms.filter(({ action }) => action === 'shut-down').map(({ vm }) => vm);
  const vms = await call<{ local_id: string }[]>(fake, '/get-vms', { where: { id_in: ids } });
  const { task_id } = await call<{ task_id: string }>(fake, '/enter-maintance-mode', {
    where: { host_id: (await host(fake, name)).id },
    data: { shutdown_vms: vms.map(({ local_id }) => local_id) },
  });
  return task_id;
}

/** Enters a host, and answers how its task ended. The world is sound then. */
export async function enter(fake: Fake, name = 'node-01'): Promise<Task> {
  return ended(fake, await startEnter(fake, name));
}

/** Starts an operation on a VM; answers the task. */
export async function operate(fake: Fake, operation: string, name: string): Promise<string> {
  const [answer] = await call<{ task_id: string }[]>(fake, `/${operation}`, { where: { name } });
  return answer?.task_id ?? '';
}

/** Lets time pass until a task has ended; answers it. The world is sound then. */
export async function ended(fake: Fake, id: string): Promise<Task> {
  await control(fake, 'POST', '/clock/advance', { until: { task: id } });
  const broken = brokenInvariants(fake.world);
  if (broken.length > 0) throw new Error(broken.join('\n'));
  return task(fake, id);
}

export const task = (fake: Fake, id: string): Promise<Task> => only(fake, '/get-tasks', { id });
export const vm = (fake: Fake, name: string): Promise<Vm> => only(fake, '/get-vms', { name });
export const host = (fake: Fake, name: string): Promise<Host> => only(fake, '/get-hosts', { name });

async function only<T>(fake: Fake, path: string, where: object): Promise<T> {
  const [first] = await call<T[]>(fake, path, { where });
  if (first === undefined) throw new Error(`${path} finds nothing for ${JSON.stringify(where)}.`);
  return first;
}

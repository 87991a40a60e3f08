/**
 * Faults of a fake, as tests add and count them through the control API.
 * @module
 */
import {
  type Control,
  createTestFake,
  type TestFake,
  type TestFakeOptions,
  type VmOperationPath,
} from './fake.ts';

/** Returns a fake with one fault in force. */
export async function faultyFake(rule: Control['FaultRule'], options?: TestFakeOptions): Promise<TestFake> {
  const fake = createTestFake(options);
  await addFault(fake, rule);
  return fake;
}

/** Adds a fault. Returns its id. */
export async function addFault(fake: TestFake, rule: Control['FaultInput']): Promise<string> {
  const { status, body } = await fake.control<Control['Faults']>('POST', '/faults', rule);
  const id = body[0]?.id;
  if (status !== 200 || id === undefined) throw new Error(`The fault is rejected: ${JSON.stringify(body)}`);
  return id;
}

/** Returns how many requests or steps the first fault has matched, and on how many it has fired. */
export async function countsOf(fake: TestFake): Promise<readonly [seen: number, struck: number]> {
  const [fault] = (await fake.control<Control['Faults']>('GET', '/faults')).body;
  return [fault?.seen ?? -1, fault?.struck ?? -1];
}

/** Returns the status of an answer, or the error of a connection that was reset. */
export async function statusOf(fake: TestFake, path = '/get-hosts', body: unknown = {}): Promise<unknown> {
  try {
    return (await fake.post(path, body)).status;
  } catch (error) {
    return error;
  }
}

/** Starts an operation on a VM. Returns its task. */
export async function operate(fake: TestFake, path: VmOperationPath, name: string): Promise<string> {
  const [started] = await fake.call(path, { where: { name } });
  return started?.task_id ?? '';
}

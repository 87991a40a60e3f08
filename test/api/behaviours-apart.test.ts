import { expect, it } from 'vitest';
import { parseChoices } from '../../contracts/behaviours/choices.ts';
import { BEHAVIOURS } from '../../contracts/behaviours/index.ts';
import { exitLists } from '../../contracts/kit/session/maintenance.ts';
import { createTestFake, requestTo } from '../kit/fake.ts';

/**
 * The members of answers in which a choice shows in a maintenance where nothing goes wrong. No other row may show
 * in it at all.
 */
const SHOWS: Readonly<Record<string, readonly string[]>> = {
  'vm-lists.id-kind': ['.vm_uuid'],
  'mutation.data': ['.data.'],
  'reads.default-order': ['.hosts', '.vms', '.tasks', '.log'],
  'connection.count': ['.count.'],
  'precheck-result.vms': ['.shutdownVms.'],
  // The VM is on another host then; moving it takes time and random numbers.
  'evacuation.off-vm-without-ha': ['.hosts', '.vms', '.tasks', '.log', '.exit'],
  'host-state.normal': ['.host_state'],
  'host-state.job-id': ['.maintenance_job_id'],
  'host-state.time-format': ['.enter_maintenance_time'],
  'host-state.time': ['.enter_maintenance_time'],
  // A client that powers on the VMs of the list powers on none.
  'exit-check.shut-down-vms': [
    '.shutDownVms.',
    '.hosts after.',
    '.vms after.',
    '.tasks.body.2.',
    '.log.body.1.',
  ],
  'exit-check.shut-down.target-host-name': ['.target_host_name'],
  'exit-check.vm-state': ['.vm_state'],
  'task.resource-type': ['.resource_type'],
  'task.resource-mutation': ['.resource_mutation'],
  'task.args': ['.args.'],
  'task.steps': ['.steps.'],
  'task.progress': ['.progress'],
  // Their ids take random numbers, as durations do.
  'task.of-each-vm': ['.tasks', '_time', '_at', '.task_id', '.log', '.exit'],
  'task.exit-description': ['.description', '.message'],
  'audit.action': ['.action'],
};

const OTHERS = Object.entries(BEHAVIOURS).flatMap(([id, row]) =>
  Object.keys(row.choices)
    .filter((choice) => choice !== row.default)
    .map((choice) => [id, choice] as const),
);

/** The maintenance with the defaults. */
const usual = await maintenance({});

it.each(OTHERS)('%s: %s changes only what the row says', async (id, choice) => {
  const changed = differences(usual, await maintenance({ [id]: choice }));
  const unexpected = changed.filter((place) => !(SHOWS[id] ?? []).some((member) => place.includes(member)));
  expect(unexpected).toEqual([]);
});

it('only rows that are there may show', () => {
  expect(Object.keys(BEHAVIOURS)).toEqual(expect.arrayContaining(Object.keys(SHOWS)));
});

/** Every answer of a maintenance of node-01 by a client that does what the vendor's prose says. */
async function maintenance(behaviours: object): Promise<unknown> {
  const fake = createTestFake({ behaviours: parseChoices(behaviours) });
  const transcript: Record<string, unknown> = {};
  const ask = async (name: string, path: string, body: object) => {
    const answer = await fake.fetch(requestTo(path, body));
    const content: unknown = await answer.json();
    transcript[name] = { status: answer.status, body: content };
    return Object(content);
  };
  const [id] = [...fake.world.all('Host')].filter(({ name }) => name === 'node-01').map((host) => host.id);
  await ask('hosts before', '/get-hosts', {});
  const { task_id } = await ask('precheck', '/enter-maintenance-mode-precheck', { where: { id } });
  await fake.finish(task_id);
  const { shutdownVms } = await ask('result', '/enter-maintance-mode-precheck-result', {
    where: { task_id },
  });
  const shutdown_vms = shutdownVms.map((vm: unknown) => Object(vm).vm_uuid ?? vm);
  const where = { host_id: id };
  const entered = await ask('enter', '/enter-maintance-mode', { where, data: { shutdown_vms } });
  await ask('hosts while entering', '/get-hosts', {});
  await fake.finish(entered.task_id);
  await ask('hosts in maintenance', '/get-hosts', {});
  const check = await ask('exit check', '/exit-maintance-mode-precheck-result', { where: { id } });
  const left = await ask('exit', '/exit-maintance-mode', { where, data: exitLists(check) });
  await fake.finish(left.task_id);
  await ask('hosts after', '/get-hosts', {});
  await ask('vms after', '/get-vms', {});
  await ask('tasks', '/get-tasks', {});
  await ask('log', '/get-user-audit-logs', {});
  await ask('count', '/get-vms-connection', { first: 3 });
  return transcript;
}

/** The places at which two values differ, with their members joined by dots. */
function differences(a: unknown, b: unknown, place = ''): string[] {
  if (!isObject(a) || !isObject(b)) return Object.is(a, b) ? [] : [place];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap((key) => differences(a[key], b[key], `${place}.${key}`));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

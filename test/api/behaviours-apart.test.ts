import { expect, it } from 'vitest';
import { parseChoices } from '../../contracts/behaviours/choices.ts';
import { BEHAVIOURS } from '../../contracts/behaviours/index.ts';
import { createTarget, type Target } from '../kit/target.ts';
import { raw } from './proofs/proof.ts';

/**
 * The members of answers in which a choice shows in a maintenance where nothing goes wrong. Every other row
 * must not show in it at all.
 */
const SHOWS: Readonly<Record<string, readonly string[]>> = {
  'vm-lists.id-kind': ['.vm_uuid'],
  'mutation.data': ['.data.'],
  'reads.default-order': ['.hosts', '.vms', '.tasks', '.log'],
  'connection.count': ['.count.'],
  'precheck-result.vms': ['.shutdownVms.'],
  // The VM is somewhere else then, and moving it takes its time and its chance.
  'evacuation.off-vm-without-ha': ['.hosts', '.vms', '.tasks', '.log', '.exit'],
  'host-state.normal': ['.host_state'],
  'host-state.job-id': ['.maintenance_job_id'],
  'host-state.time-format': ['.enter_maintenance_time'],
  'host-state.time': ['.enter_maintenance_time'],
  // A client that powers on what is in the list powers on nothing.
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
  // Their ids come from the chance that the durations come from, too.
  'task.of-each-vm': ['.tasks', '_time', '_at', '.task_id', '.log', '.exit'],
  'task.exit-description': ['.description', '.message'],
  'audit.action': ['.action'],
};

const OTHERS = Object.entries(BEHAVIOURS).flatMap(([id, row]) =>
  Object.keys(row.choices)
    .filter((choice) => choice !== row.default)
    .map((choice) => ({ id, choice })),
);

/** The maintenance with the defaults; it is the same for every row. */
let usual: unknown;

it.each(OTHERS)('$id: $choice changes only what the row says', async ({ id, choice }) => {
  usual ??= await maintenance({});
  const changed = differences(usual, await maintenance({ [id]: choice }));
  const unexpected = changed.filter((place) => !(SHOWS[id] ?? []).some((member) => place.includes(member)));
  expect(unexpected).toEqual([]);
});

it('only rows that are there may show', () => {
  expect(Object.keys(BEHAVIOURS)).toEqual(expect.arrayContaining(Object.keys(SHOWS)));
});

/** Every answer of a maintenance of node-01, as a client has it that does what the prose says. */
async function maintenance(behaviours: object): Promise<unknown> {
  const target = createTarget({ behaviours: parseChoices(behaviours) });
  const transcript: Record<string, unknown> = {};
  const ask = async (name: string, path: string, body: object) => {
    const answer = await raw(target, path, body, 'token');
    transcript[name] = answer;
    return Object(answer.body);
  };
  const host = target.fake.world.must('Host', idOf(target, 'node-01'));
  await ask('hosts before', '/get-hosts', {});
  const { task_id } = await ask('precheck', '/enter-maintenance-mode-precheck', { where: { id: host.id } });
  await target.finish(task_id);
  const { shutdownVms } = await ask('result', '/enter-maintance-mode-precheck-result', {
    where: { task_id },
  });
  const shutdown_vms = shutdownVms.map((vm: unknown) => Object(vm).vm_uuid ?? vm);
  const where = { host_id: host.id };
  const entered = await ask('enter', '/enter-maintance-mode', { where, data: { shutdown_vms } });
  await ask('hosts while entering', '/get-hosts', {});
  await target.finish(entered.task_id);
  await ask('hosts in maintenance', '/get-hosts', {});
  const check = await ask('exit check', '/exit-maintance-mode-precheck-result', { where: { id: host.id } });
  const uuids = (list: { vm_uuid: string }[]) => list.map(({ vm_uuid }) => vm_uuid);
  const data = {
    poweron_vms: uuids(check.shutDownVms),
    live_migrate_back_vms: uuids(check.liveMigrateVms),
    offline_migrate_back_vms: uuids(check.offlineMigrateVms),
  };
  const left = await ask('exit', '/exit-maintance-mode', { where, data });
  await target.finish(left.task_id);
  await ask('hosts after', '/get-hosts', {});
  await ask('vms after', '/get-vms', {});
  await ask('tasks', '/get-tasks', {});
  await ask('log', '/get-user-audit-logs', {});
  await ask('count', '/get-vms-connection', { first: 3 });
  return transcript;
}

function idOf({ fake: { world } }: Target, name: string): string {
  return [...world.all('Host')].find((host) => host.name === name)?.id ?? '';
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

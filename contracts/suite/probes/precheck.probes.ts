/**
 * What prechecks do that nobody wrote down.
 * @module
 */
import { type Case, defineProbe } from '../../kit/case/case.ts';
import type { Need } from '../../kit/case/need.ts';
import type { RawAnswer } from '../../kit/case/tools.ts';
import { Skip } from '../../kit/case/verdict.ts';
import type { Host, Vm } from '../../kit/session/wire.ts';
import { anyHost, disposable, hostWithPlainOff, mixedHost, named, neighbours } from '../needs.ts';
import { readVm } from '../reads.ts';
import { threeHosts } from '../world.ts';
import { at, endOf, enterHost, howTaken, precheckOf, requestPrecheck, resultOf } from './ask.ts';

interface Blocked {
  readonly host: Host;
  /** Runs, and must be shut down. */
  readonly fixed: Vm;
}

/** Something to shut down, and something that blocks. */
export const blockedHost: Need<Blocked> = {
  name: 'a world of its own with a host with a suspended VM and one that must be shut down',
  seed: threeHosts([
    { name: 'asleep-01', status: 'SUSPENDED' },
    { name: 'gpu-01', ha: false, gpus: ['NVIDIA A10'] },
  ]),
  find: async (inventory) => {
    disposable(inventory);
    return { host: named(await inventory.hosts(), 'case-01'), fixed: named(await inventory.vms(), 'gpu-01') };
  },
};

const mustStay: Need<Blocked> = {
  name: 'a world of its own with a host with a running VM that a Must rule keeps there',
  seed: threeHosts([{ name: 'bound-01' }], {
    placement_groups: [{ name: 'stay', vms: ['bound-01'], must_run_on: ['case-01'] }],
  }),
  find: async (inventory) => {
    disposable(inventory);
    return {
      host: named(await inventory.hosts(), 'case-01'),
      fixed: named(await inventory.vms(), 'bound-01'),
    };
  },
};

/** A check that does not end by itself while it is asked for its result. */
const standingStill: typeof anyHost = {
  ...anyHost,
  name: `${anyHost.name}, and time to ask`,
  clock: 'manual',
};

export const precheckProbes: readonly Case[] = [
  defineProbe('precheck.blocked', 'precheck', blockedHost, async (t, { host }) => {
    const { task } = await precheckOf(t, host);
    t.observe('precheck.blocked', task.status === 'FAILED' ? 'failed' : 'succeeded');
  }),
  defineProbe('precheck.in-maintenance', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    await enterHost(t, host, vms);
    const answer = await requestPrecheck(t, { id: host.id });
    await endOf(t, answer);
    t.observe('precheck.in-maintenance', answer.status >= 400 ? 'refused' : 'blocks', answer.status);
  }),
  defineProbe('precheck.second', 'precheck', neighbours, async (t, { host, second }) => {
    const first = await requestPrecheck(t, { id: host.id });
    const taken = await howTaken(t, await requestPrecheck(t, { id: second.id }));
    await endOf(t, first);
    t.observe('precheck.second', taken, taken);
  }),
  defineProbe('precheck-result.done', 'precheck', blockedHost, async (t, { host }) => {
    const { task, result } = await precheckOf(t, host);
    if (task.status === 'FAILED' && at(result.body, 'shutdownVms', 0) === undefined) {
      throw new Skip('The check fails, and its result tells nothing.');
    }
    t.observe('precheck-result.done', at(result.body, 'done') === true ? 'finished' : 'may-enter');
  }),
  defineProbe('precheck-result.vms', 'precheck', mixedHost, async (t, { host }) => {
    const [first] = listOf((await precheckOf(t, host)).result);
    t.observe('precheck-result.vms', typeof first === 'string' ? 'strings' : 'objects', first);
  }),
  defineProbe('precheck-result.early', 'precheck', standingStill, async (t, { host }) => {
    const started = await requestPrecheck(t, { id: host.id });
    const result = await resultOf(t, at(started.body, 'task_id'));
    if (at(result.body, 'done') === true) throw new Skip('The check has ended before it could be asked.');
    t.observe('precheck-result.early', byStatus(result), result.status);
    if (t.kind === 'real') await endOf(t, started);
  }),
  defineProbe('precheck-result.failed', 'precheck', blockedHost, async (t, { host }) => {
    const { task, result } = await precheckOf(t, host);
    if (task.status !== 'FAILED') throw new Skip('The check of a host that something blocks does not fail.');
    const found = listOf(result).length > 0;
    t.observe(
      'precheck-result.failed',
      result.status >= 400 ? 'refused' : found ? 'found' : 'empty',
      result.status,
    );
  }),
  defineProbe('precheck-result.unknown-task', 'precheck', anyHost, async (t) => {
    const result = await resultOf(t, 'nobody');
    t.observe('precheck-result.unknown-task', byStatus(result), result.status);
  }),
  defineProbe('precheck-result.other-task', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    const { id } = await enterHost(t, host, vms);
    const result = await resultOf(t, id);
    const isExitCheck = at(result.body, 'shutDownVms') !== undefined;
    t.observe('precheck-result.other-task', isExitCheck ? 'exit-check' : byStatus(result), result.status);
  }),
  defineProbe('placement.must-rules', 'precheck', mustStay, async (t, { host, fixed }) => {
    const { text } = (await precheckOf(t, host)).result;
    const isListed = text.includes(fixed.local_id) || text.includes(fixed.id);
    t.observe('placement.must-rules', isListed ? 'followed' : 'ignored');
  }),
  defineProbe(
    'evacuation.off-vm-without-ha',
    'lifecycle',
    hostWithPlainOff,
    async (t, { host, vms, off }) => {
      await enterHost(t, host, vms);
      const isThere = (await readVm(t, off)).host?.id === host.id;
      t.observe('evacuation.off-vm-without-ha', isThere ? 'stays' : 'migrated');
    },
  ),
];

function listOf({ body }: RawAnswer): unknown[] {
  const list = at(body, 'shutdownVms');
  return Array.isArray(list) ? list : [];
}

/** 200 with nothing found, or which status. */
function byStatus({ status }: RawAnswer): string | undefined {
  if (status === 200) return 'empty';
  return status === 404 ? 'not-found' : status === 400 ? 'refused' : undefined;
}

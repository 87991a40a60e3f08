/**
 * What the documents leave open about prechecks.
 * @module
 */
import { type Case, defineProbe } from '../../kit/case/case.ts';
import type { Need } from '../../kit/case/need.ts';
import type { RawAnswer } from '../../kit/case/tools.ts';
import { Skip } from '../../kit/case/verdict.ts';
import { precheckRequest, precheckResultRequest } from '../../kit/session/maintenance.ts';
import type { Host, Vm } from '../../kit/session/wire.ts';
import { anyHost, byName, hostWithPlainOff, mixedHost, neighbours, requireDisposable } from '../needs.ts';
import { readVm } from '../reads.ts';
import { threeHosts } from '../world.ts';
import { at, enterOrSkip, precheckOrSkip, reactionTo, settleTaskOf } from './unchecked.ts';

interface Blocked {
  readonly host: Host;
  /** A running VM that must be shut down. */
  readonly fixed: Vm;
}

/** A host with a VM to shut down, and a VM that keeps the host from entering. */
export const blockedHost: Need<Blocked> = {
  name: 'a world of its own with a host with a suspended VM and one that must be shut down',
  seed: threeHosts([
    { name: 'asleep-01', status: 'SUSPENDED' },
    { name: 'gpu-01', ha: false, gpus: ['NVIDIA A10'] },
  ]),
  find: async (inventory) => {
    requireDisposable(inventory);
    return {
      host: byName(await inventory.hosts(), 'case-01'),
      fixed: byName(await inventory.vms(), 'gpu-01'),
    };
  },
};

const mustStay: Need<Blocked> = {
  name: 'a world of its own with a host with a running VM that a Must rule keeps there',
  seed: threeHosts([{ name: 'bound-01' }], {
    placement_groups: [{ name: 'stay', vms: ['bound-01'], must_run_on: ['case-01'] }],
  }),
  find: async (inventory) => {
    requireDisposable(inventory);
    return {
      host: byName(await inventory.hosts(), 'case-01'),
      fixed: byName(await inventory.vms(), 'bound-01'),
    };
  },
};

/** Time stands still, so that the check does not end before its result is read. */
const standingStill: typeof anyHost = {
  ...anyHost,
  name: `${anyHost.name}, and time to ask`,
  clock: 'manual',
};

export const precheckProbes: readonly Case[] = [
  defineProbe({
    row: 'precheck.blocked',
    tier: 'precheck',
    needs: blockedHost,
    async run(t, { host }) {
      const { task } = await precheckOrSkip(t, host);
      return { choice: task.status === 'FAILED' ? 'failed' : 'succeeded' };
    },
  }),
  defineProbe({
    row: 'precheck.in-maintenance',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      await enterOrSkip(t, host, vms);
      const answer = await t.send(...precheckRequest({ id: host.id }));
      await settleTaskOf(t, answer);
      return { choice: answer.status >= 400 ? 'refused' : 'blocks', seen: answer.status };
    },
  }),
  defineProbe({
    row: 'precheck.second',
    tier: 'precheck',
    needs: neighbours,
    async run(t, { host, second }) {
      const first = await t.send(...precheckRequest({ id: host.id }));
      const reaction = await reactionTo(t, precheckRequest({ id: second.id }));
      await settleTaskOf(t, first);
      return { choice: reaction, seen: reaction };
    },
  }),
  defineProbe({
    row: 'precheck-result.done',
    tier: 'precheck',
    needs: blockedHost,
    async run(t, { host }) {
      const { task, result } = await precheckOrSkip(t, host);
      if (task.status === 'FAILED' && at(result.body, 'shutdownVms', 0) === undefined) {
        throw new Skip('The check fails, and its result tells nothing.');
      }
      return { choice: at(result.body, 'done') === true ? 'finished' : 'may-enter' };
    },
  }),
  defineProbe({
    row: 'precheck-result.vms',
    tier: 'precheck',
    needs: mixedHost,
    async run(t, { host }) {
      const [first] = listOf((await precheckOrSkip(t, host)).result);
      return { choice: typeof first === 'string' ? 'strings' : 'objects', seen: first };
    },
  }),
  defineProbe({
    row: 'precheck-result.early',
    tier: 'precheck',
    needs: standingStill,
    async run(t, { host }) {
      const started = await t.send(...precheckRequest({ id: host.id }));
      const result = await t.send(...precheckResultRequest(String(at(started.body, 'task_id'))));
      if (at(result.body, 'done') === true) throw new Skip('The check has ended before it could be asked.');
      if (t.kind === 'real') await settleTaskOf(t, started);
      return { choice: byStatus(result), seen: result.status };
    },
  }),
  defineProbe({
    row: 'precheck-result.failed',
    tier: 'precheck',
    needs: { ...blockedHost, behaviours: { 'precheck.blocked': 'failed' } },
    async run(t, { host }) {
      const { task, result } = await precheckOrSkip(t, host);
      if (task.status !== 'FAILED')
        throw new Skip('The check of a host that something blocks does not fail.');
      const found = listOf(result).length > 0;
      return { choice: result.status >= 400 ? 'refused' : found ? 'found' : 'empty', seen: result.status };
    },
  }),
  defineProbe({
    row: 'precheck-result.unknown-task',
    tier: 'precheck',
    needs: anyHost,
    async run(t) {
      const result = await t.send(...precheckResultRequest('nobody'));
      return { choice: byStatus(result), seen: result.status };
    },
  }),
  defineProbe({
    row: 'precheck-result.other-task',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      const { id } = await enterOrSkip(t, host, vms);
      const result = await t.send(...precheckResultRequest(id));
      const isExitCheck = at(result.body, 'shutDownVms') !== undefined;
      return { choice: isExitCheck ? 'exit-check' : byStatus(result), seen: result.status };
    },
  }),
  defineProbe({
    row: 'placement.must-rules',
    tier: 'precheck',
    needs: mustStay,
    async run(t, { host, fixed }) {
      const { text } = (await precheckOrSkip(t, host)).result;
      const isListed = text.includes(fixed.local_id) || text.includes(fixed.id);
      return { choice: isListed ? 'followed' : 'ignored' };
    },
  }),
  defineProbe({
    row: 'evacuation.off-vm-without-ha',
    tier: 'lifecycle',
    needs: hostWithPlainOff,
    async run(t, { host, vms, off }) {
      await enterOrSkip(t, host, vms);
      const isThere = (await readVm(t, off)).host?.id === host.id;
      return { choice: isThere ? 'stays' : 'migrated' };
    },
  }),
];

function listOf({ body }: RawAnswer): unknown[] {
  const list = at(body, 'shutdownVms');
  return Array.isArray(list) ? list : [];
}

/** Returns the choice that a status stands for. */
function byStatus({ status }: RawAnswer): string | undefined {
  if (status === 200) return 'empty';
  return status === 404 ? 'not-found' : status === 400 ? 'refused' : undefined;
}

/**
 * What the documents leave open about enter and host_state.
 * @module
 */
import { type Case, defineProbe } from '../../kit/case/case.ts';
import type { Need } from '../../kit/case/need.ts';
import { enterRequest, exitRequest } from '../../kit/session/maintenance.ts';
import type { Host } from '../../kit/session/wire.ts';
import { byName, hostWithPlainOff, mixedHost, neighbours, requireDisposable } from '../needs.ts';
import { readHost, readVm } from '../reads.ts';
import { worldOf } from '../world.ts';
import { blockedHost } from './precheck.probes.ts';
import { at, enterOrSkip, reactionTo, settleTaskOf, tiedUuids } from './unchecked.ts';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const CUID = /^c[\da-z]{24}$/;

/** A host that the target cannot reach. */
const lostHost: Need<{ readonly host: Host }> = {
  name: 'a world of its own with a host that is out of reach',
  seed: worldOf([
    { name: 'case-01', fields: { status: 'SESSION_EXPIRED' } },
    { name: 'case-02', vms: [{ name: 'web-01' }] },
  ]),
  find: async (inventory) => {
    requireDisposable(inventory);
    return { host: byName(await inventory.hosts(), 'case-01') };
  },
};

export const enterProbes: readonly Case[] = [
  defineProbe({
    row: 'enter.blocked',
    tier: 'lifecycle',
    needs: blockedHost,
    async run(t, { host, fixed }) {
      const reaction = await reactionTo(t, enterRequest(host, { shutdown_vms: [fixed.local_id] }));
      return { choice: reaction, seen: reaction };
    },
  }),
  defineProbe({
    row: 'enter.second-host',
    tier: 'lifecycle',
    needs: neighbours,
    async run(t, { host, vms, second }) {
      await enterOrSkip(t, host, vms);
      const reaction = await reactionTo(t, enterRequest(second));
      return { choice: reaction, seen: reaction };
    },
  }),
  defineProbe({
    row: 'enter.already',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      await enterOrSkip(t, host, vms);
      const reaction = await reactionTo(t, enterRequest(host));
      return { choice: reaction, seen: reaction };
    },
  }),
  defineProbe({
    row: 'enter.unfit-host',
    tier: 'lifecycle',
    needs: lostHost,
    async run(t, { host }) {
      const reaction = await reactionTo(t, enterRequest(host));
      return { choice: reaction, seen: reaction };
    },
  }),
  defineProbe({
    row: 'enter.missing-vm',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host }) {
      const reaction = await reactionTo(t, enterRequest(host));
      return { choice: reaction === 'succeeds' ? 'shut-down' : reaction, seen: reaction };
    },
  }),
  defineProbe({
    row: 'enter.listed-movable-vm',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms, movable }) {
      const reaction = await reactionTo(
        t,
        enterRequest(host, { shutdown_vms: [movable.local_id, ...tiedUuids(vms)] }),
      );
      const { status } = await readVm(t, movable);
      const choice = reaction === 'refused' ? reaction : status === 'STOPPED' ? 'shut-down' : 'migrated';
      return { choice, seen: `${reaction}, ${status}` };
    },
  }),
  defineProbe({
    row: 'enter.listed-off-vm',
    tier: 'lifecycle',
    needs: hostWithPlainOff,
    async run(t, { host, vms, off }) {
      const reaction = await reactionTo(
        t,
        enterRequest(host, { shutdown_vms: [off.local_id, ...tiedUuids(vms)] }),
      );
      return { choice: reaction === 'succeeds' ? 'ignored' : reaction, seen: reaction };
    },
  }),
  defineProbe({
    row: 'enter.listed-other-vm',
    tier: 'lifecycle',
    needs: neighbours,
    async run(t, { host, vms, secondVm }) {
      const reaction = await reactionTo(
        t,
        enterRequest(host, { shutdown_vms: [secondVm.local_id, ...tiedUuids(vms)] }),
      );
      return { choice: reaction === 'succeeds' ? 'ignored' : reaction, seen: reaction };
    },
  }),
  defineProbe({
    row: 'host-state.normal',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      await enterOrSkip(t, host, vms);
      await settleTaskOf(t, await t.send(...exitRequest(host)));
      const { host_state } = await readHost(t, host);
      const kept = host_state?.maintenance_job_id === '' ? 'in-use' : 'in-use-kept';
      return { choice: host_state ? kept : 'null', seen: host_state };
    },
  }),
  defineProbe({
    row: 'host-state.job-id',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      const task = await enterOrSkip(t, host, vms);
      const id = (await readHost(t, host)).host_state?.maintenance_job_id ?? '';
      const choice = id === task.id ? 'task-id' : UUID.test(id) ? 'uuid' : CUID.test(id) ? 'cuid' : undefined;
      return { choice, seen: id };
    },
  }),
  defineProbe({
    row: 'host-state.time-format',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      await enterOrSkip(t, host, vms);
      const time = (await readHost(t, host)).host_state?.enter_maintenance_time ?? '';
      return { choice: formatOf(time), seen: time };
    },
  }),
  defineProbe({
    row: 'host-state.time',
    tier: 'lifecycle',
    needs: mixedHost,
    async run(t, { host, vms }) {
      const answer = await t.send(...enterRequest(host, { shutdown_vms: tiedUuids(vms) }));
      const entering = (await readHost(t, host)).host_state?.enter_maintenance_time ?? '';
      const task = await settleTaskOf(t, answer);
      const inside = (await readHost(t, host)).host_state?.enter_maintenance_time ?? '';
      const choice = entering === '' ? 'in-maintenance' : entering === inside ? 'entering' : 'each-state';
      return { choice, seen: { entering, inside, began: at(task, 'local_created_at') } };
    },
  }),
];

function formatOf(time: string): string | undefined {
  if (/^\d{4}-\d\d-\d\dT/.test(time)) return 'iso';
  if (/^\d{9,11}$/.test(time)) return 'epoch-seconds';
  return /^\d{12,14}$/.test(time) ? 'epoch-milliseconds' : undefined;
}

/**
 * What entering does that nobody wrote down.
 * @module
 */
import { type Case, defineProbe } from '../../kit/case/case.ts';
import type { Need } from '../../kit/case/need.ts';
import type { Host } from '../../kit/session/wire.ts';
import { disposable, hostWithPlainOff, mixedHost, named, neighbours } from '../needs.ts';
import { readHost, readVm } from '../reads.ts';
import { worldOf } from '../world.ts';
import { at, endOf, enterHost, howTaken, requestEnter, requestExit, tiedOf } from './ask.ts';
import { blockedHost } from './precheck.probes.ts';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const CUID = /^c[\da-z]{24}$/;

/** A host that the target has no connection to. */
const lostHost: Need<{ readonly host: Host }> = {
  name: 'a world of its own with a host that is out of reach',
  seed: worldOf([
    { name: 'case-01', fields: { status: 'SESSION_EXPIRED' } },
    { name: 'case-02', vms: [{ name: 'web-01' }] },
  ]),
  find: async (inventory) => {
    disposable(inventory);
    return { host: named(await inventory.hosts(), 'case-01') };
  },
};

export const enterProbes: readonly Case[] = [
  defineProbe('enter.blocked', 'lifecycle', blockedHost, async (t, { host, fixed }) => {
    const taken = await howTaken(t, await requestEnter(t, host, [fixed.local_id]));
    t.observe('enter.blocked', taken, taken);
  }),
  defineProbe('enter.second-host', 'lifecycle', neighbours, async (t, { host, vms, second }) => {
    await enterHost(t, host, vms);
    const taken = await howTaken(t, await requestEnter(t, second));
    t.observe('enter.second-host', taken, taken);
  }),
  defineProbe('enter.already', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    await enterHost(t, host, vms);
    const taken = await howTaken(t, await requestEnter(t, host));
    t.observe('enter.already', taken, taken);
  }),
  defineProbe('enter.unfit-host', 'lifecycle', lostHost, async (t, { host }) => {
    const taken = await howTaken(t, await requestEnter(t, host));
    t.observe('enter.unfit-host', taken, taken);
  }),
  defineProbe('enter.missing-vm', 'lifecycle', mixedHost, async (t, { host }) => {
    const taken = await howTaken(t, await requestEnter(t, host));
    t.observe('enter.missing-vm', taken === 'succeeds' ? 'shut-down' : taken, taken);
  }),
  defineProbe('enter.listed-movable-vm', 'lifecycle', mixedHost, async (t, { host, vms, movable }) => {
    const taken = await howTaken(t, await requestEnter(t, host, [movable.local_id, ...tiedOf(vms)]));
    const { status } = await readVm(t, movable);
    const choice = taken === 'refused' ? taken : status === 'STOPPED' ? 'shut-down' : 'migrated';
    t.observe('enter.listed-movable-vm', choice, `${taken}, ${status}`);
  }),
  defineProbe('enter.listed-off-vm', 'lifecycle', hostWithPlainOff, async (t, { host, vms, off }) => {
    const taken = await howTaken(t, await requestEnter(t, host, [off.local_id, ...tiedOf(vms)]));
    t.observe('enter.listed-off-vm', taken === 'succeeds' ? 'ignored' : taken, taken);
  }),
  defineProbe('enter.listed-other-vm', 'lifecycle', neighbours, async (t, { host, vms, secondVm }) => {
    const taken = await howTaken(t, await requestEnter(t, host, [secondVm.local_id, ...tiedOf(vms)]));
    t.observe('enter.listed-other-vm', taken === 'succeeds' ? 'ignored' : taken, taken);
  }),
  defineProbe('host-state.normal', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    await enterHost(t, host, vms);
    await endOf(t, await requestExit(t, host));
    const { host_state } = await readHost(t, host);
    const kept = host_state?.maintenance_job_id === '' ? 'in-use' : 'in-use-kept';
    t.observe('host-state.normal', host_state ? kept : 'null', host_state);
  }),
  defineProbe('host-state.job-id', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    const task = await enterHost(t, host, vms);
    const id = (await readHost(t, host)).host_state?.maintenance_job_id ?? '';
    const choice = id === task.id ? 'task-id' : UUID.test(id) ? 'uuid' : CUID.test(id) ? 'cuid' : undefined;
    t.observe('host-state.job-id', choice, id);
  }),
  defineProbe('host-state.time-format', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    await enterHost(t, host, vms);
    const time = (await readHost(t, host)).host_state?.enter_maintenance_time ?? '';
    t.observe('host-state.time-format', formatOf(time), time);
  }),
  defineProbe('host-state.time', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    const answer = await requestEnter(t, host, tiedOf(vms));
    const entering = (await readHost(t, host)).host_state?.enter_maintenance_time ?? '';
    const task = await endOf(t, answer);
    const inside = (await readHost(t, host)).host_state?.enter_maintenance_time ?? '';
    const choice = entering === '' ? 'in-maintenance' : entering === inside ? 'entering' : 'each-state';
    t.observe('host-state.time', choice, { entering, inside, began: at(task, 'local_created_at') });
  }),
];

function formatOf(time: string): string | undefined {
  if (/^\d{4}-\d\d-\d\dT/.test(time)) return 'iso';
  if (/^\d{9,11}$/.test(time)) return 'epoch-seconds';
  return /^\d{12,14}$/.test(time) ? 'epoch-milliseconds' : undefined;
}

/**
 * What operations do with requests that nobody wrote down.
 * @module
 */
import { type Case, defineProbe } from '../../kit/case/case.ts';
import type { Need } from '../../kit/case/need.ts';
import type { Vm } from '../../kit/session/wire.ts';
import { anyHost, disposable, mixedHost, named, neighbours } from '../needs.ts';
import { readVm } from '../reads.ts';
import { threeHosts } from '../world.ts';
import {
  at,
  endOf,
  enterHost,
  post,
  precheckOf,
  requestEnter,
  requestExit,
  requestPrecheck,
  tiedOf,
} from './ask.ts';

/** A guest that cannot hear. */
const deafVm: Need<{ readonly vm: Vm }> = {
  name: 'a world of its own with a running VM whose VM tools do not run',
  seed: threeHosts([{ name: 'deaf-01', fields: { vm_tools_status: 'NOT_INSTALLED' } }]),
  find: async (inventory) => {
    disposable(inventory);
    return { vm: named(await inventory.vms(), 'deaf-01') };
  },
};

export const requestProbes: readonly Case[] = [
  defineProbe('selector.id', 'precheck', anyHost, async (t, { host }) => {
    const { task } = await precheckOf(t, host);
    const { status } = await post(t, '/enter-maintance-mode-precheck-result', { where: { id: task.id } });
    t.observe('selector.id', status === 200 ? 'accepted' : 'refused', status);
  }),
  defineProbe('body.invalid', 'precheck', anyHost, async (t) => {
    t.observe('body.invalid', String((await post(t, '/enter-maintenance-mode-precheck', {})).status));
  }),
  defineProbe('body.unknown-member', 'precheck', anyHost, async (t, { host }) => {
    const answer = await post(t, '/enter-maintenance-mode-precheck', { where: { id: host.id }, force: true });
    await endOf(t, answer);
    t.observe('body.unknown-member', answer.status === 200 ? 'ignored' : 'refused', answer.status);
  }),
  defineProbe('host-filter.none', 'precheck', anyHost, async (t) => {
    t.observe('host-filter.none', String((await requestPrecheck(t, { id: 'nobody' })).status));
  }),
  defineProbe('host-filter.several', 'precheck', neighbours, async (t, { host }) => {
    const answer = await requestPrecheck(t, { cluster: { id: host.cluster.id } });
    await endOf(t, answer);
    t.observe('host-filter.several', answer.status === 200 ? 'first' : String(answer.status), answer.status);
  }),
  defineProbe('error.code', 'precheck', anyHost, async (t) => {
    const code = at((await requestPrecheck(t, { id: 'nobody' })).body, 'code');
    t.observe('error.code', code === undefined ? 'resource-locked' : 'every', code);
  }),
  defineProbe('vm-lists.id-kind', 'precheck', mixedHost, async (t, { host, fixed }) => {
    const { text } = (await precheckOf(t, host)).result;
    const choice = text.includes(fixed.local_id) ? 'local-id' : text.includes(fixed.id) ? 'cuid' : undefined;
    t.observe('vm-lists.id-kind', choice, text);
  }),
  defineProbe('vm-lists.cuid', 'lifecycle', mixedHost, async (t, { host, vms, fixed }) => {
    await enterHost(t, host, vms);
    const answer = await requestExit(t, host, { poweron_vms: [fixed.id] });
    await endOf(t, answer);
    const isOn = (await readVm(t, fixed)).status === 'RUNNING';
    t.observe(
      'vm-lists.cuid',
      answer.status >= 400 ? 'refused' : isOn ? 'accepted' : 'ignored',
      answer.status,
    );
  }),
  defineProbe('mutation.data', 'lifecycle', mixedHost, async (t, { host, vms }) => {
    const answer = await requestEnter(t, host, tiedOf(vms));
    await endOf(t, answer);
    t.observe(
      'mutation.data',
      at(answer.body, 'data', 'host_state') === undefined ? 'required-fields' : 'whole',
    );
  }),
  defineProbe('operation.empty-where', 'lifecycle', neighbours, async (t) => {
    const { status } = await post(t, '/update-host', { where: {}, data: {} });
    t.observe('operation.empty-where', status === 200 ? 'everything' : 'refused', status);
  }),
  defineProbe('operation.unmatched-where', 'lifecycle', anyHost, async (t) => {
    const { status } = await post(t, '/start-vm', { where: { id: 'nobody' } });
    t.observe(
      'operation.unmatched-where',
      status === 200 ? 'empty' : status === 404 ? 'not-found' : undefined,
      status,
    );
  }),
  defineProbe('shut-down.without-tools', 'lifecycle', deafVm, async (t, { vm }) => {
    const task = await endOf(t, await post(t, '/shutdown-vm', { where: { id: vm.id } }));
    t.observe(
      'shut-down.without-tools',
      task?.status === 'FAILED' ? 'times-out' : 'shuts-down',
      task?.error_code,
    );
  }),
  defineProbe('host-power.array-body', 'lifecycle', neighbours, async (t, { host }) => {
    const body = [{ where: { host_id: host.id }, data: { action: 'poweroff', force: true } }];
    const { status } = await post(t, '/operate-host-power', body);
    t.observe('host-power.array-body', status === 200 ? 'accepted' : 'refused', status);
  }),
];

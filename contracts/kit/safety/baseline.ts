/**
 * How a host of a real target and its VMs are before a run changes anything: what the run may touch, and what a
 * restoration goes back to.
 * @module
 */
import { type Api, first, ok } from '../session/client.ts';
import type { Cluster, Host, Task, Vm } from '../session/wire.ts';

export interface Baseline {
  readonly host: { readonly id: string; readonly name: string };
  readonly cluster: { readonly id: string; readonly name: string };
  /** The VMs on the host. */
  readonly vms: readonly BaselineVm[];
}

export interface BaselineVm {
  readonly id: string;
  readonly local_id: string;
  readonly name: string;
  readonly status: Vm['status'];
}

/** What a run may touch: one host, and the VMs that were on it when the run began. */
export interface Scope extends Baseline {
  /** The ids of the other hosts of its cluster: where its VMs may be moved. */
  readonly neighbours: readonly string[];
}

/** A host, and everything around it that maintenance depends on. */
export interface HostSurvey {
  readonly host: Host;
  readonly cluster: Cluster;
  /** The other hosts of its cluster. */
  readonly others: readonly Host[];
  /** The VMs of the host. */
  readonly vms: readonly Vm[];
  /** Unfinished tasks on the cluster's hosts and on the host's VMs. */
  readonly tasks: readonly Task[];
}

/** The host as it is now, and its VMs of the baseline, wherever they are. */
export interface Now {
  readonly host: Host;
  readonly vms: readonly Vm[];
}

/** A run must not begin. The message says why. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Something differs from the baseline. The message says what; a sweep may try again. */
export class NotRestored extends Error {
  override readonly name = 'NotRestored';
}

/** Reads a host and what is around it. Throws Refused unless exactly one host has that id or name. */
export async function surveyHost(api: Api, idOrName: string): Promise<HostSurvey> {
  const host = await findHost(api, idOrName);
  const inCluster = { cluster: { id: host.cluster.id } };
  const clusters = ok(await api.POST('/get-clusters', { body: { where: { id: host.cluster.id } } }));
  const hosts = ok(await api.POST('/get-hosts', { body: { where: inCluster } }));
  const vms = ok(await api.POST('/get-vms', { body: { where: { host: { id: host.id } } } }));
  const resource_id_in = [...hosts, ...vms].map(({ id }) => id);
  const tasks = ok(
    await api.POST('/get-tasks', {
      body: { where: { resource_id_in, status_in: ['PENDING', 'EXECUTING', 'PAUSED'] } },
    }),
  );
  const [cluster] = clusters;
  if (cluster === undefined) throw new Refused(`Host ${host.name} has no cluster.`);
  return { host, cluster, others: hosts.filter(({ id }) => id !== host.id), vms, tasks };
}

export function scopeOf({ host, others, vms }: HostSurvey): Scope {
  return {
    host: { id: host.id, name: host.name },
    cluster: { id: host.cluster.id, name: host.cluster.name },
    vms: vms.map(({ id, local_id, name, status }) => ({ id, local_id, name, status })),
    neighbours: others.map(({ id }) => id),
  };
}

/** Reads the host and the VMs of a baseline. */
export async function readNow(api: Api, { host, vms }: Baseline): Promise<Now> {
  const hosts = ok(await api.POST('/get-hosts', { body: { where: { id: host.id } } }));
  const ids = vms.map(({ id }) => id);
  const found = ids.length === 0 ? [] : ok(await api.POST('/get-vms', { body: { where: { id_in: ids } } }));
  return { host: first(hosts), vms: found };
}

async function findHost(api: Api, idOrName: string): Promise<Host> {
  const where = { OR: [{ id: idOrName }, { name: idOrName }] };
  const hosts = ok(await api.POST('/get-hosts', { body: { where } }));
  const [host] = hosts;
  if (host === undefined) throw new Refused(`There is no host ${idOrName}, neither by id nor by name.`);
  if (hosts.length === 1) return host;
  const candidates = hosts.map(({ id, cluster }) => `${id} in cluster ${cluster.name}`);
  throw new Refused(`Several hosts are named ${idOrName}; give the id: ${candidates.join(', ')}.`);
}

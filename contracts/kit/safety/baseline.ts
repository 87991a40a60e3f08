/**
 * What is read before anything is done to a real target.
 * @module
 */
import { type Api, ok } from '../session/client.ts';
import type { Cluster, Host, Task, Vm } from '../session/wire.ts';
import { beforeOf, type Scope } from './scope.ts';

export interface HostReading {
  readonly host: Host;
  readonly cluster: Cluster;
  /** The other hosts of its cluster. */
  readonly others: readonly Host[];
  /** The VMs of the host. */
  readonly vms: readonly Vm[];
  /** Unfinished tasks on the cluster's hosts and on the host's VMs. */
  readonly tasks: readonly Task[];
}

/** The run is not begun. The message says why. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Reads what there is to know about a host. Throws Refused unless exactly one host has that id or name. */
export async function readSituation(api: Api, idOrName: string): Promise<HostReading> {
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

/** What may be touched of it. */
export function scopeOf({ host, others, vms }: HostReading): Scope {
  return { ...beforeOf(host, vms), neighbours: others.map(({ id }) => id) };
}

async function findHost(api: Api, idOrName: string): Promise<Host> {
  const where = { OR: [{ id: idOrName }, { name: idOrName }] };
  const hosts = ok(await api.POST('/get-hosts', { body: { where } }));
  const [host] = hosts;
  if (host === undefined) throw new Refused(`There is no host ${idOrName}, neither by id nor by name.`);
  if (hosts.length === 1) return host;
  const which = hosts.map(({ id, cluster }) => `${id} in cluster ${cluster.name}`);
  throw new Refused(`Several hosts are named ${idOrName}; give the id: ${which.join(', ')}.`);
}

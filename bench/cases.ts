/**
 * The measured requests and worlds. The fake and the bare server get the same requests.
 * @module
 */
export interface Case {
  readonly name: string;
  readonly path: string;
  /** Returns the bodies of the requests, which are sent in turn. */
  bodies(ids: Ids): readonly object[];
  /** The intended ratio to bare Hono, in requests per second. */
  readonly aim?: number;
  /** Whether a hundred VMs a second are restarted during the case. */
  readonly writes?: boolean;
}

/** The ids of existing records. */
export interface Ids {
  readonly host: string;
  /** Several hundred ids, so that the answers do not fit into the cache. */
  readonly vms: readonly string[];
  readonly tasks: readonly string[];
}

const HOSTS = { path: '/get-hosts', bodies: () => [{ first: 100 }] };

export const CASES: readonly Case[] = [
  {
    name: '1 precheck, with the check behind it',
    path: '/enter-maintenance-mode-precheck',
    bodies: ({ host }) => [{ where: { id: host } }],
    aim: 0.7,
  },
  { name: '2 get-hosts, 100, nothing changes', ...HOSTS, aim: 0.7 },
  { name: '2 get-hosts, 100, while VMs restart', ...HOSTS, aim: 0.3, writes: true },
  {
    name: '3 get-vms by id',
    path: '/get-vms',
    bodies: ({ vms }) => vms.map((id) => ({ where: { id } })),
    aim: 0.7,
  },
  {
    name: '4 get-vms, no index, first 50',
    path: '/get-vms',
    bodies: ({ vms }) => vms.map((id) => ({ where: { description_contains: id }, first: 50 })),
  },
  {
    name: '5 get-tasks by id',
    path: '/get-tasks',
    bodies: ({ tasks }) => tasks.map((id) => ({ where: { id } })),
    aim: 0.7,
  },
];

/** The sizes of the worlds. `hosts` and `perCluster` are the hosts and VMs of each cluster, `vms` the VMs in all. */
export const WORLDS = [
  { vms: 100, clusters: 1, hosts: 10, perCluster: 100 },
  { vms: 1_000, clusters: 1, hosts: 100, perCluster: 1_000 },
  { vms: 10_000, clusters: 1, hosts: 100, perCluster: 10_000 },
  { vms: 100_000, clusters: 10, hosts: 100, perCluster: 10_000 },
] as const;

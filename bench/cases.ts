/**
 * What is measured: requests, the same for the fake and for the bare server beside it.
 * @module
 */
export interface Case {
  readonly name: string;
  readonly path: string;
  /** The requests' bodies, sent in turn. */
  bodies(ids: Ids): readonly object[];
  /** The share of bare Hono's requests per second to reach. */
  readonly aim?: number;
  /** Whether VMs are restarted meanwhile, a hundred times a second. */
  readonly writes?: boolean;
}

/** Ids of things that are there. */
export interface Ids {
  readonly host: string;
  /** Some hundreds, so that no answer can simply be kept. */
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

/** Worlds: clusters, hosts in each, VMs in each. */
export const WORLDS = [
  { vms: 100, clusters: 1, hosts: 10, perCluster: 100 },
  { vms: 1_000, clusters: 1, hosts: 100, perCluster: 1_000 },
  { vms: 10_000, clusters: 1, hosts: 100, perCluster: 10_000 },
  { vms: 100_000, clusters: 10, hosts: 100, perCluster: 10_000 },
] as const;

/**
 * Before anything is changed on a real target: is this host fit for it? On any doubt the answer is no.
 * @module
 */
import { type Api, ok } from './client.ts';
import { type Patience, watch } from './settle.ts';
import type { Host, Vm } from './wire.ts';

export interface Finding {
  readonly is: 'fine' | 'refused';
  /** In words. */
  readonly what: string;
}

/** What preflight looked at. */
export interface Preflight {
  readonly host: Host;
  readonly vms: readonly Vm[];
  readonly findings: readonly Finding[];
}

/** A host cannot be told from the others, or is not there. */
export class HostError extends Error {
  override readonly name = 'HostError';
}

/** The only host of that id, UUID or name. Throws HostError if there is none, or more than one. */
export async function findNamedHost(api: Api, named: string): Promise<Host> {
  const OR = [{ id: named }, { local_id: named }, { name: named }];
  const hosts = ok(await api.POST('/get-hosts', { body: { where: { OR } } }));
  const [host] = hosts;
  if (host !== undefined && hosts.length === 1) return host;
  const ids = hosts.map(({ id, cluster }) => `${id} in ${cluster.name}`).join(', ');
  throw new HostError(
    hosts.length === 0
      ? `There is no host ${named}.`
      : `${named} is the name of ${hosts.length} hosts; name one by its id: ${ids}.`,
  );
}

/** Everything that can be known by reading. */
export async function inspect(api: Api, host: Host): Promise<Preflight> {
  const all = ok(await api.POST('/get-hosts', { body: { where: { cluster: { id: host.cluster.id } } } }));
  const others = all.filter(({ id }) => id !== host.id);
  const vms = ok(await api.POST('/get-vms', { body: { where: { host: { id: host.id } } } }));
  const where = {
    resource_id_in: [host.id, ...vms.map(({ id }) => id)],
    status_in: ['PENDING', 'EXECUTING', 'PAUSED'] as const,
  };
  const tasks = ok(await api.POST('/get-tasks', { body: { where } }));
  const findings = [
    finding(unfit(host).length === 0, `Host ${host.name} is in use and healthy`, unfit(host).join(', ')),
    finding(others.length > 0, 'There are other hosts in its cluster', 'it is the only one'),
    finding(
      others.every((one) => unfit(one).length === 0),
      'Every other host of its cluster is in use and healthy',
      others.flatMap((one) => unfit(one).map((why) => `${one.name}: ${why}`)).join(', '),
    ),
    finding(
      tasks.length === 0,
      'No task runs on the host or its VMs',
      tasks.map(({ description }) => description).join(', '),
    ),
    vmsFinding(vms),
    memoryFinding(vms, others),
  ];
  return { host, vms, findings };
}

/** The target's own check of the host: it starts a task, and changes nothing. */
export async function precheckFinding(
  api: Api,
  { host, vms }: Preflight,
  patience: Patience,
): Promise<Finding> {
  const { task_id } = ok(
    await api.POST('/enter-maintenance-mode-precheck', { body: { where: { id: host.id } } }),
  );
  const task = (await watch(api, task_id, patience)).at(-1);
  const { shutdownVms, done } = ok(
    await api.POST('/enter-maintance-mode-precheck-result', { body: { where: { task_id } } }),
  );
  const listed = shutdownVms.map(
    ({ vm_uuid }) => vms.find(({ local_id }) => local_id === vm_uuid)?.name ?? vm_uuid,
  );
  const unexpected = shutdownVms.filter(
    ({ vm_uuid }) => !vms.some(({ local_id, status }) => local_id === vm_uuid && status === 'RUNNING'),
  );
  const isFine = task?.status === 'SUCCESSED' && done && unexpected.length === 0;
  const what = `The target's own precheck has nothing against it${listed.length === 0 ? '' : `; it will shut down ${listed.join(', ')}`}`;
  return finding(
    isFine,
    what,
    task?.error_message ?? (done ? 'it lists VMs that are not there' : 'it is not done'),
  );
}

function finding(isFine: boolean, what: string, otherwise: string): Finding {
  return isFine ? { is: 'fine', what } : { is: 'refused', what: `${what}: no, ${otherwise}` };
}

function unfit({ state, status, host_state, entityAsyncStatus }: Host): string[] {
  const maintenance = host_state?.state ?? 'IN_USE';
  return [
    ...(state === 'IN_USE' ? [] : [`its state is ${state}`]),
    ...(status === 'CONNECTED_HEALTHY' ? [] : [`its status is ${status}`]),
    ...(maintenance === 'IN_USE' ? [] : [`its host_state is ${maintenance}`]),
    ...(entityAsyncStatus ? [`it is ${entityAsyncStatus}`] : []),
  ];
}

function vmsFinding(vms: readonly Vm[]): Finding {
  const doubtful = vms.flatMap(({ name, status, vm_usage, entityAsyncStatus }) => [
    ...(status === 'RUNNING' || status === 'STOPPED' ? [] : [`${name} is ${status}`]),
    ...(vm_usage ? [`${name} is a system VM (${vm_usage})`] : []),
    ...(entityAsyncStatus ? [`${name} is ${entityAsyncStatus}`] : []),
  ]);
  return finding(
    doubtful.length === 0,
    `All ${vms.length} VMs of the host run or are off, and none is a system VM`,
    doubtful.join(', '),
  );
}

/** Of the memory that is left elsewhere, this much is not counted on. */
const RESERVE = 0.1;

function memoryFinding(vms: readonly Vm[], others: readonly Host[]): Finding {
  const running = vms.filter(({ status }) => status === 'RUNNING').map(({ memory }) => memory);
  const needed = running.reduce((sum, memory) => sum + memory, 0);
  const left =
    others.reduce((sum, { allocatable_memory_bytes }) => sum + allocatable_memory_bytes, 0) * (1 - RESERVE);
  return finding(
    needed <= left,
    'The other hosts have enough memory for its running VMs',
    `${gib(needed)} are needed and ${gib(left)} are left`,
  );
}

function gib(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 30)} GiB`;
}

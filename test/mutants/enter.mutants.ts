/**
 * Lies about entering.
 * @module
 */
import { withAnswer, withRequest, listOf, type Mutant, pathOf, withField, worldNameOf } from './mutant.ts';
import { afterTask, move, neighbourOf, vmNamed } from './state.ts';

const ENTER = '/enter-maintance-mode';
const ENTERED = 'enterMaintenanceMode';

export const ENTER_MUTANTS: readonly Mutant[] = [
  {
    id: 'left-entering',
    lie: 'The host stays ENTERING_MAINTENANCE_MODE for ever.',
    caughtBy: 'ENTER-001',
    mutate: withField(['/get-hosts'], 'state', (state) =>
      state === 'MAINTENANCE_MODE' ? 'ENTERING_MAINTENANCE_MODE' : state,
    ),
  },
  {
    id: 'never-entering',
    lie: 'The host is in maintenance as soon as it begins to enter.',
    caughtBy: 'ENTER-002',
    mutate: withField(['/get-hosts'], 'state', (state) =>
      state === 'ENTERING_MAINTENANCE_MODE' ? 'MAINTENANCE_MODE' : state,
    ),
  },
  {
    id: 'state-as-text',
    lie: 'host_state is a text.',
    caughtBy: 'ENTER-003',
    mutate: withField(['/get-hosts'], 'host_state', (state) => (state === null ? null : 'MAINTENANCE_MODE')),
  },
  {
    id: 'state-of-usage-changed',
    lie: 'state is REMOVING while the host is in maintenance.',
    caughtBy: 'ENTER-004',
    mutate: afterTask(ENTERED, (world, { id }) => world.update('Host', id, { state: 'REMOVING' })),
  },
  {
    id: 'vm-never-moved',
    lie: 'VMs that can be moved are still on the host.',
    caughtBy: 'ENTER-005',
    mutate: afterTask(ENTERED, (world, { id }) => move(world, 'web-01', id)),
  },
  {
    id: 'wrong-node-ip',
    lie: 'node_ip of a VM does not follow it.',
    caughtBy: 'ENTER-006',
    mutate: withField(['/get-vms'], 'node_ip', () => '192.0.2.1'),
  },
  {
    id: 'shutdown-list-ignored',
    lie: 'shutdown_vms is ignored: those VMs run on.',
    caughtBy: 'ENTER-007',
    mutate: afterTask(ENTERED, (world) =>
      world.update('Vm', vmNamed(world, 'gpu-01').id, { status: 'RUNNING' }),
    ),
  },
  {
    id: 'no-shutdown-time',
    lie: 'A VM that was shut down does not say when.',
    caughtBy: 'ENTER-008',
    mutate: withField(['/get-vms'], 'last_shutdown_time', () => null),
  },
  {
    id: 'standby-left',
    lie: 'A VM with HA that is off is not moved.',
    caughtBy: 'ENTER-009',
    mutate: afterTask(ENTERED, (world, { id }) => move(world, 'standby-ha-01', id)),
  },
  {
    id: 'powered-off-left',
    lie: 'A VM with HA that is powered off while its host empties is left on it.',
    caughtBy: 'CHANGE-001',
    mutate: afterTask(ENTERED, (world, { id }) => {
      if (vmNamed(world, 'web-02').status === 'STOPPED') move(world, 'web-02', id);
    }),
  },
  {
    id: 'template-moved',
    lie: 'A VM without HA that is off is moved.',
    caughtBy: 'ENTER-010',
    mutate: afterTask(ENTERED, (world, host) => move(world, 'template-01', neighbourOf(world, host).id)),
  },
  {
    id: 'vm-running-in-maintenance',
    lie: 'A VM still runs on a host in maintenance.',
    caughtBy: 'ENTER-012',
    mutate: afterTask(ENTERED, (world) =>
      world.update('Vm', vmNamed(world, 'gpu-01').id, { status: 'RUNNING' }),
    ),
  },
  {
    id: 'vm-forgotten',
    lie: 'A VM is lost on the way.',
    caughtBy: 'ENTER-013',
    mutate: afterTask(ENTERED, (world) => world.remove('Vm', vmNamed(world, 'web-02').id)),
  },
  {
    id: 'vm-on-two-hosts',
    lie: 'A moved VM is still listed by the host it left.',
    caughtBy: 'ENTER-014',
    mutate: remembering('vms', '/get-hosts'),
  },
  {
    id: 'counters-stand-still',
    lie: 'Counters of hosts do not move with the VMs.',
    caughtBy: 'ENTER-015',
    mutate: remembering('running_vm_num', '/get-hosts'),
  },
  {
    id: 'memory-stands-still',
    lie: 'Memory of hosts does not move with the VMs.',
    caughtBy: 'ENTER-016',
    mutate: remembering('allocatable_memory_bytes', '/get-hosts'),
  },
  {
    id: 'bystander-stopped',
    lie: 'A VM of another host is shut down, too.',
    caughtBy: 'ENTER-017',
    mutate: afterTask(ENTERED, (world) =>
      world.update('Vm', vmNamed(world, 'other-web-01').id, { status: 'STOPPED' }),
    ),
  },
  {
    id: 'whole-cluster-enters',
    lie: 'Another host of the cluster enters, too.',
    caughtBy: 'ENTER-018',
    mutate: afterTask(ENTERED, (world, host) =>
      world.update('Host', neighbourOf(world, host).id, { host_state: host.host_state }),
    ),
  },
  {
    id: 'list-for-an-object',
    lie: 'Entering answers a list.',
    caughtBy: 'ENTER-019',
    mutate: withAnswer([ENTER], ({ answer, status }) => (status === 200 ? { answer: [answer] } : undefined)),
  },
  {
    id: 'never-busy',
    lie: 'entityAsyncStatus is always null.',
    caughtBy: 'ENTER-021',
    mutate: withField(['/get-hosts'], 'entityAsyncStatus', () => null),
  },
  {
    id: 'no-audit',
    lie: 'Nothing is in the audit log.',
    caughtBy: 'ENTER-022',
    mutate: withAnswer(['/get-user-audit-logs'], () => ({ answer: [] })),
  },
  {
    id: 'second-enter-accepted',
    lie: 'A host in maintenance enters again, with success.',
    caughtBy: 'REFUSAL-001',
    mutate: repeating(ENTER),
  },
  {
    id: 'second-host-accepted',
    lie: 'A second host of the cluster enters, with success.',
    caughtBy: 'REFUSAL-003',
    mutate: repeating(ENTER),
  },
  {
    id: 'consent-taken',
    lie: 'VMs are shut down although shutdown_vms does not name them.',
    caughtBy: 'REFUSAL-007',
    mutate: (fake) => (request) => {
      const { world } = fake.worlds.get(worldNameOf(request));
      const data = {
        shutdown_vms: [...world.all('Vm')].flatMap(({ name, local_id }) =>
          name === 'gpu-01' ? [local_id] : [],
        ),
      };
      return withRequest(ENTER, (body) => ({ ...body, data }))(fake)(request);
    },
  },
  {
    id: 'failed-enter-leaves-host',
    lie: 'After a failed enter the host is still entering.',
    caughtBy: 'REFUSAL-008',
    mutate: (fake) => {
      const entering = new Set<string>();
      return async (request) => {
        if (pathOf(request) === ENTER) entering.add(worldNameOf(request));
        const state = {
          state: 'ENTERING_MAINTENANCE_MODE',
          enter_maintenance_time: 'x',
          maintenance_job_id: 'x',
        };
        const isLying = entering.has(worldNameOf(request));
        return withField(['/get-hosts'], 'host_state', (value) => (isLying ? state : value))(fake)(request);
      };
    },
  },
];

/** A member of each object keeps the value it was first seen with. */
function remembering(name: string, path: string): Mutant['mutate'] {
  const first = new Map<unknown, unknown>();
  const withFirst = (one: Readonly<Record<string, unknown>>) => {
    const value = first.get(one['id']) ?? one[name];
    first.set(one['id'], value);
    return { ...one, [name]: value };
  };
  return withAnswer([path], ({ answer, status }) =>
    status === 200 ? { answer: listOf(answer).map(withFirst) } : undefined,
  );
}

/** What is refused is answered as the last time that it was not. */
function repeating(path: string): Mutant['mutate'] {
  let good: unknown;
  return withAnswer([path], ({ answer, status }) => {
    if (status !== 200) return { status: 200, answer: good };
    good = answer;
    return undefined;
  });
}

/**
 * Lies about the exit check and the exit.
 * @module
 */
import {
  withAnswer,
  withRequest,
  listOf,
  type Mutant,
  membersOf,
  pathOf,
  withField,
  worldNameOf,
} from './mutant.ts';
import { afterTask, move, neighbourOf, vmNamed } from './state.ts';

const EXIT_CHECK = '/exit-maintance-mode-precheck-result';
const EXIT = '/exit-maintance-mode';
const LEFT = 'exitMaintenanceMode';

export const EXIT_MUTANTS: readonly Mutant[] = [
  {
    id: 'exit-list-misses-vm',
    lie: 'The exit check leaves out a VM.',
    caughtBy: 'EXIT-CHECK-001',
    mutate: withField([EXIT_CHECK], 'liveMigrateVms', (vms) => listOf(vms).slice(1)),
  },
  {
    id: 'exit-lists-swapped',
    lie: 'The exit check mistakes VMs that were moved cold for such that were moved live.',
    caughtBy: 'EXIT-CHECK-001',
    mutate: withAnswer([EXIT_CHECK], ({ answer, status }) => {
      const { liveMigrateVms, offlineMigrateVms, ...rest } = membersOf(answer);
      return status === 200
        ? { answer: { ...rest, liveMigrateVms: offlineMigrateVms, offlineMigrateVms: liveMigrateVms } }
        : undefined;
    }),
  },
  {
    id: 'exit-casing',
    lie: 'The exit check says shutdownVms.',
    caughtBy: 'EXIT-CHECK-002',
    mutate: withAnswer([EXIT_CHECK], ({ answer, status }) => {
      const { shutDownVms, ...rest } = membersOf(answer);
      return status === 200 ? { answer: { ...rest, shutdownVms: shutDownVms } } : undefined;
    }),
  },
  {
    id: 'exit-list-null',
    lie: 'A list of the exit check is null when it is empty.',
    caughtBy: 'EXIT-CHECK-007',
    mutate: withField([EXIT_CHECK], 'liveMigrateVms', (vms) => (listOf(vms).length === 0 ? null : vms)),
  },
  {
    id: 'verify-always-changed',
    lie: 'verify says that every VM has changed.',
    caughtBy: 'EXIT-CHECK-003',
    mutate: withField([EXIT_CHECK], 'changed', () => true),
  },
  {
    id: 'verify-never-changes',
    lie: 'verify never says that a VM has changed.',
    caughtBy: 'EXIT-CHECK-004',
    mutate: withField([EXIT_CHECK], 'verify', () => ({ changed: false, reason: '' })),
  },
  {
    id: 'verify-without-reason',
    lie: 'verify does not say why.',
    caughtBy: 'EXIT-CHECK-006',
    mutate: withField([EXIT_CHECK], 'reason', () => ''),
  },
  {
    id: 'wrong-target',
    lie: 'target_host_name is the host that the VM left.',
    caughtBy: 'EXIT-CHECK-008',
    mutate: withField([EXIT_CHECK], 'target_host_name', () => 'case-01'),
  },
  {
    id: 'exit-check-exits',
    lie: 'The exit check takes the host out of maintenance.',
    caughtBy: 'EXIT-CHECK-009',
    mutate: (fake) => async (request) => {
      const answer = await fake.fetch(request);
      if (pathOf(request) !== EXIT_CHECK) return answer;
      const { world } = fake.worlds.get(worldNameOf(request));
      for (const { id, host_state } of world.all('Host'))
        if (host_state !== null) world.update('Host', id, { host_state: null });
      return answer;
    },
  },
  {
    id: 'vm-left-behind',
    lie: 'One VM is not brought back by a full exit.',
    caughtBy: 'EXIT-001',
    mutate: afterTask(LEFT, (world, host) => move(world, 'web-01', neighbourOf(world, host).id)),
  },
  {
    id: 'vm-left-off',
    lie: 'A VM that was shut down is still off after a full exit.',
    caughtBy: 'EXIT-001',
    mutate: afterTask(LEFT, (world) =>
      world.update('Vm', vmNamed(world, 'gpu-01').id, { status: 'STOPPED' }),
    ),
  },
  {
    id: 'still-in-maintenance',
    lie: 'The host is still in maintenance after its exit has succeeded.',
    caughtBy: 'EXIT-002',
    mutate: afterTask(LEFT, (world, { id }) =>
      world.update('Host', id, {
        host_state: { state: 'MAINTENANCE_MODE', enter_maintenance_time: 'x', maintenance_job_id: 'x' },
      }),
    ),
  },
  {
    id: 'host-leaves-last',
    lie: 'The host is in maintenance until its VMs are back.',
    caughtBy: 'EXIT-003',
    mutate: (fake) => {
      const leaving = new Set<string>();
      return async (request) => {
        const world = worldNameOf(request);
        if (pathOf(request) === EXIT) leaving.add(world);
        const state = { state: 'MAINTENANCE_MODE', enter_maintenance_time: 'x', maintenance_job_id: 'x' };
        const tell = (value: unknown) => (leaving.has(world) ? state : value);
        return withField(['/get-hosts'], 'host_state', tell)(fake)(request);
      };
    },
  },
  {
    id: 'all-brought-back',
    lie: 'VMs that no list names are brought back, too.',
    caughtBy: 'EXIT-004',
    mutate: afterTask(LEFT, (world, { id }) => move(world, 'web-01', id)),
  },
  {
    id: 'poweron-ignored',
    lie: 'poweron_vms is ignored.',
    caughtBy: 'EXIT-005',
    mutate: withRequest(EXIT, emptying('poweron_vms')),
  },
  {
    id: 'live-back-ignored',
    lie: 'live_migrate_back_vms is ignored.',
    caughtBy: 'EXIT-006',
    mutate: withRequest(EXIT, emptying('live_migrate_back_vms')),
  },
  {
    id: 'offline-back-ignored',
    lie: 'offline_migrate_back_vms is ignored.',
    caughtBy: 'EXIT-007',
    mutate: withRequest(EXIT, emptying('offline_migrate_back_vms')),
  },
  {
    id: 'host-that-is-off-leaves',
    lie: 'A host that is off leaves maintenance.',
    caughtBy: 'REFUSAL-017',
    mutate: (fake) => async (request) => {
      const { world } = fake.worlds.get(worldNameOf(request));
      if (pathOf(request) === EXIT)
        for (const { id } of world.all('Host')) world.update('Host', id, { status: 'CONNECTED_HEALTHY' });
      return fake.fetch(request);
    },
  },
  {
    id: 'must-rule-broken-on-return',
    lie: 'A VM is brought back beside one that a Must rule keeps it apart from.',
    caughtBy: 'CHANGE-002',
    mutate: (fake) => async (request) => {
      const { world } = fake.worlds.get(worldNameOf(request));
      for (const { id } of world.all('VmPlacementGroup'))
        if (pathOf(request) === EXIT) world.update('VmPlacementGroup', id, { enabled: false });
      return fake.fetch(request);
    },
  },
];

function emptying(list: string): (body: Readonly<Record<string, unknown>>) => unknown {
  return (body) => ({ ...body, data: { ...membersOf(body['data']), [list]: [] } });
}

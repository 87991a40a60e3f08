/**
 * Lies about the precheck.
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

const RESULT = '/enter-maintance-mode-precheck-result';

export const PRECHECK_MUTANTS: readonly Mutant[] = [
  {
    id: 'strings-for-objects',
    lie: 'shutdownVms is a list of strings.',
    caughtBy: 'PRECHECK-002',
    mutate: withField([RESULT], 'shutdownVms', (vms) => listOf(vms).map((vm) => vm['vm_uuid'])),
  },
  {
    id: 'wrong-casing',
    lie: 'The precheck result says shutDownVms.',
    caughtBy: 'PRECHECK-002',
    mutate: withAnswer([RESULT], ({ answer, status }) => {
      const { shutdownVms, done } = membersOf(answer);
      return status === 200 ? { answer: { shutDownVms: shutdownVms, done } } : undefined;
    }),
  },
  {
    id: 'cuids-for-uuids',
    lie: 'shutdownVms has the ids of VMs instead of their UUIDs.',
    caughtBy: 'PRECHECK-002',
    mutate: (fake) => (request) => {
      const { world } = fake.worlds.get(worldNameOf(request));
      const idOf = (uuid: unknown) =>
        [...world.all('Vm')].find(({ local_id }) => local_id === uuid)?.id ?? uuid;
      return withField([RESULT], 'vm_uuid', idOf)(fake)(request);
    },
  },
  {
    id: 'stranger-listed',
    lie: 'A VM of another host must be shut down, too.',
    caughtBy: 'PRECHECK-003',
    mutate: (fake) => (request) => {
      const { world } = fake.worlds.get(worldNameOf(request));
      const stranger = [...world.all('Vm')].find(({ name }) => name.startsWith('decoy'));
      return withField([RESULT], 'shutdownVms', (vms) => [...listOf(vms), { vm_uuid: stranger?.local_id }])(
        fake,
      )(request);
    },
  },
  {
    id: 'never-done',
    lie: 'done is never true.',
    caughtBy: 'PRECHECK-004',
    mutate: withField([RESULT], 'done', () => false),
  },
  {
    id: 'done-although-blocked',
    lie: 'done is true although a suspended VM keeps the host out.',
    caughtBy: 'PRECHECK-051',
    mutate: withField([RESULT], 'done', () => true),
  },
  {
    id: 'done-too-early',
    lie: 'done is true while the task still runs.',
    caughtBy: 'PRECHECK-006',
    mutate: (fake) => async (request) => {
      if (pathOf(request) !== RESULT) return fake.fetch(request);
      return Response.json({ shutdownVms: [], done: true }, { headers: { 'x-tower-request-id': 'mutant' } });
    },
  },
  {
    id: 'null-for-no-vms',
    lie: 'shutdownVms is null when there are none.',
    caughtBy: 'PRECHECK-005',
    mutate: withField([RESULT], 'shutdownVms', (vms) => (listOf(vms).length === 0 ? null : vms)),
  },
  {
    id: 'nothing-listed',
    lie: 'No VM must ever be shut down.',
    caughtBy: 'PRECHECK-021',
    mutate: withField([RESULT], 'shutdownVms', () => []),
  },
  {
    id: 'misspelt-precheck',
    lie: 'The precheck is at the misspelt path, too.',
    caughtBy: 'PRECHECK-015',
    mutate: withRequest('/enter-maintance-mode-precheck', (body) => body, '/enter-maintenance-mode-precheck'),
  },
  {
    id: 'path-spelt-right',
    lie: 'The precheck result is at the path spelt right, too.',
    caughtBy: 'PRECHECK-016',
    mutate: withRequest('/enter-maintenance-mode-precheck-result', (body) => body, RESULT),
  },
  {
    id: 'misspelt-path-missing',
    lie: 'The precheck result is not at its misspelt path.',
    caughtBy: 'PRECHECK-010',
    mutate: (fake) => (request) =>
      fake.fetch(
        pathOf(request) === RESULT ? new Request(request.url.replace(RESULT, '/nowhere'), request) : request,
      ),
  },
];

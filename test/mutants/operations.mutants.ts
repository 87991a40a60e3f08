/**
 * Lies about operations on VMs and hosts.
 * @module
 */
import { withAnswer, withRequest, listOf, type Mutant, membersOf, withField, worldNameOf } from './mutant.ts';

export const OPERATION_MUTANTS: readonly Mutant[] = [
  {
    id: 'started-not',
    lie: 'A started VM is still off.',
    caughtBy: 'VM-001',
    mutate: withField(['/get-vms'], 'status', () => 'STOPPED'),
  },
  {
    id: 'target-ignored',
    lie: 'migrate-vm ignores the host that is named.',
    caughtBy: 'VM-031',
    mutate: (fake) => (request) => {
      const { world } = fake.worlds.get(worldNameOf(request));
      const host_id = [...world.all('Host')].find(({ name }) => name === 'case-03')?.id;
      return withRequest('/migrate-vm', (body) => ({ ...body, data: { host_id } }))(fake)(request);
    },
  },
  {
    id: 'bin-keeps-name',
    lie: 'A VM keeps its name in the recycle bin.',
    caughtBy: 'VM-041',
    mutate: withAnswer(['/get-vms'], ({ answer }) => ({
      answer: listOf(answer).map((vm) => ({
        ...vm,
        name: vm['original_name'] === 'off-01' ? 'off-01' : vm['name'],
      })),
    })),
  },
  {
    id: 'lock-not-named',
    lie: 'The error of a busy VM does not name it.',
    caughtBy: 'VM-046',
    mutate: withAnswer(['/delete-vm'], ({ answer, status }) => {
      const { props: _named, ...error } = membersOf(answer);
      return status === 400 ? { answer: error } : undefined;
    }),
  },
  {
    id: 'rename-does-nothing',
    lie: 'A renamed host keeps its name.',
    caughtBy: 'HOST-001',
    mutate: withRequest('/update-host', (body) => ({ ...body, data: {} })),
  },
  {
    id: 'power-off-without-maintenance',
    lie: 'A host in normal use is powered off without force.',
    caughtBy: 'HOST-003',
    mutate: withRequest('/operate-host-power', (body) => ({
      ...body,
      data: { ...membersOf(body['data']), force: true },
    })),
  },
  {
    id: 'forced-reboot-spares-vms',
    lie: 'VMs keep running while their host is rebooted by force.',
    caughtBy: 'HOST-009',
    mutate: withField(['/get-vms'], 'status', (status) => (status === 'STOPPED' ? 'RUNNING' : status)),
  },
];

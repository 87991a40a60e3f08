import { describe, expect, it } from 'vitest';
import { type Permission, whyForbidden } from '../../contracts/kit/safety/permit.ts';
import { contract } from '../../contracts/openapi/generated/document.ts';

const own = { id: 'vm-1', local_id: 'uuid-1', name: 'web', status: 'RUNNING' } as const;
const other = { id: 'vm-2', local_id: 'uuid-2', name: 'db', status: 'STOPPED' } as const;
const permission: Permission = {
  ceiling: 'lifecycle',
  scope: {
    host: { id: 'host-1', name: 'node-01' },
    cluster: { id: 'cluster-1', name: 'prod' },
    vms: [own, other],
    neighbours: ['host-2'],
  },
  account: { user: 'root', password: 'secret' },
};

function isForbidden(path: string, body: unknown, changes: Partial<Permission> = {}): boolean {
  return whyForbidden({ path, body }, { ...permission, ...changes }) !== undefined;
}

describe('a real target is asked to', () => {
  it.each([
    ['/enter-maintenance-mode-precheck', { where: { id: 'host-1' } }],
    ['/enter-maintance-mode', { where: { host_id: 'host-1' }, data: {} }],
    ['/enter-maintance-mode', { where: { host_id: 'host-1' }, data: { shutdown_vms: ['uuid-1'] } }],
    ['/exit-maintance-mode', { where: { host_id: 'host-1' }, data: { poweron_vms: ['uuid-1', 'uuid-2'] } }],
    ['/start-vm', { where: { id: 'vm-1' } }],
    ['/start-vm', { where: { local_id_in: ['uuid-1', 'uuid-2'] }, data: { host_id: 'host-1' } }],
    ['/migrate-vm', { where: { id_in: ['vm-1'] }, data: { host_id: 'host-2' } }],
    ['/shutdown-vm', { where: { local_id: 'uuid-2' } }],
    ['/enter-maintance-mode', { where: { host_id: 'nobody' }, data: {} }],
  ])('%s %j', (path, body) => {
    expect(isForbidden(path, body)).toBe(false);
  });
});

describe('a real target is never asked to', () => {
  it.each([
    ['touch another host', '/enter-maintance-mode', { where: { host_id: 'host-2' }, data: {} }],
    [
      'select its host in another way too',
      '/enter-maintance-mode',
      { where: { host_id: 'host-1', id: 'x' }, data: {} },
    ],
    [
      'shut down a VM of another host',
      '/enter-maintance-mode',
      { where: { host_id: 'host-1' }, data: { shutdown_vms: ['uuid-3'] } },
    ],
    [
      'take what is no list of VMs',
      '/exit-maintance-mode',
      { where: { host_id: 'host-1' }, data: { poweron_vms: null } },
    ],
    ['do without data', '/enter-maintance-mode', { where: { host_id: 'host-1' } }],
    ['check whatever a filter finds', '/enter-maintenance-mode-precheck', { where: {} }],
    ['stop all VMs but one', '/shutdown-vm', { where: { id_not: 'vm-1' } }],
    ['stop the VMs of its cluster', '/shutdown-vm', { where: { cluster: { id: 'cluster-1' } } }],
    ['stop the VMs of its host, whoever came there', '/shutdown-vm', { where: { host: { id: 'host-1' } } }],
    ['stop one of these or another', '/shutdown-vm', { where: { OR: [{ id: 'vm-1' }, { id: 'vm-3' }] } }],
    ['stop a VM of another host beside its own', '/shutdown-vm', { where: { id_in: ['vm-1', 'vm-3'] } }],
    ['stop whatever an empty list means', '/shutdown-vm', { where: { id_in: [] } }],
    ['stop whatever an empty filter means', '/shutdown-vm', { where: {} }],
    ['stop whatever null means', '/shutdown-vm', { where: { id: null } }],
    ['stop whatever no filter means', '/shutdown-vm', {}],
    ['stop whatever no body means', '/shutdown-vm', undefined],
    ['stop whatever a list means', '/shutdown-vm', [{ where: { id: 'vm-1' } }]],
    ['move a VM out of the cluster', '/migrate-vm', { where: { id: 'vm-1' }, data: { host_id: 'host-3' } }],
    ['cut the power of a VM', '/poweroff-vm', { where: { id: 'vm-1' } }],
    ['delete a VM', '/delete-vm', { where: { id: 'vm-1' } }],
    [
      'switch off its host',
      '/operate-host-power',
      { where: { host_id: 'host-1' }, data: { action: 'poweroff', force: true } },
    ],
    ['do what nobody knows', '/no-such-operation', { where: { id: 'vm-1' } }],
    ['do what the query string of a read hides', '/shutdown-vm?/get-vms', { where: { id: 'vm-1' } }],
    ['do what its prototype does', '/constructor', {}],
    ['refuse its operator a login', '/login', { username: 'root', password: 'wrong' }],
    ['refuse its operator a login, spelt otherwise', '//login', { username: 'root' }],
  ])('%s', (_what, path, body) => {
    expect(isForbidden(path, body)).toBe(true);
  });

  const operations = Object.entries(contract.paths).flatMap(([path, { post }]) => (post ? [path] : []));
  const isRead = (path: string) =>
    path.startsWith('/get-') || path === '/login' || path.endsWith('-precheck-result');

  it.each(operations.filter((path) => !isRead(path)))('ask %s in a run that only reads', (path) => {
    const body = { where: { id: 'vm-1', host_id: 'host-1' }, data: {} };
    expect(isForbidden(path, body, { ceiling: 'read' })).toBe(true);
  });

  it('enter maintenance in a run that only checks', () => {
    const body = { where: { host_id: 'host-1' }, data: {} };
    expect(isForbidden('/enter-maintance-mode', body, { ceiling: 'precheck' })).toBe(true);
    const check = { where: { id: 'host-1' } };
    expect(isForbidden('/enter-maintenance-mode-precheck', check, { ceiling: 'precheck' })).toBe(false);
  });
});

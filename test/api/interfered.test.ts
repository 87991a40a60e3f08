import { describe, expect, it } from 'vitest';
import type { Scenario, ScenarioVm } from '../../src/fixtures/scenario.ts';
import { enter, exitCheck, type Mutation } from '../kit/maintenance.ts';
import { createTarget, type Target } from '../kit/target.ts';

const host = (name: string, memory: string, vms: ScenarioVm[]) => ({
  name,
  memory,
  system_memory: '8GiB',
  vms,
});

/** Two VMs to move off `a`. The plan moves both to `b`, which has room for both until `late` runs there, too. */
const SMALL: Scenario = {
  scenario: 1,
  clusters: [
    {
      name: 'c',
      hosts: [
        host('a', '32GiB', [
          { name: 'web-1', memory: '8GiB' },
          { name: 'web-2', memory: '8GiB' },
        ]),
        host('b', '32GiB', [{ name: 'late', memory: '12GiB', status: 'STOPPED' }]),
        host('c', '24GiB', [{ name: 'small', memory: '4GiB' }]),
      ],
    },
  ],
};

async function requestEnter(target: Target, name: string): Promise<string> {
  const { id } = await target.host(name);
  const request = { where: { host_id: id }, data: {} };
  return (await target.post<Mutation>('/enter-maintance-mode', request)).body.task_id ?? '';
}

describe('what users do while a host is entering', () => {
  it('a target that has no room any more is replaced by another, and the VM is busy on its way there', async () => {
    const target = createTarget({ scenario: SMALL });
    const { clock, breakpoints } = target.fake;
    breakpoints.add({ job: 'enter', vm: 'web-2' });
    const task = await requestEnter(target, 'a');
    await target.post('/start-vm', { where: { name: 'late' } });
    clock.advance(60_000);
    expect(clock.state().pausedAt?.at?.task).toBe(task);
    expect(await target.vm('web-2')).toMatchObject({ entityAsyncStatus: 'UPDATING', host: { name: 'a' } });
    clock.resume();
    expect(await target.finish(task)).toMatchObject({ status: 'SUCCESSED' });
    expect(await target.vm('web-2')).toMatchObject({ entityAsyncStatus: null, host: { name: 'c' } });
  });
});

describe('what users do while a host is leaving', () => {
  it('a VM that they have moved back themselves is left where it is, and the exit succeeds', async () => {
    const target = createTarget();
    await enter(target, 'node-01');
    const { shutDownVms, liveMigrateVms } = await exitCheck(target, 'node-01');
    const { id } = await target.host('node-01');
    target.fake.breakpoints.add({ job: 'exit', step: 'power-on' });
    const { body } = await target.post<Mutation>('/exit-maintance-mode', {
      where: { host_id: id },
      data: {
        poweron_vms: shutDownVms.map(({ vm_uuid }) => vm_uuid),
        live_migrate_back_vms: liveMigrateVms.map(({ vm_uuid }) => vm_uuid),
      },
    });
    target.fake.clock.advance(60_000);
    const [moved] = liveMigrateVms;
    target.fake.breakpoints.add({ job: 'exit', vm: moved?.vm_name ?? '', nth: 99 });
    const where = { local_id: moved?.vm_uuid };
    const migration = await target.post<{ task_id: string }[]>('/migrate-vm', {
      where,
      data: { host_id: id },
    });
    target.fake.clock.resume();
    expect(await target.finish(body.task_id)).toMatchObject({ status: 'SUCCESSED' });
    expect(await target.finish(migration.body[0]?.task_id)).toMatchObject({ status: 'SUCCESSED' });
    expect((await target.vm(moved?.vm_name ?? '')).host?.name).toBe('node-01');
    expect(target.fake.breakpoints.list().at(-1)).toMatchObject({ vm: moved?.vm_name, seen: 0 });
  });
});

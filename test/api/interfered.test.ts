import { describe, expect, it } from 'vitest';
import type { Scenario, ScenarioVm } from '../../src/fixtures/scenario.ts';
import { createTestFake, type TestFake } from '../kit/fake.ts';
import { enter, exitCheck } from '../kit/maintenance.ts';

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

async function requestEnter(fake: TestFake, name: string): Promise<string> {
  const { id } = await fake.host(name);
  const request = { where: { host_id: id }, data: {} };
  return (await fake.post('/enter-maintance-mode', request)).body.task_id ?? '';
}

describe('what users do while a host is entering', () => {
  it('a target that has no room any more is replaced by another, and the VM is busy on its way there', async () => {
    const fake = createTestFake({ scenario: SMALL });
    const { clock, breakpoints } = fake;
    breakpoints.add({ job: 'enter', vm: 'web-2' });
    const task = await requestEnter(fake, 'a');
    await fake.post('/start-vm', { where: { name: 'late' } });
    clock.advance(60_000);
    expect(clock.state().pausedAt?.at?.task).toBe(task);
    expect(await fake.vm('web-2')).toMatchObject({ entityAsyncStatus: 'UPDATING', host: { name: 'a' } });
    clock.resume();
    expect(await fake.finish(task)).toMatchObject({ status: 'SUCCESSED' });
    expect(await fake.vm('web-2')).toMatchObject({ entityAsyncStatus: null, host: { name: 'c' } });
  });
});

describe('what users do while a host is leaving', () => {
  it('a VM that they have moved back themselves is left where it is, and the exit succeeds', async () => {
    const fake = createTestFake();
    await enter(fake, 'node-01');
    const { shutDownVms, liveMigrateVms } = await exitCheck(fake, 'node-01');
    const { id } = await fake.host('node-01');
    fake.breakpoints.add({ job: 'exit', step: 'power-on' });
    const { body } = await fake.post('/exit-maintance-mode', {
      where: { host_id: id },
      data: {
        poweron_vms: shutDownVms.map(({ vm_uuid }) => vm_uuid),
        live_migrate_back_vms: liveMigrateVms.map(({ vm_uuid }) => vm_uuid),
      },
    });
    fake.clock.advance(60_000);
    const [moved] = liveMigrateVms;
    fake.breakpoints.add({ job: 'exit', vm: moved?.vm_name ?? '', nth: 99 });
    const where = { local_id: moved?.vm_uuid };
    const migration = await fake.post('/migrate-vm', {
      where,
      data: { host_id: id },
    });
    fake.clock.resume();
    expect(await fake.finish(body.task_id)).toMatchObject({ status: 'SUCCESSED' });
    expect(await fake.finish(migration.body[0]?.task_id)).toMatchObject({ status: 'SUCCESSED' });
    expect((await fake.vm(moved?.vm_name ?? '')).host?.name).toBe('node-01');
    expect(fake.breakpoints.list().at(-1)).toMatchObject({ vm: moved?.vm_name, seen: 0 });
  });
});

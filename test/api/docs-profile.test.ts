import { describe, expect, it } from 'vitest';
import { docsProfile } from '../../contracts/profiles/docs.ts';
import { docsScenario } from '../../src/fixtures/scenarios/docs.ts';
import { createTestFake, requestTo, type TestFake, type Wire } from '../kit/fake.ts';

/** A request as the vendor's prose writes it: it selects by where.id. The answer may contradict the contract. */
async function ask(fake: TestFake, path: string, id: string, data?: object): Promise<unknown> {
  const answer = await fake.fetch(requestTo(path, { where: { id }, ...(data && { data }) }));
  expect(answer.status).toBe(200);
  return answer.json();
}

describe("with the profile `docs` the prose's own flow answers as the prose shows", () => {
  it('the precheck result has plain strings, which go into shutdown_vms', async () => {
    const fake = createTestFake({ profile: docsProfile });
    const { id } = await fake.host('edge-01');
    const { local_id } = await fake.vm('kiosk-no-other-host-01');
    const check = await ask(fake, '/enter-maintenance-mode-precheck', id);
    expect(check).toEqual({ task_id: expect.any(String) });
    const { task_id } = Object(check);
    await fake.finish(task_id);
    const result = await ask(fake, '/enter-maintance-mode-precheck-result', task_id);
    expect(result).toEqual({ done: true, shutdownVms: [local_id] });
    const entered = await ask(fake, '/enter-maintance-mode', id, {
      shutdown_vms: Object(result).shutdownVms,
    });
    expect(await fake.finish(Object(entered).task_id)).toMatchObject({ status: 'SUCCESSED' });
  });

  it('the exit check is read as the sample reads it: by the precheck result, with the id of a task', async () => {
    const fake = createTestFake({ profile: docsProfile, scenario: docsScenario });
    const { id } = await fake.host('test-os-5-1-0X20230906094802X3');
    const entered = await ask(fake, '/enter-maintance-mode', id, { shutdown_vms: [] });
    const { task_id } = Object(entered);
    await fake.finish(task_id);
    const byResult = await ask(fake, '/enter-maintance-mode-precheck-result', task_id);
    expect(byResult).toMatchObject({
      shutDownVms: [],
      liveMigrateVms: [],
      offlineMigrateVms: [
        { state: 'done', vm_uuid: 'faa83c4c-8390-4b63-80e4-9cb2218f249f' },
        { state: 'done', vm_uuid: '34f30b16-dca3-4d38-9c9a-ec6c147220a7' },
      ],
    });
    expect(await ask(fake, '/exit-maintance-mode-precheck-result', task_id)).toEqual(byResult);
    expect(await ask(fake, '/exit-maintance-mode-precheck-result', id)).toEqual(byResult);
    const left = await ask(fake, '/exit-maintance-mode', id, {
      offline_migrate_back_vms: Object(byResult).offlineMigrateVms.map(
        ({ vm_uuid }: Wire['MaintenanceModeVmInfo']) => vm_uuid,
      ),
    });
    expect(await fake.finish(Object(left).task_id)).toMatchObject({ status: 'SUCCESSED' });
  });

  it('a choice given beside the profile takes precedence over it', async () => {
    const fake = createTestFake({
      profile: docsProfile,
      behaviours: { 'precheck-result.vms': 'objects' },
    });
    expect(fake.world.behaviours).toEqual({
      ...docsProfile.behaviours,
      'precheck-result.vms': 'objects',
    });
  });
});

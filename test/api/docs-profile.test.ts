import { describe, expect, it } from 'vitest';
import { docsProfile } from '../../contracts/profiles/docs.ts';
import { docsScenario } from '../../src/fixtures/scenarios/docs.ts';
import { createTarget, type Target, type Wire } from '../kit/target.ts';
import { raw } from './proofs/proof.ts';

/** A request as the vendor's prose writes it: every one selects by where.id. */
async function ask(target: Target, path: string, id: string, data?: object): Promise<unknown> {
  const { status, body } = await raw(target, path, { where: { id }, ...(data && { data }) }, 'token');
  expect(status).toBe(200);
  return body;
}

describe("with the profile `docs` the prose's own flow answers as the prose shows", () => {
  it('the precheck result has plain strings, which go into shutdown_vms', async () => {
    const target = createTarget({ profile: docsProfile });
    const { id } = await target.host('edge-01');
    const { local_id } = await target.vm('kiosk-no-other-host-01');
    const check = await ask(target, '/enter-maintenance-mode-precheck', id);
    expect(check).toEqual({ task_id: expect.any(String) });
    const { task_id } = Object(check);
    await target.finish(task_id);
    const result = await ask(target, '/enter-maintance-mode-precheck-result', task_id);
    expect(result).toEqual({ done: true, shutdownVms: [local_id] });
    const entered = await ask(target, '/enter-maintance-mode', id, {
      shutdown_vms: Object(result).shutdownVms,
    });
    expect(await target.finish(Object(entered).task_id)).toMatchObject({ status: 'SUCCESSED' });
  });

  it('the exit check is read as the sample reads it: by the precheck result, with the id of a task', async () => {
    const target = createTarget({ profile: docsProfile, scenario: docsScenario });
    const { id } = await target.host('test-os-5-1-0X20230906094802X3');
    const entered = await ask(target, '/enter-maintance-mode', id, { shutdown_vms: [] });
    const { task_id } = Object(entered);
    await target.finish(task_id);
    const byResult = await ask(target, '/enter-maintance-mode-precheck-result', task_id);
    expect(byResult).toMatchObject({
      shutDownVms: [],
      liveMigrateVms: [],
      offlineMigrateVms: [
        { state: 'done', vm_uuid: 'faa83c4c-8390-4b63-80e4-9cb2218f249f' },
        { state: 'done', vm_uuid: '34f30b16-dca3-4d38-9c9a-ec6c147220a7' },
      ],
    });
    expect(await ask(target, '/exit-maintance-mode-precheck-result', task_id)).toEqual(byResult);
    expect(await ask(target, '/exit-maintance-mode-precheck-result', id)).toEqual(byResult);
    const left = await ask(target, '/exit-maintance-mode', id, {
      offline_migrate_back_vms: Object(byResult).offlineMigrateVms.map(({ vm_uuid }: Vm) => vm_uuid),
    });
    expect(await target.finish(Object(left).task_id)).toMatchObject({ status: 'SUCCESSED' });
  });

  it('what a fake is told beside its profile goes before it', async () => {
    const target = createTarget({
      profile: docsProfile,
      behaviours: { 'precheck-result.vms': 'objects' },
    });
    expect(target.fake.world.behaviours).toEqual({
      ...docsProfile.behaviours,
      'precheck-result.vms': 'objects',
    });
  });
});

type Vm = Wire['MaintenanceModeVmInfo'];

import { expect, it } from 'vitest';
import { docsScenario } from '../../src/fixtures/scenarios/docs.ts';
import { createTestFake } from '../kit/fake.ts';

/** The exit check as the vendor's documentation prints it. */
const PUBLISHED = {
  shutDownVms: [],
  liveMigrateVms: [],
  offlineMigrateVms: [
    {
      state: 'done',
      target_host_name: 'test-os-5-1-0X20230906094802X2',
      verify: { changed: false, reason: '' },
      vm_ha: true,
      vm_name: '1',
      vm_state: 'stopped',
      vm_uuid: 'faa83c4c-8390-4b63-80e4-9cb2218f249f',
    },
    {
      state: 'done',
      target_host_name: 'test-os-5-1-0X20230906094802X1',
      verify: { changed: false, reason: '' },
      vm_ha: true,
      vm_name: 'in-recycle-bin-b9e93364-1d87-4de8-b143-d8cf21bc5652',
      vm_state: 'stopped',
      vm_uuid: '34f30b16-dca3-4d38-9c9a-ec6c147220a7',
    },
  ],
};

it("the scenario `docs` gives the vendor's published exit check, byte for byte, from the requests of its prose", async () => {
  const fake = createTestFake({ scenario: docsScenario });
  const { id } = await fake.host('test-os-5-1-0X20230906094802X3');
  const check = await fake.post('/enter-maintenance-mode-precheck', { where: { id } });
  await fake.finish(check.body.task_id);
  // The prose selects by where.id in all of its samples.
  const result = await fake.post('/enter-maintance-mode-precheck-result', {
    where: { id: check.body.task_id },
  });
  expect(result.body).toEqual({ shutdownVms: [], done: true });
  const entered = await fake.post('/enter-maintance-mode', {
    where: { id },
    data: { shutdown_vms: [] },
  });
  expect(await fake.finish(entered.body.task_id)).toMatchObject({ status: 'SUCCESSED' });
  const exitCheck = await fake.post('/exit-maintance-mode-precheck-result', { where: { id } });
  expect(JSON.stringify(exitCheck.body)).toBe(JSON.stringify(PUBLISHED));
});

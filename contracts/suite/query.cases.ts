/**
 * The query language, on VMs: what a read finds by each filter.
 * @module
 */
import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { Tools } from '../kit/case/tools.ts';
import { Skip } from '../kit/case/verdict.ts';
import { ok } from '../kit/session/client.ts';
import type { Vm } from '../kit/session/wire.ts';
import { readAll } from '../kit/target/inventory.ts';
import { FILTERS, type Where } from './filters.ts';
import { severalVms } from './needs.ts';
import { TEXT_FILTERS } from './text-filters.ts';

export const queryCases: readonly Case[] = [...FILTERS, ...TEXT_FILTERS].map(
  ({ where, matches, matchesAllOrNone, rests, ...facts }) =>
    defineCase({
      ...facts,
      tier: 'read',
      rests: { 'reads.text-case': ['sensitive'], ...rests },
      needs: severalVms,
      async run(t, { vms }) {
        const expected = vms.filter((vm) => matches(vm, vms));
        if (matchesAllOrNone !== true && (expected.length === 0 || expected.length === vms.length)) {
          throw new Skip('The VMs that are there do not tell this filter from none at all.');
        }
        expect(await found(t, where(vms)), `VMs that match ${JSON.stringify(where(vms))}`).toEqual(
          names(expected),
        );
      },
    }),
);

async function found(t: Tools, where: Where): Promise<string[]> {
  const { all } = await readAll(async (page) =>
    ok(await t.api.POST('/get-vms', { body: { ...page, where } })),
  );
  return names(all);
}

function names(vms: readonly Vm[]): string[] {
  return vms.map(({ id, name }) => `${name} ${id}`).toSorted();
}

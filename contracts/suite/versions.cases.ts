/**
 * What a version of the API does not have yet. That an answer has every field of its version, and none of a later
 * one, is checked by the cases about the form of answers.
 * @module
 */
import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import type { Tools } from '../kit/case/tools.ts';
import { Skip } from '../kit/case/verdict.ts';
import { fieldsOf, isOrderable } from '../openapi/fields.ts';
import { anInventory } from './needs.ts';

export const versionCases: readonly Case[] = [
  defineCase({
    id: 'VERSION-011',
    promise: 'A path that a later version added is not found.',
    tier: 'read',
    evidence: 'specified',
    source: "It is no path of this version's document.",
    needs: anInventory,
    async run(t) {
      requireComplete(t);
      const { 'x-later-paths': later = {} } = t.contract.document;
      const paths = Object.keys(later).filter((path) => path.startsWith('/get-'));
      for (const path of paths)
        expect((await t.send(path, { body: {} })).status, `status of ${path}`).toBe(404);
    },
  }),
  ...(
    [
      { id: 'VERSION-012', entity: 'Host', path: '/get-hosts' },
      { id: 'VERSION-013', entity: 'Cluster', path: '/get-clusters' },
      { id: 'VERSION-014', entity: 'Vm', path: '/get-vms' },
    ] as const
  ).map(({ id, entity, path }) =>
    defineCase({
      id,
      promise: `A filter or an order by a field that ${entity} gets in a later version is refused.`,
      tier: 'read',
      evidence: 'specified',
      source: `${entity}WhereInput sets additionalProperties false, and ${entity}OrderByInput is an enum.`,
      rests: { 'where.unknown-filter': ['refused'] },
      needs: anInventory,
      async run(t) {
        requireComplete(t);
        const present = new Set(fieldsOf(t.contract.document, entity).map(({ name }) => name));
        const later = fieldsOf(t.contract.newest, entity).find(
          (field) => !present.has(field.name) && isOrderable(field),
        );
        if (later === undefined) throw new Skip(`No later version with more fields of ${entity} is known.`);
        for (const body of [{ where: { [later.name]: null } }, { orderBy: `${later.name}_ASC` }])
          expect((await t.send(path, { body })).status, JSON.stringify(body)).toBeGreaterThanOrEqual(400);
      },
    }),
  ),
];

/** Throws Skip for a version that may have more than is known, such as a patch release. */
function requireComplete({ contract: { isComplete, document } }: Tools): void {
  if (!isComplete) throw new Skip(`What ${document.info.version} has is not known completely.`);
}

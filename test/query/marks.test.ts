import { describe, expect, it } from 'vitest';
import { contract } from '../../contracts/openapi/generated/document.ts';
import type { ApiDocument, Schema } from '../../contracts/openapi/schema.ts';
import { buildWorld } from '../../src/fixtures/build.ts';
import { createCatalogue } from '../../src/server/engine/query/catalogue.ts';
import { parseQuery, runQuery } from '../../src/server/engine/query/query.ts';

/** The contract with one more mark on a field of Vm. */
function markedVm(field: string, marks: NonNullable<Schema['x-filters']>): ApiDocument {
  const { schemas } = contract.components;
  const { Vm } = schemas;
  const properties = { ...Vm?.properties, [field]: { ...Vm?.properties?.[field], 'x-filters': marks } };
  return {
    ...contract,
    components: { ...contract.components, schemas: { ...schemas, Vm: { ...Vm, properties } } },
  };
}

const world = buildWorld(
  {
    scenario: 1,
    clusters: [
      { name: 'one', hosts: [{ name: 'host', vms: [{ name: 'on' }, { name: 'off', status: 'STOPPED' }] }] },
    ],
  },
  { user: 'root', seed: 'marks', start: 0 },
);

function find(document: ApiDocument, where: object): readonly unknown[] {
  const dialect = { catalogue: createCatalogue(document, '4.6.0'), behaviours: {} };
  return runQuery(world, parseQuery(dialect, 'Vm', { where })).map((row) => world.must('Vm', row.id).name);
}

describe('a filter mark in the contract', () => {
  it('lets the query engine filter by an operator that other fields of the kind lack', () => {
    const document = markedVm('status', { gt: '4.6.0' });
    expect(find(document, { status_gt: 'RUNNING' })).toEqual(['off']);
    expect(() => find(contract, { status_gt: 'RUNNING' })).toThrow('status_gt');
  });

  it('takes an operator away from one field', () => {
    const document = markedVm('name', { contains: false });
    expect(() => find(document, { name_contains: 'o' })).toThrow('name_contains');
    expect(find(document, { name_starts_with: 'of' })).toEqual(['off']);
    expect(find(document, { description_contains: '' })).toHaveLength(2);
  });
});

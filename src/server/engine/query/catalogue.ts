/**
 * The catalogue of queries that the contract allows: the fields, filters and orders of each entity. Built once for
 * each version of the API.
 * @module
 */
import { deriveAt } from '../../../../contracts/openapi/derive.ts';
import {
  entitiesOf,
  type Field,
  fieldsOf,
  filterName,
  isOrderable,
  type Operator,
} from '../../../../contracts/openapi/fields.ts';
import { oncePer } from '../../../../contracts/openapi/once-per.ts';
import type { ApiDocument, ApiVersion } from '../../../../contracts/openapi/schema.ts';
import { ENTITY_NAMES, type EntityName, isEntityName } from '../world/tables.ts';

export interface Filter {
  readonly field: Field;
  readonly operator: Operator;
}

export interface Order {
  readonly field: Field;
  readonly descending: boolean;
}

export interface Entity {
  readonly name: EntityName;
  readonly fields: readonly Field[];
  /** The filters of the WhereInput, except AND, OR and NOT. */
  readonly filters: ReadonlyMap<string, Filter>;
  /** The values of the OrderByInput. */
  readonly orders: ReadonlyMap<string, Order>;
}

export interface Catalogue {
  readonly version: ApiVersion;
  /** The contract at that version, with the derived schemas and operations. */
  readonly document: ApiDocument;
  entity(name: EntityName): Entity;
}

/**
 * Returns the catalogue of a version. Throws if the contract has reads of an entity that the world has no table for.
 */
export function createCatalogue(contract: ApiDocument, version: ApiVersion): Catalogue {
  return catalogueOf(deriveAt(contract, version));
}

const catalogueOf: (document: ApiDocument) => Catalogue = oncePer((document) => {
  const unknown = entitiesOf(document).find((name) => !isEntityName(name));
  if (unknown !== undefined) throw new Error(`The contract has reads of ${unknown}, the world has no table.`);
  const entities = new Map(ENTITY_NAMES.map((name) => [name, createEntity(document, name)]));
  return {
    version: document.info.version,
    document,
    entity(name) {
      const entity = entities.get(name);
      if (entity === undefined) throw new Error(`The contract has no reads of ${name}.`);
      return entity;
    },
  };
});

function createEntity(document: ApiDocument, name: EntityName): Entity {
  const fields = fieldsOf(document, name);
  const filters = fields.flatMap((field) =>
    field.operators.map((operator) => [filterName(field.name, operator), { field, operator }] as const),
  );
  const orders = fields.filter(isOrderable).flatMap((field): [string, Order][] => [
    [`${field.name}_ASC`, { field, descending: false }],
    [`${field.name}_DESC`, { field, descending: true }],
  ]);
  return { name, fields, filters: new Map(filters), orders: new Map(orders) };
}

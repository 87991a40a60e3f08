/**
 * The shape of a snapshot: what the control API's document says, and of records of the wire what the wire
 * contract says of their entity, with ids for relations and without what is computed.
 * @module
 */
import { Ajv } from 'ajv';
import { controlApi } from '../../../../contracts/control/generated/document.ts';
import { type Field, fieldsOf } from '../../../../contracts/openapi/fields.ts';
import { contract } from '../../../../contracts/openapi/generated/document.ts';
import { toJsonSchemas } from '../../../../contracts/openapi/json-schema.ts';
import type { ApiDocument, Schema } from '../../../../contracts/openapi/schema.ts';
import { DERIVED } from '../../engine/world/derived.ts';
import { ENTITY_NAMES, type EntityName, relationOf } from '../../engine/world/tables.ts';
import { ControlRefusal } from '../control-refusal.ts';
import type { SimulationState } from '../simulation.ts';

/** What a snapshot holds of a world: its state, and what it was called. */
export type Content = SimulationState & { readonly name: string };

/** Throws ControlRefusal naming the first place that is not as it should be. */
export function assertShape(data: unknown): asserts data is Content {
  const validate = compileShape();
  if (validate(data)) return;
  const [error] = validate.errors ?? [];
  const place = `snapshot${(error?.instancePath ?? '').replaceAll('/', '.')}`;
  throw new ControlRefusal('invalid', `${place} ${error?.message ?? 'is not as it should be'}.`);
}

let compiled: ReturnType<typeof compile> | undefined;

/** Compiled once, when the first snapshot comes. */
function compileShape() {
  compiled ??= compile();
  return compiled;
}

function compile() {
  return new Ajv({ strict: false, validateFormats: false })
    .addSchema(toJsonSchemas(contract, 'contract'))
    .addSchema(toJsonSchemas(withRecords(controlApi), 'control'))
    .compile<Content>({ $ref: 'control#/components/schemas/Snapshot' });
}

/** The control API's document, in which the tables of snapshots hold whole records. */
function withRecords(document: ApiDocument): ApiDocument {
  const { schemas } = document.components;
  const tables = schemas['SnapshotTables'];
  const lists = ENTITY_NAMES.map((entity) => {
    return [entity, { ...tables?.properties?.[entity], items: recordOf(entity) }] as const;
  });
  const properties = { ...tables?.properties, ...Object.fromEntries(lists) };
  return {
    ...document,
    components: {
      ...document.components,
      schemas: { ...schemas, SnapshotTables: { ...tables, properties } },
    },
  };
}

function recordOf(entity: EntityName): Schema {
  const fields = fieldsOf(contract, entity).filter(({ name }) => isStored(entity, name));
  const properties = fields.map((field) => [field.name, valueOf(entity, field)] as const);
  return {
    type: 'object',
    additionalProperties: false,
    required: fields.map(({ name }) => name),
    properties: Object.fromEntries(properties),
  };
}

function isStored(entity: EntityName, field: string): boolean {
  return !DERIVED[entity]?.fields.includes(field) && relationOf(entity, field)?.kind !== 'many';
}

function valueOf(entity: EntityName, { name, required }: Field): Schema {
  switch (relationOf(entity, name)?.kind) {
    case 'one':
      return { type: 'string', nullable: !required };
    case 'list':
      return { type: 'array', items: { type: 'string' } };
    default:
      return { $ref: `contract#/components/schemas/${entity}/properties/${name}` };
  }
}

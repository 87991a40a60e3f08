/**
 * Derives CloudTower's query schemas from its entities. The YAML omits them; this adds XWhereInput,
 * XOrderByInput, XConnection and the request bodies of the reads.
 * @module
 */
import { entitiesOf, type Field, fieldsOf, filterName, isOrderable, type Operator } from './fields.ts';
import { oncePer } from './once-per.ts';
import { type ApiDocument, type ApiVersion, ref, type Schema } from './schema.ts';
import { atVersion } from './version.ts';

/** Returns the document with all derived schemas. Throws for a relation to an entity that is neither described nor marked as not simulated. */
export function derive(document: ApiDocument): ApiDocument {
  const derived = entitiesOf(document).flatMap((entity) => readSchemas(document, entity));
  const stubs = (document['x-not-simulated'] ?? []).map(
    (entity) => [whereName(entity), NOT_SIMULATED] as const,
  );
  const schemas = { ...document.components.schemas, ...Object.fromEntries([...stubs, ...derived]) };
  return { ...document, components: { ...document.components, schemas } };
}

/** Returns the derived document of a version of the API. The result is cached. */
export function deriveAt(document: ApiDocument, version: ApiVersion): ApiDocument {
  const versions = versionsOf(document);
  const derived = versions.get(version) ?? derive(atVersion(document, version));
  versions.set(version, derived);
  return derived;
}

const versionsOf: (document: ApiDocument) => Map<ApiVersion, ApiDocument> = oncePer(() => new Map());

const NOT_SIMULATED: Schema = { type: 'object', 'x-not-simulated': true };

function readSchemas(document: ApiDocument, entity: string): [string, Schema][] {
  const plural = document.components.schemas[entity]?.['x-reads'] ?? '';
  const fields = fieldsOf(document, entity);
  assertRelationsResolve(document, entity, fields);
  const body = requestBody(entity);
  return [
    [whereName(entity), where(entity, fields)],
    [orderByName(entity), orderBy(fields)],
    [`${entity}Connection`, closedObject({ aggregate: ref(`NestedAggregate${entity}`) })],
    [`NestedAggregate${entity}`, closedObject({ count: { type: 'integer', format: 'int32' } })],
    [`Get${plural}RequestBody`, body],
    [`Get${plural}ConnectionRequestBody`, body],
  ];
}

function whereName(entity: string): string {
  return `${entity}WhereInput`;
}

function orderByName(entity: string): string {
  return `${entity}OrderByInput`;
}

/** Its hundreds of filters are listed when somebody reads them: the fake itself does not. */
function where(entity: string, fields: readonly Field[]): Schema {
  let filters: Readonly<Record<string, Schema>> | undefined;
  return {
    type: 'object',
    additionalProperties: false,
    get properties() {
      filters ??= filtersOf(entity, fields);
      return filters;
    },
  };
}

function filtersOf(entity: string, fields: readonly Field[]): Readonly<Record<string, Schema>> {
  const logic: Schema = { type: 'array', nullable: true, items: ref(whereName(entity)) };
  const filters = fields.flatMap((field) =>
    field.operators.map((operator) => [filterName(field.name, operator), operand(field, operator)] as const),
  );
  return { AND: logic, OR: logic, NOT: logic, ...Object.fromEntries(filters) };
}

function operand(field: Field, operator: Operator): Schema {
  if (field.entity !== undefined) return nullable(ref(whereName(field.entity)));
  const { 'x-date-time': _mark, ...value } = field.value;
  if (operator === 'in' || operator === 'not_in')
    return { type: 'array', nullable: true, items: unwrapReference(value) };
  return nullable(value);
}

/** In a list, a reference needs no `allOf` around it. */
function unwrapReference(value: Schema): Schema {
  return value.allOf?.[0] ?? value;
}

function nullable(value: Schema): Schema {
  return value.$ref === undefined ? { ...value, nullable: true } : { nullable: true, allOf: [value] };
}

function orderBy(fields: readonly Field[]): Schema {
  const names = fields.filter(isOrderable).flatMap(({ name }) => [`${name}_ASC`, `${name}_DESC`]);
  return { type: 'string', enum: names };
}

function requestBody(entity: string): Schema {
  const text: Schema = { type: 'string', nullable: true };
  const count: Schema = { type: 'integer', format: 'int32', nullable: true };
  const properties = {
    after: text,
    before: text,
    first: count,
    last: count,
    orderBy: nullable(ref(orderByName(entity))),
    skip: count,
    where: nullable(ref(whereName(entity))),
  };
  return { type: 'object', additionalProperties: false, properties };
}

function closedObject(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', additionalProperties: false, properties, required: Object.keys(properties) };
}

function assertRelationsResolve(document: ApiDocument, entity: string, fields: readonly Field[]): void {
  const known = new Set([...entitiesOf(document), ...(document['x-not-simulated'] ?? [])]);
  const dangling = fields.find((field) => field.entity !== undefined && !known.has(field.entity));
  if (dangling === undefined) return;
  throw new Error(
    `${entity}.${dangling.name} is related to ${dangling.entity}, which has no x-reads: write it, or list it under x-not-simulated.`,
  );
}

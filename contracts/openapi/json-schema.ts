/**
 * OpenAPI 3.0 schemas as JSON Schema, which validators understand: `nullable` becomes a type.
 * @module
 */
import type { ApiDocument, Schema } from './schema.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema set of a document, under the `$id` that references are resolved against. */
export function toJsonSchemas(document: ApiDocument, $id: string): JsonSchema {
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [
    name,
    convert(schema),
  ]);
  return { $id, components: { schemas: Object.fromEntries(schemas) } };
}

function convert(schema: Schema): JsonSchema {
  const { nullable, properties, items, allOf, ...rest } = schema;
  const converted: JsonSchema = {
    ...rest,
    ...(properties && { properties: mapValues(properties) }),
    ...(items && { items: convert(items) }),
    ...(allOf && { allOf: allOf.map(convert) }),
  };
  return nullable === true ? { anyOf: [{ type: 'null' }, converted] } : converted;
}

function mapValues(properties: Readonly<Record<string, Schema>>): JsonSchema {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, convert(schema)]));
}

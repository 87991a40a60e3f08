/**
 * Converts OpenAPI 3.0 schemas to JSON Schema, for validators: `nullable` becomes a type.
 * @module
 */
import type { Components, Schema } from './schema.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** Returns a schema of a document, with the components that it refers to, directly or through others. */
export function toJsonSchema({ components }: Components, schema: Schema): JsonSchema {
  const reached: Record<string, Schema> = {};
  const reach = (from: Schema): void => {
    for (const [, name = ''] of JSON.stringify(from).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const component = components.schemas[name];
      if (component === undefined || name in reached) continue;
      reached[name] = component;
      reach(component);
    }
  };
  reach(schema);
  return { ...convert(schema), components: { schemas: mapValues(reached) } };
}

function convert(schema: Schema): JsonSchema {
  const { nullable, properties, items, allOf, oneOf, ...rest } = schema;
  const converted: JsonSchema = {
    ...rest,
    ...(properties && { properties: mapValues(properties) }),
    ...(items && { items: convert(items) }),
    ...(allOf && { allOf: allOf.map(convert) }),
    ...(oneOf && { oneOf: oneOf.map(convert) }),
  };
  return nullable === true ? { anyOf: [{ type: 'null' }, converted] } : converted;
}

function mapValues(properties: Readonly<Record<string, Schema>>): JsonSchema {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, convert(schema)]));
}

/**
 * The versions of the API, and the contract of each version.
 * @module
 */
import type { ApiDocument, ApiVersion, Schema } from './schema.ts';

/** The versions whose fields the contract's marks were checked against. */
export const API_VERSIONS = [
  '4.0.0',
  '4.1.0',
  '4.2.0',
  '4.3.0',
  '4.4.0',
  '4.5.0',
  '4.6.0',
] as const satisfies ApiVersion[];

/** The newest version that the contract describes completely. */
export const LATEST: ApiVersion = '4.6.0';

/** Reports whether a text is a version, such as `4.6.0`. */
export function isApiVersion(text: string): text is ApiVersion {
  return /^\d+\.\d+\.\d+$/.test(text);
}

/** Returns a negative number if `a` is older than `b`, 0 if they are equal, a positive one if `a` is newer. */
export function compareVersions(a: ApiVersion, b: ApiVersion): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (const [i, part] of left.entries()) {
    const difference = part - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Returns the document of a version, without the fields and enum values of later versions. */
export function atVersion(document: ApiDocument, version: ApiVersion): ApiDocument {
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => [name, cutSchema(schema, version)] as const,
  );
  return {
    ...document,
    info: { ...document.info, version },
    components: { ...document.components, schemas: Object.fromEntries(schemas) },
  };
}

function cutSchema(schema: Schema, version: ApiVersion): Schema {
  return { ...schema, ...cutProperties(schema, version), ...cutValues(schema, version) };
}

function cutProperties({ properties, required }: Schema, version: ApiVersion): Schema {
  if (properties === undefined) return {};
  const kept = Object.entries(properties).filter(([, field]) => isSince(field['x-since'], version));
  const names = new Set(kept.map(([name]) => name));
  return {
    properties: Object.fromEntries(kept.map(([name, field]) => [name, cutSchema(field, version)])),
    ...(required && { required: required.filter((name) => names.has(name)) }),
  };
}

function cutValues(schema: Schema, version: ApiVersion): Schema {
  const since = schema['x-since-values'];
  if (since === undefined || schema.enum === undefined) return {};
  return { enum: schema.enum.filter((value) => isSince(since[value], version)) };
}

/** Reports whether a version is `since` or newer. Undefined stands for 4.0.0. */
export function isSince(since: ApiVersion | undefined, version: ApiVersion): boolean {
  return since === undefined || compareVersions(since, version) <= 0;
}

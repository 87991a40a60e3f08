/**
 * Cutting the contract down to a version of the API.
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

/** The newest version the contract is complete for. */
export const LATEST: ApiVersion = '4.6.0';

/** True for three numbers with dots between them. */
export function isApiVersion(text: string): text is ApiVersion {
  return /^\d+\.\d+\.\d+$/.test(text);
}

/** Negative if `a` is older than `b`, 0 if equal, positive if newer. */
export function compareVersions(a: ApiVersion, b: ApiVersion): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (const [i, part] of left.entries()) {
    const difference = part - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The document as that version of the API had it: later fields and enum values are left out. */
export function atVersion(document: ApiDocument, version: ApiVersion): ApiDocument {
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => [name, cut(schema, version)] as const,
  );
  return {
    ...document,
    info: { ...document.info, version },
    components: { ...document.components, schemas: Object.fromEntries(schemas) },
  };
}

function cut(schema: Schema, version: ApiVersion): Schema {
  return { ...schema, ...cutProperties(schema, version), ...cutValues(schema, version) };
}

function cutProperties({ properties, required }: Schema, version: ApiVersion): Schema {
  if (properties === undefined) return {};
  const kept = Object.entries(properties).filter(([, field]) => isSince(field['x-since'], version));
  const names = new Set(kept.map(([name]) => name));
  return {
    properties: Object.fromEntries(kept.map(([name, field]) => [name, cut(field, version)])),
    ...(required && { required: required.filter((name) => names.has(name)) }),
  };
}

function cutValues(schema: Schema, version: ApiVersion): Schema {
  const since = schema['x-since-values'];
  if (since === undefined || schema.enum === undefined) return {};
  return { enum: schema.enum.filter((value) => isSince(since[value], version)) };
}

/** Whether something that came with `since` is in a version. What carries no mark has always been there. */
export function isSince(since: ApiVersion | undefined, version: ApiVersion): boolean {
  return since === undefined || compareVersions(since, version) <= 0;
}

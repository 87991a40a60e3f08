/**
 * The versions of the API, and the contract of each version.
 * @module
 */
import {
  type ApiDocument,
  type ApiVersion,
  type Operation,
  type Parameter,
  type PathVersions,
  resolveParameter,
  type Schema,
} from './schema.ts';

/** The versions that the contract describes. 4.9.0 is less certain: only a preview of its document was read, in parts. */
export const API_VERSIONS = [
  '4.0.0',
  '4.1.0',
  '4.2.0',
  '4.3.0',
  '4.4.0',
  '4.5.0',
  '4.6.0',
  '4.7.0',
  '4.8.0',
  '4.9.0',
] as const satisfies ApiVersion[];

/** The newest version that the contract describes completely and that official SDKs speak: the default. */
export const LATEST: ApiVersion = '4.8.0';

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

/** Returns the document of a version, without the operations, parameters, fields and enum values of later versions. */
export function atVersion(document: ApiDocument, version: ApiVersion): ApiDocument {
  const { paths, components, 'x-not-simulated-paths': others = {} } = document;
  const kept = keepValues(paths, (methods) => cutMethods(document, methods, version));
  return {
    ...document,
    info: { ...document.info, version },
    paths: kept,
    'x-not-simulated-paths': keepValues(others, (since) => (isSince(since, version) ? since : undefined)),
    'x-later-paths': keepValues({ ...versionsOf(paths), ...others }, (since) =>
      isSince(since, version) ? undefined : since,
    ),
    components: {
      ...components,
      schemas: keepValues(components.schemas, (schema) => cutSchema(schema, version)),
    },
  };
}

type Methods = ApiDocument['paths'][string];

/** Returns the operations that a path has at a version, or undefined if it has none. */
function cutMethods(document: ApiDocument, methods: Methods, version: ApiVersion): Methods | undefined {
  const kept = keepValues(methods, (operation) => cutOperation(document, operation, version));
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function cutOperation(
  document: ApiDocument,
  operation: Operation | undefined,
  version: ApiVersion,
): Operation | undefined {
  if (operation === undefined || !isSince(operation['x-since'], version)) return undefined;
  const { parameters } = operation;
  const isThere = (parameter: Parameter) =>
    isSince(resolveParameter(document, parameter)?.['x-since'], version);
  return parameters === undefined ? operation : { ...operation, parameters: parameters.filter(isThere) };
}

/** Returns the versions that added paths with their first operations. */
function versionsOf(paths: ApiDocument['paths']): PathVersions {
  return keepValues(paths, (methods) => {
    const versions = Object.values(methods).map((operation) => operation['x-since'] ?? API_VERSIONS[0]);
    return versions.toSorted(compareVersions)[0];
  });
}

/** Returns an object with the results of `keep`, without the keys for which it returns undefined. */
function keepValues<T, Kept>(
  values: Readonly<Record<string, T>>,
  keep: (value: T) => Kept | undefined,
): Readonly<Record<string, Kept>> {
  const entries = Object.entries(values).flatMap(([name, value]) => {
    const kept = keep(value);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(entries);
}

function cutSchema(schema: Schema, version: ApiVersion): Schema {
  return { ...schema, ...cutProperties(schema, version), ...cutValues(schema, version) };
}

function cutProperties({ properties, required }: Schema, version: ApiVersion): Schema {
  if (properties === undefined) return {};
  const kept = keepValues(properties, (field) =>
    isSince(field['x-since'], version) ? cutSchema(field, version) : undefined,
  );
  return {
    properties: kept,
    ...(required && { required: required.filter((name) => Object.hasOwn(kept, name)) }),
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

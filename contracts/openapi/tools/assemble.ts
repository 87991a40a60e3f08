/**
 * Reads the hand-written contract from its YAML files.
 * @module
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ApiDocument, ApiVersion, PathVersions, Schema } from '../schema.ts';

/**
 * Returns the hand-written document: `cloudtower.yaml`, all schemas of `schemas/`, and the paths of
 * `not-simulated.yaml`. Throws for a duplicate schema, and for a path that is in both.
 */
export function assemble(directory: string): ApiDocument {
  const document: ApiDocument = parse(readFileSync(join(directory, 'cloudtower.yaml'), 'utf8'), YAML);
  const schemas: Record<string, Schema> = {};
  for (const file of readdirSync(join(directory, 'schemas')).toSorted()) {
    const part: Record<string, Schema> = parse(readFileSync(join(directory, 'schemas', file), 'utf8'), YAML);
    for (const [name, schema] of Object.entries(part)) {
      if (name in schemas) throw new Error(`${name} is written twice, the second time in schemas/${file}.`);
      schemas[name] = schema;
    }
  }
  const others = pathsNotSimulated(join(directory, 'not-simulated.yaml'));
  const both = Object.keys(others).find((path) => path in document.paths);
  if (both !== undefined) throw new Error(`${both} has an operation: take it out of not-simulated.yaml.`);
  return { ...document, 'x-not-simulated-paths': others, components: { ...document.components, schemas } };
}

function pathsNotSimulated(file: string): PathVersions {
  const byVersion: Readonly<Record<ApiVersion, readonly string[]>> = parse(readFileSync(file, 'utf8'));
  const pairs = Object.entries(byVersion).flatMap(([since, paths]) => paths.map((path) => [path, since]));
  return Object.fromEntries(pairs);
}

/**
 * Returns a document that is split into files: `NAME.yaml`, and the paths and schemas of all other YAML files of the
 * directory. Throws for a duplicate path or schema.
 */
export function assembleParts(directory: string, name: string): ApiDocument {
  const document: ApiDocument = parse(readFileSync(join(directory, `${name}.yaml`), 'utf8'), PARTS);
  const others = readdirSync(directory).filter((file) => file.endsWith('.yaml') && file !== `${name}.yaml`);
  return others.toSorted().reduce((whole, file) => {
    const part: Partial<ApiDocument> = parse(readFileSync(join(directory, file), 'utf8'), PARTS);
    const schemas = merge(whole.components.schemas, part.components?.schemas, file);
    const paths = merge(whole.paths, part.paths, file);
    return { ...whole, paths, components: { ...whole.components, schemas } };
  }, document);
}

function merge<T>(
  whole: Readonly<Record<string, T>>,
  part: Readonly<Record<string, T>> = {},
  file: string,
): Readonly<Record<string, T>> {
  const duplicate = Object.keys(part).find((name) => name in whole);
  if (duplicate !== undefined) throw new Error(`${duplicate} is written twice, the second time in ${file}.`);
  return { ...whole, ...part };
}

const YAML = { maxAliasCount: -1 };

/** Allows YAML merge keys, by which schemas share members. */
const PARTS = { merge: true };

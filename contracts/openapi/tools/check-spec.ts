/**
 * `npm run check:spec -- FILE...`: compares the contract with official OpenAPI documents, each at its own
 * version. Exit code 0: no difference; 1: differences, each printed with its place; 2: could not compare.
 * @module
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { deriveAt } from '../derive.ts';
import type { ApiDocument } from '../schema.ts';
import { compareVersions, isApiVersion, LATEST } from '../version.ts';
import { assemble } from './assemble.ts';
import { compare, type Difference } from './compare.ts';

const files = process.argv.slice(2);
if (files.length === 0) stop('Name at least one official OpenAPI document: npm run check:spec -- FILE...');

const contract = assemble(join(process.cwd(), 'contracts', 'openapi'));
const counts = files.map((file) => report(file, read(file)));
process.exitCode = counts.some((count) => count > 0) ? 1 : 0;

function report(file: string, official: ApiDocument): number {
  const { version } = official.info;
  const found = tryCompare(file, deriveAt(contract, version), official);
  for (const difference of found) console.log(line(file, difference));
  const operations = Object.keys(contract.paths).length;
  console.log(`${file}: version ${version}, ${operations} operations, ${found.length} differences`);
  if (compareVersions(version, LATEST) > 0) console.log(`  (the contract is complete as of ${LATEST})`);
  return found.length;
}

function tryCompare(file: string, ours: ApiDocument, official: ApiDocument): Difference[] {
  try {
    return compare(ours, official);
  } catch (error) {
    return stop(
      `Cannot compare ${file}, it is not a whole OpenAPI document: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function line(file: string, { place, ours, official }: Difference): string {
  return `${file}: ${place}: ours: ${ours}; official: ${official}`;
}

function read(file: string): ApiDocument {
  let document: Partial<ApiDocument> | null;
  try {
    document = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return stop(
      `Cannot read ${file}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
  }
  if (!isDocument(document)) {
    return stop(
      `${file} is not a CloudTower OpenAPI document: it needs openapi, info.version (x.y.z), paths, components.schemas.`,
    );
  }
  return document;
}

function isDocument(document: Partial<ApiDocument> | null): document is ApiDocument {
  return (
    typeof document?.openapi === 'string' &&
    isApiVersion(String(document.info?.version)) &&
    isObject(document.paths) &&
    isObject(document.components?.schemas)
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function stop(message: string): never {
  console.error(message);
  process.exit(2);
}

/**
 * The report of `npm run check:spec`.
 * @module
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { deriveAt } from '../derive.ts';
import type { ApiDocument } from '../schema.ts';
import { compareVersions, isApiVersion, LATEST } from '../version.ts';
import { compare, type Difference } from './compare.ts';

/** A file cannot be compared with the contract. The message is one line. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
}

/**
 * Compares the contract with official OpenAPI documents, each at its own version, and prints each difference with
 * its place. Returns the number of differences. Throws SpecError for a file that cannot be compared.
 */
export function reportDifferences(
  contract: ApiDocument,
  files: readonly string[],
  print: (line: string) => void,
): number {
  if (files.length === 0)
    throw new SpecError('Name at least one official OpenAPI document: npm run check:spec -- FILE...');
  const counts = files.map((file) => reportFile(contract, file, print));
  return counts.reduce((sum, count) => sum + count, 0);
}

function reportFile(contract: ApiDocument, file: string, print: (line: string) => void): number {
  const official = read(file);
  const { version } = official.info;
  const found = tryCompare(file, deriveAt(contract, version), official);
  for (const difference of found) print(lineOf(file, difference));
  const operations = Object.keys(contract.paths).length;
  print(`${file}: version ${version}, ${operations} operations, ${found.length} differences`);
  if (compareVersions(version, LATEST) > 0) print(`  (the contract is complete as of ${LATEST})`);
  return found.length;
}

function tryCompare(file: string, ours: ApiDocument, official: ApiDocument): Difference[] {
  try {
    return compare(ours, official);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SpecError(`Cannot compare ${file}, it is not a whole OpenAPI document: ${why}`);
  }
}

function lineOf(file: string, { place, ours, official }: Difference): string {
  return `${file}: ${place}: ours: ${ours}; official: ${official}`;
}

function read(file: string): ApiDocument {
  const document = readData(file);
  if (isDocument(document)) return document;
  throw new SpecError(
    `${file} is not a CloudTower OpenAPI document: it needs openapi, info.version (x.y.z), paths, components.schemas.`,
  );
}

function readData(file: string): Partial<ApiDocument> | null {
  try {
    return parseData(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new SpecError(`Cannot read ${file}: ${why}`);
  }
}

/** Tries JSON first: a YAML parser reads it, too, but takes seconds for an official document. */
function parseData(text: string): Partial<ApiDocument> | null {
  try {
    return JSON.parse(text);
  } catch {
    return parse(text);
  }
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

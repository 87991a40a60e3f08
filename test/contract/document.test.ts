import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { controlApi } from '../../contracts/control/generated/document.ts';
import { derive, deriveAt } from '../../contracts/openapi/derive.ts';
import { contract } from '../../contracts/openapi/generated/document.ts';
import { toJsonSchema } from '../../contracts/openapi/json-schema.ts';
import { type ApiDocument, type ApiVersion, ref, type Schema } from '../../contracts/openapi/schema.ts';
import { assemble } from '../../contracts/openapi/tools/assemble.ts';
import { atVersion } from '../../contracts/openapi/version.ts';

/** Counts of the official documents, by version. */
const COUNTS: readonly [
  schema: string,
  kind: 'properties' | 'enum',
  counts: Readonly<Record<string, number>>,
][] = [
  ['Host', 'properties', { '4.0.0': 72, '4.6.0': 72, '4.7.0': 89, '4.8.0': 92, '4.9.0': 93 }],
  [
    'Vm',
    'properties',
    { '4.0.0': 63, '4.1.0': 64, '4.2.0': 65, '4.5.0': 66, '4.6.0': 68, '4.7.0': 69, '4.8.0': 73 },
  ],
  ['Task', 'properties', { '4.0.0': 23, '4.6.0': 23, '4.8.0': 23 }],
  ['Cluster', 'properties', { '4.0.0': 85, '4.6.0': 85, '4.7.0': 110, '4.8.0': 113, '4.9.0': 114 }],
  ['HostWhereInput', 'properties', { '4.0.0': 542, '4.6.0': 542, '4.7.0': 665, '4.8.0': 689 }],
  [
    'VmWhereInput',
    'properties',
    { '4.0.0': 409, '4.1.0': 417, '4.2.0': 431, '4.3.0': 431, '4.6.0': 450, '4.7.0': 454, '4.8.0': 486 },
  ],
  ['TaskWhereInput', 'properties', { '4.0.0': 197, '4.6.0': 197, '4.8.0': 197 }],
  ['ClusterWhereInput', 'properties', { '4.0.0': 547, '4.6.0': 547, '4.7.0': 710, '4.8.0': 734 }],
  ['HostOrderByInput', 'enum', { '4.0.0': 116, '4.6.0': 116, '4.7.0': 148, '4.8.0': 154 }],
  [
    'VmOrderByInput',
    'enum',
    { '4.0.0': 96, '4.1.0': 98, '4.2.0': 100, '4.3.0': 100, '4.6.0': 104, '4.7.0': 106, '4.8.0': 114 },
  ],
  ['TaskOrderByInput', 'enum', { '4.6.0': 42 }],
  ['ClusterOrderByInput', 'enum', { '4.6.0': 134, '4.7.0': 182, '4.8.0': 188 }],
];

const ROWS = COUNTS.flatMap(([schema, kind, counts]) =>
  Object.entries(counts).map(([version, count]) => ({ schema, kind, version, count })),
);

function versionOf(text: string): ApiVersion {
  const [major, minor, patch] = text.split('.').map(Number);
  return `${major ?? 0}.${minor ?? 0}.${patch ?? 0}`;
}

describe('the derived document', () => {
  it.each(ROWS)(
    'has $count $kind in $schema of $version, as the official one',
    ({ schema, kind, version, count }) => {
      const found = deriveAt(contract, versionOf(version)).components.schemas[schema];
      expect(Object.keys(found?.[kind] ?? {})).toHaveLength(count);
    },
  );

  it('is written by hand without a single WhereInput, OrderByInput or Connection', () => {
    const names = Object.keys(contract.components.schemas);
    expect(names.filter((name) => /WhereInput$|OrderByInput$|Connection$|RequestBody$/.test(name))).toEqual(
      [],
    );
  });

  it('refers to nothing that is not there', () => {
    const document = derive(contract);
    const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name ?? '',
    );
    expect(names.length).toBeGreaterThan(300);
    expect(names.filter((name) => !(name in document.components.schemas))).toEqual([]);
  });

  it('refuses a relation to an entity that is neither written nor marked as not simulated', () => {
    const { 'x-not-simulated': marked = [], ...rest } = contract;
    const document = { ...rest, 'x-not-simulated': marked.filter((entity) => entity !== 'Zone') };
    expect(() => derive(document)).toThrow('is related to Zone');
  });
});

describe('each document', () => {
  it.each([
    ['the contract', derive(contract)],
    ['the control API', controlApi],
  ])('has only schemas that are valid JSON Schema: %s', (_, document) => {
    const ajv = new Ajv({ strict: false });
    const invalid = Object.keys(document.components.schemas).filter(
      (name) => ajv.validateSchema(toJsonSchema(document, ref(name))) !== true,
    );
    expect(invalid).toEqual([]);
  });
});

/** A contract of one entity with these fields. */
function library(properties: Readonly<Record<string, Schema>>): ApiDocument {
  const Book: Schema = { type: 'object', 'x-reads': 'Books', properties };
  return {
    openapi: '3.0.0',
    info: { title: 'Library', version: '4.6.0' },
    servers: [],
    paths: {},
    components: { schemas: { Book, Genre: { type: 'string', enum: ['NOVEL', 'POEM'] } } },
  };
}

describe('a filter mark on a field', () => {
  const genre: Schema = { $ref: '#/components/schemas/Genre' };
  const marked = library({
    title: { type: 'string', 'x-filters': { contains: false } },
    subtitle: { type: 'string' },
    genre: { nullable: true, allOf: [genre], 'x-filters': { gte: '4.5.0' } },
    subgenre: { nullable: true, allOf: [genre] },
  });
  const filtersAt = (version: ApiVersion) =>
    Object.keys(deriveAt(marked, version).components.schemas['BookWhereInput']?.properties ?? {});

  it('gives the field a filter and takes one away; its neighbours follow their kind', () => {
    const filters = filtersAt('4.6.0');
    expect(filters).toEqual(expect.arrayContaining(['genre_gte', 'title_starts_with', 'subtitle_contains']));
    expect(filters).not.toContain('title_contains');
    expect(filters).not.toContain('subgenre_gte');
  });

  it('gives a filter from its version on', () => {
    expect(filtersAt('4.5.0')).toContain('genre_gte');
    expect(filtersAt('4.4.0')).not.toContain('genre_gte');
  });

  it('leaves no trace in the operand', () => {
    expect(JSON.stringify(derive(marked).components.schemas['BookWhereInput'])).not.toContain('x-filters');
  });

  it('is rejected when the query engine cannot evaluate it', () => {
    const list = library({
      tags: { type: 'array', items: { type: 'string' }, 'x-filters': { contains: '4.6.0' } },
    });
    expect(() => derive(list)).toThrow("x-filters of tags: no list can have 'contains'");
  });
});

describe('a version mark', () => {
  const answers = { responses: { 200: { description: 'done' } } };
  const lending: ApiDocument = {
    ...library({}),
    paths: {
      '/get-books': {
        post: {
          operationId: 'GetBooks',
          tags: [],
          ...answers,
          parameters: [
            { in: 'header', name: 'shelf' },
            { in: 'header', name: 'branch', 'x-since': '4.5.0' },
            { $ref: '#/components/parameters/Reader' },
          ],
        },
      },
      '/lend-book': { post: { operationId: 'LendBook', tags: [], ...answers, 'x-since': '4.5.0' } },
    },
    components: {
      schemas: {},
      parameters: { Reader: { in: 'header', name: 'reader', 'x-since': '4.6.0' } },
    },
    'x-not-simulated-paths': { '/burn-book': '4.0.0', '/scan-book': '4.6.0' },
  };

  it('takes an operation away from the versions before it, and its path with it', () => {
    expect(Object.keys(atVersion(lending, '4.5.0').paths)).toEqual(['/get-books', '/lend-book']);
    expect(Object.keys(atVersion(lending, '4.4.0').paths)).toEqual(['/get-books']);
  });

  it('takes a parameter away, whether it is written there or referred to', () => {
    const parametersAt = (version: ApiVersion) =>
      atVersion(lending, version).paths['/get-books']?.post?.parameters?.map(
        ({ name, $ref }) => name ?? $ref,
      );
    expect(parametersAt('4.4.0')).toEqual(['shelf']);
    expect(parametersAt('4.5.0')).toEqual(['shelf', 'branch']);
    expect(parametersAt('4.6.0')).toEqual(['shelf', 'branch', '#/components/parameters/Reader']);
  });

  it('leaves the paths of later versions known as such, simulated or not', () => {
    const others = ({ 'x-not-simulated-paths': here, 'x-later-paths': later }: ApiDocument) => ({
      here,
      later,
    });
    expect(others(atVersion(lending, '4.4.0'))).toEqual({
      here: { '/burn-book': '4.0.0' },
      later: { '/lend-book': '4.5.0', '/scan-book': '4.6.0' },
    });
    expect(others(atVersion(lending, '4.6.0'))).toEqual({
      here: { '/burn-book': '4.0.0', '/scan-book': '4.6.0' },
      later: {},
    });
  });
});

it('a path is either simulated or not: one that is written as both is refused', () => {
  const copy = mkdtempSync(join(tmpdir(), 'contract-'));
  cpSync('contracts/openapi', copy, { recursive: true });
  appendFileSync(join(copy, 'not-simulated.yaml'), '  - /get-hosts\n');
  expect(() => assemble(copy)).toThrow('/get-hosts has an operation: take it out of not-simulated.yaml');
  rmSync(copy, { recursive: true });
});

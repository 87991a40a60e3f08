import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { derive } from '../../contracts/openapi/derive.ts';
import { contract } from '../../contracts/openapi/generated/document.ts';
import type { ApiDocument } from '../../contracts/openapi/schema.ts';
import { compare } from '../../contracts/openapi/tools/compare.ts';
import { reportDifferences } from '../../contracts/openapi/tools/report-differences.ts';
import { atVersion } from '../../contracts/openapi/version.ts';

const whole = derive(atVersion(contract, '4.6.0'));

/** Our own document with one thing changed, as if an official one differed there. */
function changed(path: readonly string[], value: unknown): ApiDocument {
  const copy = structuredClone(whole);
  const last = path.at(-1) ?? '';
  let place: object = copy;
  for (const name of path.slice(0, -1)) place = Reflect.get(place, name);
  if (value === undefined) Reflect.deleteProperty(place, last);
  else Reflect.set(place, last, value);
  return copy;
}

const SCHEMAS = ['components', 'schemas'];
const PRECHECK = ['paths', '/enter-maintenance-mode-precheck', 'post'];

describe('comparing with an official document', () => {
  it('finds nothing between equal documents', () => {
    expect(compare(whole, whole)).toEqual([]);
  });

  it.each<[string, readonly string[], unknown, string]>([
    ['a missing operation', ['paths', '/get-hosts'], undefined, 'POST /get-hosts'],
    [
      'another operationId',
      [...PRECHECK, 'operationId'],
      'Precheck',
      'POST /enter-maintenance-mode-precheck > operationId',
    ],
    [
      'an operation without a token',
      [...PRECHECK, 'security'],
      [],
      'POST /enter-maintenance-mode-precheck > token needed',
    ],
    ['a body that is not required', [...PRECHECK, 'requestBody', 'required'], false, 'body required'],
    ['another parameter', [...PRECHECK, 'parameters'], [], 'parameter header content-language'],
    ['a new status', [...PRECHECK, 'responses', '403'], { description: 'no' }, '> 403'],
    ['a new field', [...SCHEMAS, 'Host', 'properties', 'brand_new'], { type: 'string' }, 'Host.brand_new'],
    ['a field that is gone', [...SCHEMAS, 'Vm', 'properties', 'ha'], undefined, 'Vm.ha'],
    ['another type', [...SCHEMAS, 'Vm', 'properties', 'vcpu', 'type'], 'string', 'Vm.vcpu > type'],
    ['another format', [...SCHEMAS, 'Vm', 'properties', 'vcpu', 'format'], 'int64', 'Vm.vcpu > format'],
    [
      'another nullability',
      [...SCHEMAS, 'Host', 'properties', 'name', 'nullable'],
      true,
      'Host.name > nullable',
    ],
    [
      'another required list',
      [...SCHEMAS, 'ShutdownVmID', 'required'],
      [],
      'ShutdownVmID > required vm_uuid',
    ],
    [
      'a new enum value',
      [...SCHEMAS, 'VmStatus', 'enum'],
      ['DELETED', 'RUNNING', 'STOPPED', 'SUSPENDED', 'UNKNOWN', 'PAUSED'],
      'VmStatus > value PAUSED',
    ],
    ['an open object', [...SCHEMAS, 'Task', 'additionalProperties'], true, 'Task > further properties'],
    [
      'another filter',
      [...SCHEMAS, 'VmWhereInput', 'properties', 'vcpu_between'],
      { type: 'integer' },
      'VmWhereInput.vcpu_between',
    ],
    [
      'another order',
      [...SCHEMAS, 'TaskOrderByInput', 'enum'],
      ['id_ASC'],
      'TaskOrderByInput > value id_DESC',
    ],
    [
      'a new method',
      ['paths', '/get-hosts', 'put'],
      { operationId: 'X', tags: [], responses: {} },
      'PUT /get-hosts',
    ],
    [
      'a pattern',
      [...SCHEMAS, 'ShutdownVmID', 'properties', 'vm_uuid', 'pattern'],
      '^a$',
      'vm_uuid > pattern',
    ],
    [
      'another component',
      [...SCHEMAS, 'EnterMaintenanceModeResult', 'properties', 'shutdownVms', 'items'],
      { $ref: '#/components/schemas/NestedVm' },
      'EnterMaintenanceModeResult.shutdownVms[] > component',
    ],
    [
      'strings for objects',
      [...SCHEMAS, 'EnterMaintenanceModeResult', 'properties', 'shutdownVms', 'items'],
      { type: 'string' },
      'ShutdownVmID > type',
    ],
  ])('finds %s', (_name, path, value, place) => {
    expect(
      compare(whole, changed(path, value))
        .map((difference) => difference.place)
        .join('\n'),
    ).toContain(place);
  });

  it('does not look into entities that are marked as not simulated', () => {
    const path = [...SCHEMAS, 'DiskWhereInput', 'properties'];
    expect(compare(whole, changed(path, { id: { type: 'string' } }))).toEqual([]);
  });
});

describe('npm run check:spec', () => {
  let directory: string;
  const file = (name: string, content: string) => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };
  const report = (...files: string[]) => {
    const lines: string[] = [];
    const count = reportDifferences(contract, files, (line) => lines.push(line));
    return { count, lines };
  };
  const other = changed([...SCHEMAS, 'Host', 'properties', 'brand_new'], { type: 'string' });
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'check-spec-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('prints each difference with its place', () => {
    const { count, lines } = report(file('other.json', JSON.stringify(other)));
    expect(count).toBeGreaterThan(0);
    expect(lines.join('\n')).toContain('Host.brand_new: ours: absent; official: string');
  });

  it.each([
    ['no file', [], 'Name at least one'],
    ['a file that is not there', ['/nowhere.json'], 'Cannot read /nowhere.json'],
  ])('refuses %s', (_name, files, message) => {
    expect(() => report(...files)).toThrow(message);
  });

  it.each<[string, string]>([
    ['null', 'null'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['no JSON', '{'],
    [
      'a version that is none',
      '{"openapi":"3.0.0","info":{"version":"new"},"paths":{},"components":{"schemas":{}}}',
    ],
    [
      'paths that are null',
      '{"openapi":"3.0.0","info":{"version":"4.6.0"},"paths":null,"components":{"schemas":{}}}',
    ],
    [
      'a reference that leads nowhere',
      JSON.stringify(
        changed([...SCHEMAS, 'Host', 'properties', 'cluster'], { $ref: '#/components/schemas/Gone' }),
      ),
    ],
  ])('refuses a file with %s, in one line', (_what, content) => {
    const inOneLine: unknown = expect.stringMatching(/^.+$/);
    expect(() => report(file('odd.json', content))).toThrow(
      expect.objectContaining({ name: 'SpecError', message: inOneLine }),
    );
  });

  it('exits with 0 without a difference, with 1 with one, and with 2 if it cannot compare', () => {
    const exit = (...files: string[]) => {
      const program = 'dist/contracts/openapi/tools/check-spec.js';
      const { status, stderr } = spawnSync(process.execPath, [program, ...files], { encoding: 'utf8' });
      return { status, stderr };
    };
    expect(exit(file('same.json', JSON.stringify(whole)))).toEqual({ status: 0, stderr: '' });
    expect(exit(file('other.json', JSON.stringify(other)))).toEqual({ status: 1, stderr: '' });
    expect(exit()).toEqual({ status: 2, stderr: expect.stringMatching(/^Name at least one.+\n$/) });
  });

  const OFFICIAL = ['4.0.0-swagger', '4.2.0-swagger', '4.6.0-swagger', '4.7.0-derived', '4.8.0-derived'].map(
    (name) => `../shared/specs/${name}.json`,
  );
  it.skipIf(!OFFICIAL.every((path) => existsSync(path)))(
    'finds no difference to the official documents (skipped where they are absent)',
    () => {
      const { count, lines } = report(...OFFICIAL);
      expect(count).toBe(0);
      expect(lines.filter((line) => line.endsWith(' 0 differences'))).toHaveLength(OFFICIAL.length);
    },
  );
});

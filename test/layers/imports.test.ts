/**
 * The list of imports (.dependency-cruiser.mjs) refuses what is not written there. The violations are
 * planted in a copy of the tree, each in a file of its own, which must be refused by the row of its room alone.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import cruiserOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { Copy, type Files } from './copy.ts';

/** What a room of the engine may not: title, room, source. */
const ENGINE: readonly Row[] = [
  ['import hono', 'query', `export { Hono } from 'hono';`],
  ['import a module of Node', 'journal', `import fs from 'node:fs';\nexport const read = fs.readFileSync;`],
  ['import a served world', 'maintenance', `export { Worlds } from '../../worlds/worlds.ts';`],
  ['import a room above: fault from world', 'world', `export { presetCalled } from '../fault/presets.ts';`],
  ['import a room above: world from time', 'time', `export { World } from '../world/world.ts';`],
  [
    'import a type',
    'world',
    `import type { FaultRule } from '../fault/rule.ts';\nexport type A = FaultRule;`,
  ],
  ['import the validator', 'query', `export * from '../../../../contracts/openapi/validator.ts';`],
  ['re-export everything', 'world', `export * from '../fault/rule.ts';`],
  ['re-export types', 'world', `export type * from '../fault/rule.ts';`],
  ['name a type by its file', 'world', `export type A = import('../fault/rule.ts').FaultRule;`],
  ['name the type of a file', 'world', `export type A = typeof import('../fault/rule.ts');`],
  ['import dynamically', 'world', `export const load = async () => import('../fault/rule.ts');`],
  ['import a template dynamically', 'world', 'export const load = async () => import(`../fault/rule.ts`);'],
  ['require', 'task', `import { createRequire } from 'node:module';\nexport const make = createRequire;`],
  ['import a package by its path', 'task', `export * from '../../../../node_modules/hono/dist/index.js';`],
  ['import what is built', 'task', `export * from '../../../../dist/src/server/worlds/worlds.js';`],
  ['import a package that is not installed', 'task', `export { chunk } from 'lodash';`],
  ['ask process for a module', 'task', `export const fs: unknown = process.getBuiltinModule('node:fs');`],
  ['import a data URL', 'task', `export const load = async () => import('data:text/javascript,1');`],
];

/** What other rooms may not. */
const ROOMS: readonly Row[] = [
  [
    'of src by contracts',
    '/contracts/kit/target',
    `export { createFake } from '../../../src/server/fake.ts';`,
  ],
  ['of a test by the suite', '/contracts/suite', `export * from '../../test/kit/arbitraries.ts';`],
  ['of the kit by a world', 'worlds', `export type * from '../../../contracts/kit/session/session.ts';`],
  ['of the suite by the control API', 'control', `export * from '../../../contracts/suite/index.ts';`],
  ['of the suite by `serve`', '/src/cli/serve', `export * from '../../../contracts/suite/index.ts';`],
  ['of the test kit by `serve`', '/src/cli/serve', `export * from '../../../test/kit/arbitraries.ts';`],
  ["of the control API by CloudTower's", 'api', `export type { ControlCall } from '../control/call.ts';`],
  ["of its refusals by CloudTower's API", 'api', `export * from '../worlds/control-refusal.ts';`],
  ["of CloudTower's API by the control API", 'control', `export { toErrorAnswer } from '../api/errors.ts';`],
  ['of an API by a world', 'worlds', `export type { Call } from '../api/call.ts';`],
  ['of an API by what both share', 'http', `export type { Call } from '../api/call.ts';`],
  [
    'of a served world by the fixtures',
    '/src/fixtures',
    `export { Worlds } from '../server/worlds/worlds.ts';`,
  ],
  [
    'of package.json by an API',
    'api',
    `export { default } from '../../../package.json' with { type: 'json' };`,
  ],
];

/** Files outside of every room: title, file, source. */
const HOMELESS: readonly Row[] = [
  ['though it imports nothing', 'src/tools/planted.ts', 'export const one = 1;'],
  ['in the engine', 'src/server/engine/alert/planted.ts', `export type { Id } from '../world/wire.ts';`],
  ['in the command line', 'src/cli/exec/planted.ts', `export { UsageError } from '../values.ts';`],
  ['at the top', 'lib/planted.ts', 'export const one = 1;'],
];

type Row = readonly [title: string, place: string, source: string];

const engineFile = (title: string, room: string) => `src/server/engine/${room}/${fileName(title)}`;
const roomFile = (title: string, room: string) =>
  `${room.startsWith('/') ? room.slice(1) : `src/server/${room}`}/${fileName(title)}`;
const fileName = (title: string) => `planted-${title.replaceAll(/\W+/g, '-')}.ts`;

const [ONE, TWO] = ['src/server/engine/vm/one.ts', 'src/server/engine/vm/two.ts'];
const CYCLE: Files = {
  [ONE]: `import type { Two } from './two.ts';\nexport type One = Two;`,
  [TWO]: `import type { One } from './one.ts';\nexport type Two = One[];`,
};

const REQUIRING = 'src/cli/journal/planted.ts';
const REQUIRED = `import { createRequire } from 'node:module';
  const require = createRequire(import.meta.url);
  export const yaml: unknown = require('yaml');`;

const PLANTED: Files = {
  ...Object.fromEntries(ENGINE.map(([title, room, source]) => [engineFile(title, room), source])),
  ...Object.fromEntries(ROOMS.map(([title, room, source]) => [roomFile(title, room), source])),
  ...Object.fromEntries(HOMELESS.map(([, file, source]) => [file, source])),
  ...CYCLE,
  [REQUIRING]: REQUIRED,
};

/** The rules that each planted file breaks. */
let refusals: Readonly<Record<string, readonly string[]>>;

beforeAll(async () => {
  const copy = new Copy();
  copy.plant(PLANTED);
  try {
    refusals = await refusalsOf(copy.folder, Object.keys(PLANTED));
  } finally {
    copy.remove();
  }
}, 60_000);

async function refusalsOf(folder: string, files: readonly string[]): Promise<typeof refusals> {
  const options = await cruiserOptions(join(folder, '.dependency-cruiser.mjs'));
  // Their own imports are enough, and those of the second file of the cycle.
  const { output } = await cruise([...files], { ...options, baseDir: folder, maxDepth: 2 });
  if (typeof output === 'string') throw new Error('Expected a result, got a report.');
  const rules: Record<string, string[]> = {};
  for (const { rule, from } of output.summary.violations) (rules[from] ??= []).push(rule.name);
  return rules;
}

describe('a room of the engine may not', () => {
  it.each(ENGINE)('%s', (title, room) => {
    expect(refusals[engineFile(title, room)]).toEqual([`imports of engine/${room}`]);
  });

  it('import a type in a cycle', () => {
    expect(refusals[ONE]).toEqual(['no cycles']);
  });
});

describe('imports are refused', () => {
  it.each(ROOMS)('%s', (title, room) => {
    expect(refusals[roomFile(title, room)]).toEqual([`imports of ${room}`]);
  });
});

describe('what createRequire loads', () => {
  // dependency-cruiser sees the calls of a function of that name, and no others.
  const UNSEEN = /(?<!\bconst require = )createRequire\(/;

  it('is seen by the list of imports', () => {
    const rule = 'imports of /src/cli/journal';
    expect(refusals[REQUIRING]).toEqual([rule, rule]);
    expect(REQUIRED).not.toMatch(UNSEEN);
  });

  it('is loaded by a function called `require` everywhere', () => {
    const files = ['src', 'contracts'].flatMap((folder) => ts.sys.readDirectory(folder, ['.ts']));
    expect(files.length).toBeGreaterThan(200);
    expect(files.filter((file) => UNSEEN.test(readFileSync(file, 'utf8')))).toEqual([]);
    expect('const { parse } = createRequire(import.meta.url)("yaml");').toMatch(UNSEEN);
  });
});

describe('a file outside of every room is refused', () => {
  it.each(HOMELESS)('%s', (_, file) => {
    expect(refusals[file]).toEqual(['every file is in a room']);
  });
});

it('nothing else is refused', () => {
  const planted = Object.keys(PLANTED).filter((file) => file !== TWO);
  expect(Object.keys(refusals).toSorted()).toEqual(planted.toSorted());
});

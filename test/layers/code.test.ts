/**
 * The linter and the compiler keep the platform out of the engine and the fixtures. The violations are planted in
 * a copy of the tree, each in a file of its own, and each file must be refused for its own.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Copy, type Files } from './copy.ts';

const ENGINE = 'src/server/engine';
const FIXTURES = 'src/fixtures';

/** What every platform may have of its own. */
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
const GLOBALS = [
  ...TIMERS,
  'performance',
  'process',
  'crypto',
  'console',
  'fetch',
  'Buffer',
  'require',
  'document',
];

/** What the language itself has, and other ways to the platform. */
const WAYS: readonly (readonly [title: string, folder: string, rule: string, source: string])[] = [
  ['the wall clock', `${ENGINE}/journal`, 'no-restricted-properties', 'export const now = Date.now();'],
  ['a date', `${ENGINE}/vm`, 'no-restricted-globals', 'export const now = new Date();'],
  ['a date in the fixtures', FIXTURES, 'no-restricted-globals', 'export const now = new Date();'],
  ['globalThis', `${ENGINE}/vm`, 'no-restricted-globals', 'export const now = globalThis.Date.now();'],
  ['globalThis apart', `${ENGINE}/vm`, 'no-restricted-globals', 'export const { Date: Now } = globalThis;'],
  [
    'a wait',
    `${ENGINE}/vm`,
    'no-restricted-globals',
    'export const wait = (on: Int32Array) => Atomics.wait(on, 0, 0, 1);',
  ],
  ['Intl', `${ENGINE}/vm`, 'no-restricted-globals', 'export const now = Intl.DateTimeFormat().format();'],
  ['chance', `${ENGINE}/world`, 'no-restricted-properties', 'export const chance = Math.random();'],
  ['chance in the fixtures', FIXTURES, 'no-restricted-properties', 'export const chance = Math.random();'],
  ['chance by name', `${ENGINE}/world`, 'no-restricted-properties', `export const a = Math['random']();`],
  ['chance apart', `${ENGINE}/world`, 'no-restricted-properties', 'export const { random } = Math;'],
  ['a computed import', `${ENGINE}/task`, 'no-dynamic-require', `export const a = import('node:' + 'fs');`],
  [
    'code in a text by a function',
    `${ENGINE}/task`,
    'no-restricted-properties',
    `export const a = (() => 1).constructor('return 1');`,
  ],
  ['code in a text', `${ENGINE}/task`, 'no-new-func', `export const a = new Function('return Date.now()');`],
  ['types by a directive', `${ENGINE}/task`, 'triple-slash-reference', '/// <reference types="node" />'],
];

const ISO = `${ENGINE}/time/iso.ts`;

const inEngine = (name: string) => `${ENGINE}/task/planted-${name}.ts`;
const inFixtures = (name: string) => `${FIXTURES}/planted-${name}.ts`;
const ofWay = (folder: string, title: string) => `${folder}/planted-${title.replaceAll(' ', '-')}.ts`;

const PLANTED: Files = {
  ...Object.fromEntries(
    GLOBALS.flatMap((name) =>
      [inEngine(name), inFixtures(name)].map((file) => [file, `export const planted: unknown = ${name};\n`]),
    ),
  ),
  ...Object.fromEntries(WAYS.map(([title, folder, , source]) => [ofWay(folder, title), source])),
  [ISO]: `${readFileSync(ISO, 'utf8')}\nexport const now = () => Date.now();\n`,
};

let copy: Copy;
/** The rules that each file breaks. */
let lint: Readonly<Record<string, readonly string[]>>;
/** What the compiler says of each file of the engine. */
let errors: Readonly<Record<string, readonly string[]>>;

beforeAll(() => {
  copy = new Copy();
  // None of these rules needs types, and the linter is many times as fast without.
  const config = readFileSync('.oxlintrc.json', 'utf8');
  copy.plant({ '.oxlintrc.json': config.replace('"typeAware": true', '"typeAware": false'), ...PLANTED });
  lint = lintOf(ENGINE, FIXTURES);
  errors = errorsOf(GLOBALS.map(inEngine));
}, 60_000);

afterAll(() => copy.remove());

function lintOf(...folders: readonly string[]): typeof lint {
  const { output } = copy.run(`oxlint --format json ${folders.join(' ')}`);
  const { diagnostics }: { diagnostics: readonly { filename: string; code: string }[] } = JSON.parse(output);
  const rules: Record<string, string[]> = {};
  for (const { filename, code } of diagnostics)
    (rules[filename] ??= []).push(code.replace(/.*\((.*)\)/, '$1'));
  return rules;
}

function errorsOf(files: readonly string[]): typeof errors {
  const { config } = ts.readConfigFile(join(copy.folder, ENGINE, 'tsconfig.json'), (path) =>
    ts.sys.readFile(path),
  );
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(copy.folder, ENGINE));
  const program = ts.createProgram(
    files.map((file) => join(copy.folder, file)),
    options,
  );
  return Object.fromEntries(
    files.map((file) => {
      const found = program.getSemanticDiagnostics(program.getSourceFile(join(copy.folder, file)));
      return [file, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))];
    }),
  );
}

describe('the linter refuses', () => {
  it.each(GLOBALS)('%s, in the engine and in the fixtures', (name) => {
    expect(lint[inEngine(name)]).toContain('no-undef');
    expect(lint[inFixtures(name)]).toContain('no-undef');
  });

  it.each(WAYS)('%s', (title, folder, rule) => {
    expect(lint[ofWay(folder, title)]).toContain(rule);
  });

  it('the wall clock even in the one file that may say Date', () => {
    expect(lint[ISO]).toEqual(['no-restricted-properties']);
  });

  it('nothing else', () => {
    expect(Object.keys(lint).toSorted()).toEqual(Object.keys(PLANTED).toSorted());
  });
});

describe('the compiler refuses in the engine', () => {
  it.each(GLOBALS)('%s', (name) => {
    expect(errors[inEngine(name)]).toEqual([expect.stringContaining(`Cannot find name '${name}'`)]);
  });
});

describe('the sources of the engine and the fixtures', () => {
  /**
   * What no rule of the linter sees: declarations of what a platform may have, comments that switch a guard off,
   * `Math` that is passed on or indexed, and a date of now in the one file that may say `Date`.
   */
  const LOOPHOLE = new RegExp(
    [
      '^\\s*(?:export )?declare (?:const|let|var|function|class|global|namespace|module)\\b',
      '(?:ox|es)lint-disable|@ts-\\w+',
      '\\bMath\\b(?!\\.(?!random\\b)\\w)',
      '\\bDate\\b(?!\\.parse\\b|\\(\\w)',
    ].join('|'),
    'm',
  );

  it.each([
    'declare function setTimeout(f: () => void, ms: number): void;',
    'export {};\ndeclare global { var now: number }',
    'export const now = Date.now(); // oxlint-disable-line',
    '/* eslint-disable no-undef */',
    '// @ts-expect-error',
    'const m = Math; export const chance = m.random();',
    'export const chance = Math[key]();',
    `export const chance = Reflect.get(Math, 'random');`,
    'export const { random: chance } = Math;',
    'export const now = new Date().getTime();',
    'export const now = Date();',
    'const D = Date; export const now = D.now();',
  ])('would be caught: %s', (source) => {
    expect(source).toMatch(LOOPHOLE);
  });

  it('have no loophole', () => {
    const files = ts.sys.readDirectory('src', ['.ts'], [], ['server/engine', 'fixtures']);
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => LOOPHOLE.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});

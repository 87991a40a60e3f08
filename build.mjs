// @ts-check
/**
 * `npm run build`: makes dist/ from the sources. A step runs only if the files it reads or writes have changed
 * since it last ran.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

process.chdir(import.meta.dirname);

const STAMPS = join('node_modules', '.cache', 'cloudtower-fake');
/** Another compiler or bundler may make something else of the same sources. */
const TOOLS = ['build.mjs', 'package.json', 'node_modules/.package-lock.json'];

const isGenerated = (/** @type {string} */ file) => dirname(file).endsWith('generated');

await step('generate', {
  reads: () => [
    ...filesIn(...TOOLS, 'contracts/openapi').filter((file) => !isGenerated(file)),
    ...filesIn('contracts', 'src').filter((file) => file.endsWith('.yaml')),
  ],
  writes: () => filesIn('contracts', 'src').filter(isGenerated),
  async run() {
    await bundle('contracts/openapi/tools/generate');
    runNode('dist/contracts/openapi/tools/generate.js');
  },
});

await step('compile', {
  reads: () => filesIn(...TOOLS, 'contracts', 'src', 'bench', 'tsconfig.json', 'tsconfig.base.json'),
  writes: () => filesIn('dist').filter((file) => file.endsWith('.js')),
  async run() {
    runNode('node_modules/typescript/bin/tsc', '-b');
    rmSync('dist/chunks', { recursive: true, force: true });
    const bench = ['bench/main', 'bench/server', 'bench/worlds'];
    await bundle('src/cli/main', 'src/index', 'contracts/openapi/tools/check-spec', ...bench);
  },
});

/**
 * Runs a step unless that would change nothing.
 * @param {string} name
 * @param {{ reads: () => string[], writes: () => string[], run: () => Promise<void> }} step
 */
async function step(name, { reads, writes, run }) {
  const stamp = join(STAMPS, name);
  // Taken before the step runs: a file that changes meanwhile is for the next build.
  const before = fingerprint(reads());
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === before + fingerprint(writes())) return;
  await run();
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stamp, before + fingerprint(writes()));
}

/**
 * Bundles programs, each to the same place below dist/. Packages stay what they are: dependencies.
 * @param {string[]} entries
 */
async function bundle(...entries) {
  // Loaded here: most builds have nothing to do.
  const { build } = await import('rolldown');
  await build({
    input: Object.fromEntries(entries.map((entry) => [entry, `${entry}.ts`])),
    platform: 'node',
    external: /^[^./]/,
    output: { dir: 'dist', chunkFileNames: 'chunks/[name]-[hash].js', sourcemap: true },
    logLevel: 'warn',
  });
}

/**
 * Runs a program; a failure ends the build.
 * @param {string[]} args
 */
function runNode(...args) {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Every file at these paths, in folders however deep.
 * @param {string[]} paths
 */
function filesIn(...paths) {
  return paths.flatMap((path) => {
    if (!existsSync(path)) return [];
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  });
}

/**
 * Tells contents apart.
 * @param {string[]} files
 */
function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return `${hash.digest('hex')}\n`;
}

import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { RunReporter } from './test/kit/run-reporter.ts';
import { isDeep } from './test/kit/runs.ts';

const { TEST_SEED, TEST_BUDGET_S = '600' } = process.env;
const seed = TEST_SEED === undefined ? randomInt(2 ** 31) : Number(TEST_SEED);
/** For how long a deep run begins new random cases. */
const budgetMs = Number(TEST_BUDGET_S) * 1000;

const FILES = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test', file));
/** A deep run has only files that do more in it: by their name, or because they ask test/kit/runs.ts how much. */
const CHOSEN = FILES.filter((file) => {
  const isOnlyDeep = file.endsWith('.deep.test.ts');
  return isDeep ? isOnlyDeep || readFileSync(file, 'utf8').includes('kit/runs.ts') : !isOnlyDeep;
});
/** Files that replace modules of Node cannot share modules with others. */
const ISOLATED = CHOSEN.filter((file) => readFileSync(file, 'utf8').includes('vi.mock('));
/** Files that depend on how dates are read run in a second time zone, too; in a deep run all about queries. */
const QUERIES = join('test', 'query');
const DATED = FILES.filter((file) =>
  isDeep ? file.startsWith(QUERIES) : file === join(QUERIES, 'dates.test.ts'),
);

export default defineConfig({
  test: {
    testTimeout: isDeep ? budgetMs + 600_000 : 120_000,
    // The files of a worker share their modules: to load the server for each takes longer than most tests.
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    setupFiles: ['test/kit/seed.ts'],
    provide: { seed, deadline: isDeep ? Date.now() + budgetMs : null },
    reporters: ['default', new RunReporter(seed)],
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: CHOSEN.filter((file) => !ISOLATED.includes(file)) },
      },
      { extends: true, test: { name: 'isolated', include: ISOLATED, isolate: true } },
      // A thread has the time zone of its process.
      {
        extends: true,
        test: { name: 'in Shanghai', include: DATED, pool: 'forks', env: { TZ: 'Asia/Shanghai' } },
      },
    ],
  },
});

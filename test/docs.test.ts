import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replay } from './kit/console.ts';
import { createTestFake } from './kit/fake.ts';

const PAGES = ['README.md', 'CONTRIBUTING.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter(
  (page) => page.endsWith('.md'),
);

/** Returns the files and folders that a page names: relative links, and paths in code from the top of the tree. */
function pathsIn(page: string): string[] {
  const text = readFileSync(page, 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) =>
    join(dirname(page), link),
  );
  const code = text.matchAll(/`((?:contracts|src|test|docs|bench|\.ci)\/[\w./-]*)`/g);
  return [...links, ...[...code].map(([, path = '']) => path)];
}

describe('the documentation', () => {
  it.each(PAGES)('names only files and folders that exist: %s', (page) => {
    expect(pathsIn(page).filter((path) => !existsSync(path))).toEqual([]);
  });

  it('is looked through: CONTRIBUTING.md names many', () => {
    expect(pathsIn('CONTRIBUTING.md').length).toBeGreaterThan(30);
  });
});

describe('docs/control.md', () => {
  it('shows what its requests really answer: enter, power off, power on, exit', async () => {
    const fake = createTestFake();
    const requests = await replay(fake, readFileSync('docs/control.md', 'utf8'), () => undefined);
    expect(requests).toBeGreaterThan(8);
    expect(await fake.host('node-01')).toMatchObject({ status: 'CONNECTED_HEALTHY', host_state: null });
  });
});

/**
 * The list of imports (.dependency-cruiser.mjs) and the tree as it is: `npm run check` reads the tree as well, so
 * this waits for the deep run.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICruiseResult } from 'dependency-cruiser';
import cruiserOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Copy } from './copy.ts';

let copy: Copy;

beforeAll(() => {
  copy = new Copy();
});

afterAll(() => copy.remove());

describe('the tree as it is', () => {
  const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  );
  let tree: ICruiseResult;

  beforeAll(() => {
    tree = JSON.parse(copy.run(`${scripts['layers']} --output-type json`).output);
  }, 60_000);

  it('is accepted by `npm run layers`, which `npm run check` runs', () => {
    expect(scripts['check']).toContain('npm run layers');
    expect(tree.summary.totalCruised).toBeGreaterThan(300);
    expect(tree.summary.violations).toEqual([]);
  });

  it('needs every import that a row allows', async () => {
    const { ruleSet } = await cruiserOptions(join(copy.folder, '.dependency-cruiser.mjs'));
    const rows = ruleSet?.forbidden?.filter((rule) => 'to' in rule).filter(({ to }) => 'pathNot' in to) ?? [];
    expect(rows.length).toBeGreaterThan(30);
    const unused = rows.flatMap(({ name, from, to }) => {
      const room = new RegExp(String(from.path));
      const imports = tree.modules
        .filter(({ source }) => room.test(source))
        .flatMap(({ dependencies }) => dependencies.map(({ resolved }) => resolved));
      const allowed = [to.pathNot ?? []].flat();
      return allowed
        .slice(1)
        .filter((pattern) => !imports.some((file) => new RegExp(pattern).test(file)))
        .map((pattern) => `${name}: ${pattern}`);
    });
    expect(unused).toEqual([]);
  });
});

import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CASES } from '../../contracts/suite/index.ts';
import { runHere } from '../kit/program.ts';

it('the HTML report of a whole run that passes is under 1 MB, and each case shows what it asked', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'report.html');
  expect(await runHere(['contract', '--html', file])).toMatchObject({ code: 0 });
  expect(statSync(file).size).toBeLessThan(1_000_000);
  expect(readFileSync(file, 'utf8').match(/<ol class="asked">/g)).toHaveLength(CASES.length);
});

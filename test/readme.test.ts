import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contract } from '../contracts/openapi/generated/document.ts';
import { fidelityPage } from '../src/server/fidelity.ts';
import { createTestFake } from './kit/fake.ts';

const README = readFileSync('README.md', 'utf8');

describe('the README', () => {
  it('shows what its requests really answer', async () => {
    const fake = createTestFake();
    /** Ids of tasks carry the time: those printed stand for those that come. */
    const ids = new Map<string, string>();
    const real = (text: string) =>
      [...ids].reduce((result, [printed, actual]) => result.replaceAll(printed, actual), text);
    const blocks = README.matchAll(/```console\n([\s\S]*?)```/g);
    let requests = 0;
    for (const [, block = ''] of blocks) {
      for (const [, path = '', body = '', printed = ''] of block.matchAll(/^\$ ct (\S+) '(.*)'\n(.*)$/gm)) {
        const answer = Object((await fake.post(path, JSON.parse(real(body)))).body);
        const [, id] = /"task_id":"(\w+)"/.exec(printed) ?? [];
        if (id !== undefined && answer.task_id !== undefined) ids.set(id, answer.task_id);
        const [beginning = '', isCut] = real(printed).split('…');
        const text = JSON.stringify(answer);
        expect(isCut === undefined ? text : text.slice(0, beginning.length), path).toBe(beginning);
        requests += 1;
      }
      // Between two blocks the README lets the task end.
      fake.clock.advance(60_000);
    }
    expect(requests).toBeGreaterThan(8);
  });
});

describe('docs/fidelity.md', () => {
  it('is what the tables say (if not: npm start -- fidelity)', () => {
    expect(readFileSync('docs/fidelity.md', 'utf8')).toBe(`${fidelityPage(contract)}\n`);
  });
});

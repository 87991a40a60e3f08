import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contract } from '../contracts/openapi/generated/document.ts';
import { fidelityPage } from '../src/server/fidelity.ts';
import { replay } from './kit/console.ts';
import { createTestFake } from './kit/fake.ts';

const README = readFileSync('README.md', 'utf8');

describe('the README', () => {
  it('shows what its requests really answer', async () => {
    const fake = createTestFake();
    // Between two blocks the README lets the task end.
    const requests = await replay(fake, README, () => fake.clock.advance(60_000));
    expect(requests).toBeGreaterThan(8);
  });
});

describe('docs/fidelity.md', () => {
  it('is what the tables say (if not: npm start -- fidelity)', () => {
    expect(readFileSync('docs/fidelity.md', 'utf8')).toBe(`${fidelityPage(contract)}\n`);
  });
});

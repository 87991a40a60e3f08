/**
 * The suite catches every mutant. `npm run mutants` prints the table: which case catches which lie.
 */
import { describe, expect, it } from 'vitest';
import { sample } from '../kit/runs.ts';
import { control, hunt, MUTANTS } from './hunt.ts';

describe('the suite bites', () => {
  it('has at least forty mutants, each with an id of its own', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
  });

  it.each(sample(MUTANTS, 4).map((mutant) => [mutant.caughtBy, mutant.id, mutant.lie, mutant] as const))(
    '%s catches %s: %s',
    async (_case, _id, _lie, mutant) => {
      const { status, reason } = await hunt(mutant);
      expect({ status, reason }).toMatchObject({ status: 'fail' });
      expect(await control(mutant)).toMatchObject({ status: 'pass' });
    },
  );
});

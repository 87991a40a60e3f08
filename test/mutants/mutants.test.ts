import { describe, expect, it } from 'vitest';
import { control, hunt, MUTANTS } from './hunt.ts';

describe('the suite bites', () => {
  it('has at least forty mutants, each with an id of its own', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
  });

  it.each(MUTANTS.map((mutant) => [mutant.caughtBy, mutant.lie, mutant] as const))(
    '%s catches: %s',
    async (_case, _lie, mutant) => {
      const { status, reason } = await hunt(mutant);
      expect({ status, reason }).toMatchObject({ status: 'fail' });
      expect(await control(mutant)).toMatchObject({ status: 'pass' });
    },
  );
});

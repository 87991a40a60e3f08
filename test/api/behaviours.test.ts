import { describe, expect, it } from 'vitest';
import { parseChoices } from '../../contracts/behaviours/choices.ts';
import { BEHAVIOURS } from '../../contracts/behaviours/index.ts';
import { createTarget, type Target } from '../kit/target.ts';
import { ACCESS_PROOFS } from './proofs/access.ts';
import { ENTER_PROOFS } from './proofs/enter.ts';
import { EXIT_PROOFS } from './proofs/exit.ts';
import { PRECHECK_PROOFS } from './proofs/precheck.ts';
import { READS_PROOFS } from './proofs/reads.ts';
import { REQUESTS_PROOFS } from './proofs/requests.ts';
import { TASKS_PROOFS } from './proofs/tasks.ts';

const PROOFS: Readonly<Record<string, Readonly<Record<string, (target: Target) => Promise<void>>>>> = {
  ...ACCESS_PROOFS,
  ...REQUESTS_PROOFS,
  ...READS_PROOFS,
  ...PRECHECK_PROOFS,
  ...ENTER_PROOFS,
  ...EXIT_PROOFS,
  ...TASKS_PROOFS,
};

const CHOICES = Object.entries(BEHAVIOURS).flatMap(([id, row]) => {
  const choices = Object.entries(row.choices);
  return choices.map(([choice, meaning], index) => ({
    id,
    choice,
    meaning,
    other: Object.keys(row.choices)[(index + 1) % choices.length] ?? '',
  }));
});

/** Looks for what a choice shows, on a fake that makes the choice `made` of that row. */
async function prove(id: string, choice: string, made: string): Promise<void> {
  const proof = PROOFS[id]?.[choice];
  if (proof === undefined) throw new Error(`Nothing proves ${id}: ${choice}.`);
  await proof(createTarget({ behaviours: parseChoices({ [id]: made }) }));
}

describe('every choice of every behaviour shows on the wire', () => {
  it.each(CHOICES)('$id: $choice: $meaning', async ({ id, choice }) => {
    await expect(prove(id, choice, choice)).resolves.toBeUndefined();
  });

  it.each(CHOICES)(
    '$id: $choice does not show of a fake that chooses otherwise',
    async ({ id, choice, other }) => {
      await expect(prove(id, choice, other)).rejects.toThrow(Error);
    },
  );

  it('the defaults are choices of their rows, and every row has others', () => {
    for (const [id, row] of Object.entries(BEHAVIOURS)) {
      expect(Object.keys(row.choices), id).toContain(row.default);
      expect(Object.keys(row.choices).length, id).toBeGreaterThan(1);
    }
  });

  it('every proof belongs to a choice', () => {
    const proven = Object.entries(PROOFS).flatMap(([id, proofs]) =>
      Object.keys(proofs).map((choice) => `${id}: ${choice}`),
    );
    expect(proven.toSorted()).toEqual(CHOICES.map(({ id, choice }) => `${id}: ${choice}`).toSorted());
  });
});

/**
 * Setting the suite on mutants.
 * @module
 */
import type { Case } from '../../contracts/kit/case/case.ts';
import { type CaseResult, runCase } from '../../contracts/kit/case/run-case.ts';
import { openTarget } from '../../contracts/kit/target/target.ts';
import { CASES } from '../../contracts/suite/index.ts';
import { createFake } from '../../src/server/fake.ts';
import { ENTER_MUTANTS } from './enter.mutants.ts';
import { EXIT_MUTANTS } from './exit.mutants.ts';
import type { Mutant } from './mutant.ts';
import { OPERATION_MUTANTS } from './operations.mutants.ts';
import { PRECHECK_MUTANTS } from './precheck.mutants.ts';
import { QUERY_MUTANTS } from './query.mutants.ts';
import { READING_MUTANTS } from './reading.mutants.ts';
import { TASK_MUTANTS } from './tasks.mutants.ts';

export const MUTANTS: readonly Mutant[] = [
  ...READING_MUTANTS,
  ...QUERY_MUTANTS,
  ...PRECHECK_MUTANTS,
  ...TASK_MUTANTS,
  ...ENTER_MUTANTS,
  ...EXIT_MUTANTS,
  ...OPERATION_MUTANTS,
];

const fake = createFake();

/** The target is recognised before any lying begins: a mutant lies to the cases, not to the kit. */
const honest = await openTarget({
  url: 'http://mutant.localhost',
  transport: (request) => fake.fetch(request),
  user: 'root',
  password: 'root',
});

const controls = new Map<string, Promise<CaseResult>>();

/** What the case that names the promise says of the mutant. */
export async function hunt({ caughtBy, mutate }: Mutant): Promise<CaseResult> {
  return runCase(caseOf(caughtBy), { ...honest, transport: mutate(fake) });
}

/** What it says of a fake that does not lie. */
export async function control({ caughtBy }: Mutant): Promise<CaseResult> {
  const known = controls.get(caughtBy) ?? runCase(caseOf(caughtBy), honest);
  controls.set(caughtBy, known);
  return known;
}

function caseOf(id: string): Case {
  const found = CASES.find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no case ${id}.`);
  return found;
}

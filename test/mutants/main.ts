/**
 * `npm run mutants`: the kill table. Fails if a mutant survives, or if the case that catches it fails without
 * the lie.
 * @module
 */
import { control, hunt, MUTANTS } from './hunt.ts';

let survivors = 0;
for (const mutant of MUTANTS) {
  const { status, reason } = await hunt(mutant);
  const unmutated = await control(mutant);
  const isKilled = status === 'fail' && unmutated.status === 'pass';
  if (!isKilled) survivors += 1;
  const why = isKilled
    ? ''
    : `  ${unmutated.status === 'pass' ? `${status}: ${reason}` : 'fails without the lie'}`;
  console.log(
    `${isKilled ? 'killed  ' : 'SURVIVED'}  ${mutant.caughtBy.padEnd(14)}  ${mutant.id.padEnd(30)}  ${mutant.lie}${why}`,
  );
}
console.log(`${MUTANTS.length} mutants, ${MUTANTS.length - survivors} killed, ${survivors} survived`);
if (survivors > 0) process.exitCode = 1;

/**
 * `cloudtower-fake contract --list`: lists the cases.
 * @module
 */
import type { Case } from '../../../contracts/kit/case/case.ts';

/** Returns two lines for each case: its title and what it needs. */
export function listOf(cases: readonly Case[]): string {
  const width = Math.max(0, ...cases.map(({ id }) => id.length));
  const lines = cases.map(({ id, tier, evidence, promise, needs }) => {
    const head = `${id.padEnd(width)}  ${tier.padEnd(9)}  ${evidence.padEnd(10)}`;
    return `${head}  ${promise}\n${' '.repeat(width + 2)}needs ${needs.name}`;
  });
  return [...lines, `${cases.length} cases`].join('\n');
}

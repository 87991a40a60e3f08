/**
 * `cloudtower-fake contract --list`: the cases, before any of them is asked.
 * @module
 */
import type { Case } from '../../../contracts/kit/case/case.ts';

/** A line for each case, and what it needs. */
export function listOf(cases: readonly Case[]): string {
  const width = Math.max(0, ...cases.map(({ id }) => id.length));
  const lines = cases.map(({ id, tier, evidence, promise, needs }) => {
    const head = `${id.padEnd(width)}  ${tier.padEnd(9)}  ${evidence.padEnd(10)}`;
    return `${head}  ${promise}\n${' '.repeat(width + 2)}needs ${needs.name}`;
  });
  return [...lines, `${cases.length} cases`].join('\n');
}

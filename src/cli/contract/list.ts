/**
 * `cloudtower-fake contract --list`: lists the cases.
 * @module
 */
import type { Case } from '../../../contracts/kit/case/case.ts';
import type { Groups } from '../../../contracts/kit/case/outcome.ts';
import { countText, cut } from '../../../contracts/kit/report/text.ts';

/** Returns the cases under the headings of their groups, a line for each, cut to the columns. */
export function listOf(cases: readonly Case[], groups: Groups, columns: number): string {
  const selected = new Set(cases);
  const sections = Object.entries(groups).flatMap(([name, members]) => {
    const list = members.filter((one) => selected.has(one));
    return list.length === 0 ? [] : [sectionOf(name, list, columns)];
  });
  return [...sections, countText(cases.length, 'case')].join('\n\n');
}

function sectionOf(name: string, cases: readonly Case[], columns: number): string {
  const width = Math.max(...cases.map(({ id }) => id.length));
  const lines = cases.map(({ id, tier, promise }) =>
    cut(`  ${id.padEnd(width)}  ${tier.padEnd(TIER_WIDTH)}  ${promise}`, columns),
  );
  return [`${name} (${countText(cases.length, 'case')})`, ...lines].join('\n');
}

const TIER_WIDTH = 'lifecycle'.length;

/**
 * `cloudtower-fake contract diff`: compares two reports.
 * @module
 */
import { writeFileSync } from 'node:fs';
import { EXIT_CODES } from '../../../contracts/kit/case/outcome.ts';
import {
  type Comparison,
  compareRuns,
  type Difference,
  keyOf,
  parseReport,
  type Report,
  ReportError,
} from '../../../contracts/kit/report/diff.ts';
import { FORMAT_VERSION } from '../../../contracts/kit/report/json.ts';
import type { Terminal } from '../terminal.ts';
import { readText, UsageError } from '../values.ts';
import type { ContractOptions } from './options.ts';

/**
 * Prints the differences between two reports. Returns the exit code, which is that of a failed run if a difference is
 * new. Throws UsageError if a file is not a report.
 */
export function contractDiff(
  { known, accept }: ContractOptions,
  terminal: Terminal,
  [a, b]: readonly string[],
): number {
  if (a === undefined || b === undefined)
    throw new UsageError('contract diff: expected two reports, A.json and B.json, written with --json');
  const accepted = known === undefined ? [] : readText('--known', known).split('\n');
  const comparison = compareRuns(readReport(a), readReport(b), new Set(accepted));
  terminal.print(describe(comparison));
  const added = comparison.differences.filter((one) => one.kind === 'new');
  if (accept !== undefined) writeFileSync(accept, [...accepted, ...added.map(keyOf), ''].join('\n'));
  return added.length === 0 ? EXIT_CODES.kept : EXIT_CODES.broken;
}

function readReport(file: string): Report {
  try {
    return parseReport(JSON.parse(readText('contract diff', file)), file, FORMAT_VERSION);
  } catch (error) {
    if (error instanceof ReportError) throw new UsageError(error.message);
    if (error instanceof SyntaxError) throw new UsageError(`contract diff ${file}: it is not JSON`);
    throw error;
  }
}

function describe({ same, differences }: Comparison): string {
  const added = differences.filter(({ kind }) => kind === 'new');
  const known = differences.filter(({ kind }) => kind === 'known');
  return [
    ...section('New differences', added),
    ...section('Known differences: assumed, or a row of the behaviour table, or accepted', known),
    `${same} fields are the same, ${known.length} differ as known, ${added.length} differ anew`,
  ].join('\n');
}

function section(title: string, differences: readonly Difference[]): string[] {
  if (differences.length === 0) return [];
  return [`${title}:`, ...differences.map(({ id, field, a, b }) => `  ${id}  ${field}: ${a} → ${b}`), ''];
}

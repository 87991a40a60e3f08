/**
 * `cloudtower-fake contract diff`: compares two reports.
 * @module
 */
import { writeFileSync } from 'node:fs';
import { EXIT_CODES } from '../../../contracts/kit/case/outcome.ts';
import { STATUS_WORDS } from '../../../contracts/kit/case/verdict.ts';
import {
  type Comparison,
  compareRuns,
  type Difference,
  keyOf,
  parseReport,
  type Report,
  ReportError,
  SUBJECTS,
  type Subject,
} from '../../../contracts/kit/report/diff.ts';
import { FORMAT_VERSION } from '../../../contracts/kit/report/json.ts';
import { countText, cut, hanging } from '../../../contracts/kit/report/text.ts';
import type { Terminal } from '../terminal.ts';
import { readText, UsageError } from '../values.ts';
import type { ContractOptions } from './options.ts';

/**
 * Prints the differences between two reports. Returns the exit code, which is that of a failed run if a difference is
 * new. Throws UsageError if a file is not a report.
 */
export function contractDiff(
  { known, accept }: ContractOptions,
  { print, columns }: Terminal,
  [a, b]: readonly string[],
): number {
  if (a === undefined || b === undefined)
    throw new UsageError('contract diff: expected two reports, A.json and B.json, written with --json');
  const accepted = known === undefined ? [] : readText('--known', known).split('\n').filter(Boolean);
  const [left, right] = [readReport(a), readReport(b)];
  const comparison = compareRuns(left, right, new Set(accepted));
  print(
    [`A: ${nameOf(left)}`, `B: ${nameOf(right)}`, ''].map((line) => hanging('', line, columns)).join('\n'),
  );
  print(describe(comparison, columns));
  const added = comparison.differences.filter((one) => one.kind === 'new');
  if (accept !== undefined) writeFileSync(accept, [...accepted, ...added.map(keyOf), ''].join('\n'));
  return added.length === 0 ? EXIT_CODES.passed : EXIT_CODES.failed;
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

function nameOf({ target: { name, version, url }, started_at }: Report): string {
  return `${name} ${version} at ${url}, ${started_at}`;
}

const TITLES: Readonly<Record<Subject, string>> = {
  behaviour: 'Behaviours: what the target does where the documents leave it open',
  verdict: 'Verdicts: cases that end otherwise',
  shape: 'Shapes: fields and statuses of answers',
};

function describe({ same, differences, onlyA, onlyB }: Comparison, columns: number): string {
  const fresh = differences.filter(({ kind }) => kind === 'new');
  const known = differences.filter(({ kind }) => kind === 'known');
  return [
    ...SUBJECTS.flatMap((subject) => section(TITLES[subject], fresh, subject, columns)),
    ...(known.length === 0 ? [] : ['Known: accepted, or of cases that are only assumed']),
    ...known.flatMap((one) => linesOf(one, columns)),
    ...(known.length === 0 ? [] : ['']),
    ...only('A', onlyA, columns),
    ...only('B', onlyB, columns),
    hanging(
      '',
      `${countText(fresh.length, 'new difference')}, ${known.length} known; ${countText(same, 'field')} of cases the same`,
      columns,
    ),
  ].join('\n');
}

function section(title: string, all: readonly Difference[], wanted: Subject, columns: number): string[] {
  const differences = all.filter(({ subject }) => subject === wanted);
  if (differences.length === 0) return [];
  const lines =
    wanted === 'verdict'
      ? verdictLines(differences, columns)
      : differences.flatMap((one) => linesOf(one, columns));
  return [hanging('', `${title} (${differences.length})`, columns), ...lines, ''];
}

/** Cases whose verdict changed alike are one line. */
function verdictLines(differences: readonly Difference[], columns: number): string[] {
  const changes = new Map<string, string[]>();
  for (const { a, b, ids } of differences) {
    const change = `${wordOf(a)} → ${wordOf(b)}`;
    changes.set(change, [...(changes.get(change) ?? []), ...ids]);
  }
  return [...changes].map(([change, ids]) =>
    hanging(`  ${change}  `, `${countText(ids.length, 'case')}: ${ids.join(' ')}`, columns),
  );
}

function wordOf(status: string): string {
  return new Map<string, string>(Object.entries(STATUS_WORDS)).get(status) ?? status;
}

function linesOf({ subject, field, a, b, ids }: Difference, columns: number): string[] {
  const change = hanging(`  ${CHANGE[changeOf(a, b)]}  `, `${field}: ${textOf(subject, a, b)}`, columns);
  const [first = ''] = ids;
  if (subject === 'behaviour') return [change];
  return [
    change,
    cut(
      `           ${ids.length === 1 ? first : `${countText(ids.length, 'case')}, such as ${first}`}`,
      columns,
    ),
  ];
}

type Change = 'new' | 'gone' | 'changed';

const CHANGE: Readonly<Record<Change, string>> = { new: 'new    ', gone: 'gone   ', changed: 'changed' };

function changeOf(a: string, b: string): Change {
  if (a === ABSENT) return 'new';
  return b === ABSENT ? 'gone' : 'changed';
}

const ABSENT = 'absent';

function textOf(subject: Subject, a: string, b: string): string {
  const change = changeOf(a, b);
  if (change === 'changed') return `${wordIn(subject, a)} → ${wordIn(subject, b)}`;
  return wordIn(subject, change === 'new' ? b : a);
}

function wordIn(subject: Subject, form: string): string {
  return subject === 'verdict' ? wordOf(form) : form;
}

function only(run: string, ids: readonly string[], columns: number): string[] {
  if (ids.length === 0) return [];
  return [hanging('', `Only in ${run}: ${countText(ids.length, 'case')}: ${ids.join(' ')}`, columns), ''];
}
